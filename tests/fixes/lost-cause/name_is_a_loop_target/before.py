def drop(paths, remove):
    try:
        remove(paths)
    except OSError as each:
        for each in paths:
            if each.startswith("/"):
                raise LookupError("an absolute path")
