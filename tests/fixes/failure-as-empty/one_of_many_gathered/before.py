import asyncio
import logging

logger = logging.getLogger(__name__)


async def found_in(client, place):
    try:
        rows = await client.search(place)
        return rows
    except Exception:
        logger.exception("search failed")
        return []


async def found(client, places):
    searches = [found_in(client, place) for place in places]
    return await asyncio.gather(*searches)
