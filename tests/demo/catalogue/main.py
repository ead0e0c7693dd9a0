"""The catalogue's service (FastAPI)."""

import asyncio

import asyncpg
import httpx
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI(title="Catalogue", debug=True)
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
client = httpx.AsyncClient(base_url="https://suppliers.example", timeout=None)


@app.get("/stock/{sku}")
async def stock(sku: str) -> dict:
    response = await client.get(f"/stock/{sku}")
    response.raise_for_status()
    return response.json()


@app.post("/prices")
async def prices(skus: list[str]) -> list[dict]:
    answers = await asyncio.gather(*[client.get(f"/prices/{sku}") for sku in skus])
    return [answer.raise_for_status().json() for answer in answers]


@app.post("/refresh")
async def refresh(skus: list[str]) -> dict:
    refreshed = 0
    for sku in skus:
        try:
            await client.post(f"/refresh/{sku}")
            refreshed += 1
        except Exception:
            continue
    return {"refreshed": refreshed}


async def connection():
    """A connection to the catalogue's store."""
    conn = await asyncpg.connect("postgres://catalogue", timeout=5)
    try:
        yield conn
    finally:
        await conn.close()


async def newest_title() -> str:
    """The newest book's title."""
    async for conn in connection():
        return await conn.fetchval("SELECT title FROM books ORDER BY id DESC LIMIT 1")
