"""Screen 5 of a room: the owner's side."""
