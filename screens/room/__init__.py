"""A room: what is shown of it, where one is in it, and what its keys do."""
