import asyncio


async def keep(client, account):
    while True:
        await client.refresh(account)
        await asyncio.sleep(5)


async def run(client, store):
    accounts = await store.accounts()
    await asyncio.gather(*[keep(client, account) for account in accounts])
