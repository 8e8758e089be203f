"""What is typed, one file for each room."""
