"""The entry line: what a typed line means, its echo, its completion and its commands. Pure; the clock is passed in."""
