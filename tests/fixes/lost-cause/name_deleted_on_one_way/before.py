def save(record, store, quiet):
    try:
        store.put(record)
    except OSError as failure:
        if quiet:
            del failure
        raise LookupError("not stored")
