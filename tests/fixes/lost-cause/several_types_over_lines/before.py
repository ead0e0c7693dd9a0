def rate(table, currency):
    try:
        return float(table[currency])
    except (
        KeyError,  # no such currency
        ValueError,
    ):  # both are the caller's
        raise LookupError(  # told to the caller
            currency,
        )  # no more
