"""The wire tier: both clients on scripted servers of their own; what they send and make of the answers."""
