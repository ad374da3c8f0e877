"""What a server keeps, as a state machine in memory: states, which calls suit them, and what the calls change."""
