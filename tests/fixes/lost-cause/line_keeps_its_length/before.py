def rate(table, currency):
    try:
        return table[currency]
    except KeyError:
        raise LookupError(f"there is no rate for {currency}; ask the treasury", 404)
