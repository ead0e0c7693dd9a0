import os


class Spool:
    def __init__(self, target, opened):
        self.target = target
        self.opened = opened

    async def reset(self):
        if os.path.exists(self.target):
            os.remove(self.target)
        await self.opened()
