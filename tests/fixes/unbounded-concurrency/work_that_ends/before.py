import asyncio


async def refresh(client, account):
    return await client.refresh(account)


async def run(client, store):
    accounts = await store.accounts()
    await asyncio.gather(*[refresh(client, account) for account in accounts])
