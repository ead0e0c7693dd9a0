"""redis and the caches that share its words: values by key, hashes, counters."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import argument, awaited, local_value
from offpath.facts.summaries.contribution import Operation, Store
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_REDIS: dict[str, Operation] = {
    "get": "read", "mget": "read", "hget": "read", "hgetall": "read", "hmget": "read", "lrange": "read", "smembers": "read",
    "zrange": "read", "zscore": "read", "llen": "read", "hlen": "read", "scard": "read", "hvals": "read", "hkeys": "read", "lindex": "read",
    "zrevrange": "read", "zrangebyscore": "read", "strlen": "read", "getdel": "delete", "set": "update", "setex": "update",
    "psetex": "update", "setnx": "upsert", "hset": "update", "hmset": "update", "mset": "update", "getset": "update", "zadd": "update",
    "incr": "update", "incrby": "update", "decr": "update", "decrby": "update", "incrbyfloat": "update", "hincrby": "update",
    "hincrbyfloat": "update", "lpush": "update", "rpush": "update", "sadd": "update", "zincrby": "update", "append": "update",
    "delete": "delete", "unlink": "delete", "hdel": "delete", "srem": "delete", "zrem": "delete", "lpop": "delete", "rpop": "delete",
    "expire": "execute", "exists": "read", "ttl": "read", "watch": "execute", "multi": "execute",
}  # fmt: skip
_CACHE: dict[str, Operation] = {
    "get": "read", "aget": "read", "get_many": "read", "set": "update", "aset": "update", "set_many": "update", "add": "upsert",
    "incr": "update", "decr": "update", "delete": "delete", "get_or_set": "upsert", "aget_or_set": "upsert",
}  # fmt: skip
_RELATIVE = frozenset(
    {
        "incr",
        "incrby",
        "decr",
        "decrby",
        "incrbyfloat",
        "hincrby",
        "hincrbyfloat",
        "lpush",
        "rpush",
        "sadd",
        "zincrby",
        "append",
    }
)
_HASH = frozenset({"hget", "hset", "hdel", "hincrby", "hincrbyfloat", "hmget", "zscore"})
_OWN_NAMES = frozenset(
    {"hget", "hgetall", "hset", "hmset", "hincrby", "incrby", "decrby", "setex", "setnx", "lrange", "smembers", "zadd"}
)
"""Methods that nothing but redis has."""

_RECEIVERS = frozenset({"redis", "rdb", "aioredis", "valkey"})


def read_redis(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on a redis client, pipeline or cache; None: it is none."""
    if not isinstance(call.func, t.Attribute):
        return None
    name = call.func.attr
    if name not in _REDIS and name not in _CACHE:
        return None
    store = _store(facts, call.func.value, name)
    if store is None or not call.args:
        return None
    operation = (_REDIS if store == "redis" else _CACHE).get(name)
    if operation is None:
        return None
    key = call.args[0]
    filters = [Filter("key", "=", key, node=key)]
    if name in _HASH and len(call.args) > 1:
        filters.append(Filter("field", "=", call.args[1], node=call.args[1]))
    return DataAccess(
        store,
        operation,
        call,
        _prefix(facts, key),
        filters=tuple(filters),
        values=tuple(_values(call, name)),
        results=(awaited(call),),
        one=True,
        scalar=name in ("get", "aget", "hget", "zscore"),
        receiver=call.func.value,
        certainty="known",
    )


def _store(facts: UnitFacts, receiver: t.Expr, name: str) -> Store | None:
    found = facts.resolve(receiver)
    if found is not None:
        lineage = facts.asking.catalogue.types.lineage(found.name) if not found.internal else facts.lineage(found.name)
        if any(each in _CLIENTS for each in lineage):
            return "redis"
        if any(each in _CACHES for each in lineage) or found.name.startswith(("django.core.cache.", "flask_caching.")):
            return "cache"
        if found.kind != "external":
            return None
    if name in _OWN_NAMES:
        return "redis"
    return "redis" if _RECEIVERS.intersection(words(last_name(receiver))) else None


_CLIENTS = frozenset(
    {"redis.Redis", "redis.Pipeline", "redis.asyncio.Redis", "aioredis.Redis", "fakeredis.FakeRedis", "valkey.Valkey"}
)
_CACHES = frozenset(
    {
        "flask_caching.Cache", "werkzeug.contrib.cache.SimpleCache", "cachelib.SimpleCache", "cachelib.RedisCache", "pymemcache.Client",
        "pymemcache.client.base.Client", "pymemcache.client.base.PooledClient", "pymemcache.PooledClient", "pymemcache.HashClient",
        "pymemcache.client.hash.HashClient", "aiomcache.Client", "pylibmc.Client", "memcache.Client", "bmemcached.Client", "emcache.Client",
        "diskcache.Cache", "aiocache.Cache", "aiocache.SimpleMemoryCache", "aiocache.RedisCache", "aiocache.MemcachedCache",
    }
)  # fmt: skip


def _values(call: t.Call, name: str) -> list[Assigned]:
    value: t.Expr | None = None
    column = "value"
    if name in ("set", "setnx", "getset", "append", "aset", "add"):
        value = argument(call, 1, "value")
    elif name in ("get_or_set", "aget_or_set"):
        value = argument(call, 1, "default")
    elif name in ("setex", "psetex"):
        value = argument(call, 2, "value")
    elif name == "hset":
        mapping = next((k.value for k in call.keywords if k.arg == "mapping"), None)
        if isinstance(mapping, t.Dict):
            items = [i for i in mapping.items if isinstance(i.key, t.Constant)]
            return [Assigned(str(i.key.value), i.value, node=i) for i in items if isinstance(i.key, t.Constant)]
        value = mapping if mapping is not None else argument(call, 2, "value")
    elif name == "hmset":
        value = argument(call, 1, "mapping")
    elif name in _RELATIVE:
        value = call.args[-1] if len(call.args) > 1 else None
    if value is None and name not in _RELATIVE:
        return []
    return [Assigned(column, value, name in _RELATIVE, value)]


def _prefix(facts: UnitFacts, key: t.Expr) -> str:
    """What all keys of a kind begin with: `cart:` of `f"cart:{user}"`, or the name that holds the key."""
    value = local_value(facts, key)
    if isinstance(value, t.Constant):
        return str(value.value)
    if isinstance(value, t.JoinedStr) and value.values and isinstance(value.values[0], t.Constant):
        return str(value.values[0].value)
    if isinstance(value, t.BinOp) and isinstance(value.left, t.Constant):
        return str(value.left.value)
    return facts.text(key)
