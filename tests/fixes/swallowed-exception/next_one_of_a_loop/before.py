def push_all(records, api):
    for record in records:
        try:
            api.push(record)
            api.commit()
        except Exception:
            continue
