"""Sending: the one confirmation before it, its progress, the outbox, and what a person carries by hand."""
