def told(answer):
    match answer:
        case {"error": error}:
            try:
                return int(error)
            except ValueError:
                raise LookupError("no code")
        case _:
            return None
