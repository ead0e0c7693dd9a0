class Counter:
    def __init__(self, redis):
        self.redis = redis

    async def add(self, pipe, key):
        n = int(await self.redis.get(key) or 0) + 1
        await self.redis.set(key, n, ex=pipe.seconds)
        return n
