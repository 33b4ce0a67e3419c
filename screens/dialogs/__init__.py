"""Dialogs over a screen: forms, choices, pages to read."""
