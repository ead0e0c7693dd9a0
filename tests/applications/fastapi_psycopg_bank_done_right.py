# file: app/__init__.py
# file: app/auth.py
import os
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException, Security, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from pydantic import BaseModel

bearer = HTTPBearer()


class Principal(BaseModel):
    sub: int
    scopes: list[str] = []


def principal(scopes: SecurityScopes, credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> Principal:
    try:
        claims = jwt.decode(credentials.credentials, os.environ["JWT_KEY"], algorithms=["RS256"], audience="bank")
    except jwt.InvalidTokenError as error:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED) from error
    who = Principal(**claims)
    if not set(scopes.scopes) <= set(who.scopes):
        raise HTTPException(status.HTTP_403_FORBIDDEN)
    return who


Caller = Annotated[Principal, Depends(principal)]
Operator = Annotated[Principal, Security(principal, scopes=["accounts:admin"])]
# file: app/db.py
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

pool = AsyncConnectionPool(os.environ["DATABASE_URL"], open=False, kwargs={"row_factory": dict_row})


async def connection() -> AsyncIterator:
    async with pool.connection() as conn:
        yield conn
# file: app/main.py
import asyncio
import logging
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated

import httpx
from fastapi import APIRouter, Body, Depends, FastAPI, HTTPException, Path, Request
from fastapi.responses import JSONResponse

from .auth import Caller, Operator, principal
from .db import connection, pool
from .repositories import AccountRepository, RateRepository

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI):
    await pool.open()
    app.state.http = httpx.AsyncClient(timeout=5)
    yield
    await app.state.http.aclose()
    await pool.close()


app = FastAPI(lifespan=lifespan)
router = APIRouter(prefix="/accounts", dependencies=[Depends(principal)])


def accounts(conn=Depends(connection)) -> AccountRepository:
    return AccountRepository(conn)


Accounts = Annotated[AccountRepository, Depends(accounts)]


async def own_account(account_id: int, caller: Caller, repo: Accounts) -> dict:
    account = await repo.get_for_owner(account_id, caller.sub)
    if account is None:
        raise HTTPException(404)
    return account


OwnAccount = Annotated[dict, Depends(own_account)]


@router.get("")
async def index(caller: Caller, repo: Accounts):
    return await repo.for_owner(caller.sub)


@router.get("/{account_id}")
async def show(account: OwnAccount):
    return account


@router.patch("/{account_id}")
async def rename(account: OwnAccount, repo: Accounts, name: Annotated[str, Body(embed=True, max_length=80)]):
    await repo.rename(account["id"], name)
    return {"id": account["id"], "name": name}


@router.post("/{account_id}/transfers", status_code=201)
async def transfer(
    account: OwnAccount,
    repo: Accounts,
    target: Annotated[int, Body()],
    amount: Annotated[Decimal, Body(gt=0)],
):
    if not await repo.transfer(account["id"], target, amount):
        raise HTTPException(409, "insufficient funds")
    return {"amount": amount}


@router.delete("/{account_id}")
async def close(account_id: int, operator: Operator, conn=Depends(connection)):
    await conn.execute("UPDATE accounts SET closed = true WHERE id = %s", (account_id,))
    log.info("account %s closed by %s", account_id, operator.sub)
    return JSONResponse(None, 204)


@app.get("/rates/{currency}")
async def rate(currency: Annotated[str, Path(pattern="^[A-Z]{3}$")], conn=Depends(connection)):
    found = await RateRepository(conn).latest(currency)
    if found is None:
        raise HTTPException(404)
    return {"currency": currency, "rate": found}


async def refresh(client: httpx.AsyncClient, currencies: list[str]) -> dict[str, Decimal]:
    limit = asyncio.Semaphore(5)

    async def one(currency: str) -> tuple[str, Decimal]:
        async with limit:
            response = await client.get(f"https://rates.example.com/{currency}")
            response.raise_for_status()
            return currency, Decimal(response.json()["rate"])

    results = await asyncio.gather(*(one(c) for c in currencies), return_exceptions=True)
    found = {}
    for result in results:
        if isinstance(result, BaseException):
            log.error("rate not refreshed", exc_info=result)
        else:
            found[result[0]] = result[1]
    return found


@app.exception_handler(ValueError)
async def bad_value(request: Request, error: ValueError):
    log.warning("bad value at %s: %s", request.url.path, error)
    return JSONResponse({"error": "bad request"}, 400)


app.include_router(router)
# file: app/repositories.py
from dataclasses import dataclass
from decimal import Decimal

from psycopg import AsyncConnection


@dataclass
class Transfer:
    id: int
    source: int
    target: int
    amount: Decimal


class AccountRepository:
    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def for_owner(self, owner_id: int) -> list[dict]:
        cur = await self._conn.execute("SELECT id, balance FROM accounts WHERE owner_id = %s", (owner_id,))
        return await cur.fetchall()

    async def get_for_owner(self, account_id: int, owner_id: int) -> dict | None:
        cur = await self._conn.execute(
            "SELECT id, balance FROM accounts WHERE id = %(id)s AND owner_id = %(owner)s",
            {"id": account_id, "owner": owner_id},
        )
        return await cur.fetchone()

    async def transfer(self, source: int, target: int, amount: Decimal) -> bool:
        async with self._conn.transaction():
            cur = await self._conn.execute(
                "UPDATE accounts SET balance = balance - %s WHERE id = %s AND balance >= %s", (amount, source, amount)
            )
            if cur.rowcount == 0:
                return False
            await self._conn.execute("UPDATE accounts SET balance = balance + %s WHERE id = %s", (amount, target))
            await self._conn.execute(
                "INSERT INTO transfers (source_id, target_id, amount) VALUES (%s, %s, %s)", (source, target, amount)
            )
        return True

    async def rename(self, account_id: int, name: str) -> None:
        await self._conn.execute("UPDATE accounts SET name = %s WHERE id = %s", (name, account_id))


class RateRepository:
    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def latest(self, currency: str) -> Decimal | None:
        cur = await self._conn.execute(
            "SELECT rate FROM rates WHERE currency = %s ORDER BY day DESC LIMIT 1", (currency,)
        )
        row = await cur.fetchone()
        return row["rate"] if row else None
