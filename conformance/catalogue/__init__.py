"""The catalogue: what the suite knows of each client method."""
