try:
    import lz4 as fast
except ImportError:
    raise RuntimeError("lz4 is missing")


def packed(data):
    return fast.pack(data)
