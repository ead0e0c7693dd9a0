"""Settings, and which files they speak of."""
