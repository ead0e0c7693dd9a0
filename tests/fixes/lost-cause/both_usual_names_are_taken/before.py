def parse(text, error, exc):
    try:
        return int(text)
    except ValueError:
        raise LookupError(text)
    finally:
        exc.append(error)
