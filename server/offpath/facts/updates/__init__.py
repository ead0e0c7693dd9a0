"""Values that are read from a store, changed in Python, and written back."""
