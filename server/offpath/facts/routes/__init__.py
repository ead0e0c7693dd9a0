"""Handlers: how each is found, what it is, what is around it."""
