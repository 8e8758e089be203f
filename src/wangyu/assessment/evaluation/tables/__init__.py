"""Columns of the lists, one file for each room."""
