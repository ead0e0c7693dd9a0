"""What libraries and words mean, as data; imports nothing of ours."""
