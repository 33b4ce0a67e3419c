"""Screen 6: the summary of a room."""
