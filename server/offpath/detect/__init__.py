"""What single rules look for, where that outgrows the rule's own file."""
