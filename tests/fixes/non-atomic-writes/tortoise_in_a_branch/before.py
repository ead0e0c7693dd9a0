from tortoise import fields
from tortoise.models import Model


class Purse(Model):
    coins = fields.IntField()


class Ledger(Model):
    purse = fields.IntField()


async def spend(number, coins, wants_it):
    if wants_it:
        purse = await Purse.create(coins=coins)
        await Ledger.create(purse=purse.id)
