def again(job, words):
    try:
        return job()
    except OSError as e:
        raise LookupError([e for e in words])
