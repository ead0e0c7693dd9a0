def rate(table, currency):
    try:
        return table[currency]
    except (KeyError):
        raise LookupError(currency)
