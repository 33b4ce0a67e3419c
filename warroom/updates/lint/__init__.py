"""The check of an owner update: a module per family of rules (owner-updates.md 2). Deterministic, offline, pure."""
