"""Taking out of a file what tells whose it is. Pure work on bytes; nothing is decided here.

What plays is changed in place, so that no offset moves; papers and pictures are written anew.
Every function answers what it took out, in words.
"""
