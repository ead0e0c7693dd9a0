def charge(client, orders):
    try:
        return client.charge(orders)
    except ConnectionError as e:
        if any((e := each) for each in orders):
            raise LookupError(f"first is {e}")
        raise
