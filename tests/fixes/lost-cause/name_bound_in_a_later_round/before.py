def retry(job, codes):
    try:
        return job()
    except OSError as err:
        for code in codes:
            if code == 3:
                raise LookupError("third code")
            err = code
    return None
