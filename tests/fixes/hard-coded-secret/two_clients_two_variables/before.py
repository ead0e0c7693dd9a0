import psycopg
import redis


def warehouse():
    return psycopg.connect(host="wh.internal", user="reader", password="Zx81-qq-lime", connect_timeout=3)


def jobs():
    return redis.Redis(host="jobs.internal", password="r3d1s-pass-99", socket_timeout=1)
