def rate(table, currency):
    try:
        return table[currency]
    except KeyError:
        if currency is None:
            raise TypeError("no currency")
        raise LookupError(currency)
