"""From a fix to edits that may be offered."""
