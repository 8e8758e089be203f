"""Files that are taken home, one file for each room."""
