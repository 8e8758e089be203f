"""Pure helpers: no Django, no clock, no input or output."""
