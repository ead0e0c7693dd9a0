"""What is done about failures: except branches, what they answer, what is written down and said of it."""
