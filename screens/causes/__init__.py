"""Screen 2 of a room: hypotheses, evidence, factors."""
