"""From facts to conclusions. Imports no activity."""
