def rate(table, currency):
    try:
        return table[currency]
    except TypeError as error:
        return error
    except KeyError:
        raise LookupError(currency)
