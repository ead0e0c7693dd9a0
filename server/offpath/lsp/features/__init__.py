"""One module for each request or notification, each with `register`."""
