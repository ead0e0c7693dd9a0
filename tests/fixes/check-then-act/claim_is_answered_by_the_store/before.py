import redis

store = redis.Redis()


def take(job):
    if store.exists(f"job:{job}"):
        return False
    store.set(f"job:{job}", "1", ex=60)
    return True
