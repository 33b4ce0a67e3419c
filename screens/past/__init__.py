"""The room as of a time: looked at, never changed."""
