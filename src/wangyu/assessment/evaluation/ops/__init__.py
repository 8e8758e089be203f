"""The only writers about evaluations, one file for each part of their way."""
