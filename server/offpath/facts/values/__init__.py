"""What becomes of values in a unit: the way back, the way on, what they are and what they are called."""
