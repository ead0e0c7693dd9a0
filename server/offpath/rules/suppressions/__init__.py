"""Rules on suppressing comments themselves."""
