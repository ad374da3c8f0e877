"""The live tier: both clients on a real server, and the exact answer as a third opinion."""
