def told(read, answer):
    try:
        return read()
    except OSError as e:
        match answer:
            case [e] if e > 3:
                return e
            case _:
                raise LookupError("no answer")
