"""What is taken away, one file for each room."""
