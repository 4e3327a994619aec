"""What the annotate screen knows, and what each key press makes of it."""
