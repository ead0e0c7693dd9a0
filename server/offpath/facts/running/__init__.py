"""Who runs code, when, and with whom at the same time."""
