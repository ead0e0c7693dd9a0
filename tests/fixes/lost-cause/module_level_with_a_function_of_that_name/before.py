import sys

try:
    import lz4 as fast
except ImportError:
    if sys.version_info < (3, 20):
        raise RuntimeError("lz4 is missing")


def error(text):
    return text
