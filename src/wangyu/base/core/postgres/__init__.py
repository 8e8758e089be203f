"""PostgreSQL as Django speaks to it, and a connection that was heard just now is not asked whether it lives."""
