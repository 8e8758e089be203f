"""Files made to do harm, built here byte by byte. ``corpus`` has all of them with what must happen."""
