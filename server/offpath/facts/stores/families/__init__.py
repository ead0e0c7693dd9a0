"""The stores that are known, one family a file."""
