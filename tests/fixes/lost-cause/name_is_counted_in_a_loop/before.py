def first_number(texts):
    error = 0
    while error < len(texts):
        try:
            return int(texts[error])
        except ValueError:
            error += 1
            if error > 3:
                raise LookupError("too many texts without a number")
    return None
