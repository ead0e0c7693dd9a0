"""All units together: names across files, the memory of answers, what functions reach."""
