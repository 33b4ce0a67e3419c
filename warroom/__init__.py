"""What a war room is: events, state, commands. No terminal, no disk, no sockets at import time."""

__version__ = "0.1.0"
