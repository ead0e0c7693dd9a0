from names import *

try:
    import lz4 as fast
except ImportError:
    raise RuntimeError("lz4 is missing")
