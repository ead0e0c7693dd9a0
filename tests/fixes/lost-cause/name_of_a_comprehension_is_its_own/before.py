def again(job, words):
    try:
        return job()
    except OSError as e:
        raise LookupError(", ".join(e for e in words))
