"""What a file that somebody brings really is, and whether it may be kept.

Nothing here knows Django or the database: it runs in a small process of its own (``child``), whose
memory and time are bounded, because the libraries that open pictures and PDFs have had holes before.
"""
