"""What is so in a room: a pure function of the set of its events, one module per panel (DESIGN 3)."""
