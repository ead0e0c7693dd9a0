"""English in names and texts: verbs, secrets, people, samples. Each set stands once."""
