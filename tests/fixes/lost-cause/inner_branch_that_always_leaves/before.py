def both(first, second):
    try:
        return first()
    except OSError as e:
        try:
            second()
        except ValueError as e:
            return str(e)
        raise LookupError("first")
