"""Drills: a real incident comes in again at its own pace, and somebody else is in command (docs/drills.md)."""
