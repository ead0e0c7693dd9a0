from messages import error


def collector(path):
    def tell():
        error("cannot read %s", path)

    try:
        return open(path).read()
    except OSError:
        tell()
        raise LookupError(path)
