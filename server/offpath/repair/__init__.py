"""How faults are mended: edits that keep layout and comments, and what each rule writes instead."""
