def read(path, error="unread"):
    try:
        return open(path).read()
    except OSError:
        raise LookupError(f"{path}: {error}")
