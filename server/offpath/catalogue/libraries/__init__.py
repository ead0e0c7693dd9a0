"""What is known of libraries: their types, what calls read, write, wait for and answer."""
