"""What a person can do in a room beside its timeline, a module per panel; each act is one durable event."""
