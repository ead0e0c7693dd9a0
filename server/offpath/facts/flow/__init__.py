"""Where values come from in a unit, and what every way to a place has asked."""
