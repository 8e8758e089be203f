"""What was reported and what proves it."""
