"""What a war room looks like: Textual screens that bind keys and show state."""
