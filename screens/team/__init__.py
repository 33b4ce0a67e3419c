"""Screen 3 of a room: roles, tasks, decisions, risks."""
