def all_of(run, error=None):
    try:
        run()
    except* OSError:
        raise LookupError("one of them failed")
    return error
