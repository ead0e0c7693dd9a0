def push(api, record):
    try:
        if not api.push(record):
            return True
    except ConnectionError:
        return True
    return False


def sync(api, records):
    for record in records:
        has_error = push(api, record)
        if has_error:
            break
