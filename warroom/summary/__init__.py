"""What comes out of a room: one module per export format, pure."""
