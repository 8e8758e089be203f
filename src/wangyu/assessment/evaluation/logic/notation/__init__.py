"""A scheme as people type it: every key of a rule or an indicator as one text, and back again."""
