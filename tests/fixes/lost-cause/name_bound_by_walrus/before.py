def charge(client, order):
    try:
        return client.charge(order)
    except ConnectionError as e:
        if (e := client.last_answer()) is not None:
            raise LookupError(f"answered {e}")
        raise
