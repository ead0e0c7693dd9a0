"""What one function shows of itself, for others to know: effects, outcomes, checks, promises."""
