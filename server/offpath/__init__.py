"""offpath finds where AI-written Python leaves the happy path, while the code is being written."""

__version__ = "0.1.0"
