def context(path):
    try:
        size = len(open(path).read())
    except OSError:
        if path:
            raise LookupError(path)
        return locals()
    return vars()
