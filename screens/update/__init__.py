"""Screen 4: the composer of owner updates."""
