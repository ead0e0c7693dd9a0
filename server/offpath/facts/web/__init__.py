"""Routes, and who guards them."""
