"""What functions of a project share: containers, attributes, what callers hand over."""
