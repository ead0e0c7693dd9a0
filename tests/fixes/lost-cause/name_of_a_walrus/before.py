def lines(path, read):
    if (error := read(path)) is None:
        return []
    try:
        return error.splitlines()
    except AttributeError:
        if not path:
            raise LookupError("no path")
    return [error]
