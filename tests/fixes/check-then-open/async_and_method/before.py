import os


class Spool:
    async def reset(self):
        if os.path.exists(self.target):
            os.remove(self.target)
        await self.opened()
