def again(job, quick):
    try:
        return job()
    except OSError as e:
        if quick:
            raise LookupError("quick")
        e = str(e)
        return e
