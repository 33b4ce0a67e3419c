"""The lobby: every room of the data folder."""
