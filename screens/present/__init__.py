"""The shared screen: only what one audience may see."""
