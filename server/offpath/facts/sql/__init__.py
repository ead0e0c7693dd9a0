"""One SQL text: what it says, and edits that change it in place. Knows nothing of Python."""
