"""One unit by itself: where values come from and go, what expressions denote, what branches and functions do."""
