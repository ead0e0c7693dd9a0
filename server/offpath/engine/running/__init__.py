"""Whole runs over files, in this process and in workers."""
