class Codecs:
    def error(self):
        return "none"

    try:
        import lz4 as fast
    except ImportError:
        raise RuntimeError("lz4 is missing")

    def told(self):
        return self.error()
