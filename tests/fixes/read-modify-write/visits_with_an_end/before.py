import redis

r = redis.Redis()


def visit(page):
    visits = int(r.get(page) or 0)
    r.set(page, visits + 1, ex=3600)
