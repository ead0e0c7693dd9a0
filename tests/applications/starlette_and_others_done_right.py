# file: app.py
"""Starlette + SQLModel, Sanic and Bottle pieces that are right."""
import asyncio
import contextlib
import logging
import os
import sqlite3
import threading
import urllib.request

import requests
from bottle import Bottle, HTTPError, auth_basic, request as breq, run
from sqlmodel import Field, Session, SQLModel, create_engine, select
from starlette.applications import Starlette
from starlette.authentication import requires
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from backend import TokenBackend

log = logging.getLogger(__name__)
engine = create_engine(os.environ["DATABASE_URL"])
api = requests.Session()
api.headers["User-Agent"] = "notes"
_lock = threading.Lock()


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(index=True)
    text: str
    pinned: bool = False


def _own(session: Session, note_id: int, user_id: int) -> Note | None:
    return session.exec(select(Note).where(Note.id == note_id, Note.owner_id == user_id)).first()


@requires("authenticated")
async def show(request):
    with Session(engine) as session:
        note = _own(session, request.path_params["note_id"], request.user.id)
        if note is None:
            return JSONResponse({"error": "not found"}, status_code=404)
        return JSONResponse(note.model_dump())


@requires("authenticated")
async def pin(request):
    with Session(engine) as session:
        note = session.get(Note, request.path_params["note_id"])
        if not note or note.owner_id != request.user.id:
            return JSONResponse({"error": "not found"}, status_code=404)
        note.pinned = not note.pinned  # want read-modify-write
        session.add(note)
        session.commit()
        return JSONResponse({"pinned": note.pinned})


@requires("authenticated")
async def add(request):
    body = await request.json()
    with Session(engine) as session:
        note = Note(owner_id=request.user.id, text=body["text"])
        session.add(note)
        session.commit()
        session.refresh(note)
    return JSONResponse({"id": note.id}, status_code=201)


@requires(["authenticated", "admin"])
async def purge(request):
    with Session(engine) as session:
        note = session.get(Note, request.path_params["note_id"])
        if note:
            session.delete(note)
            session.commit()
    return JSONResponse({}, status_code=204)


app = Starlette(
    debug=bool(os.environ.get("DEBUG")),
    routes=[
        Route("/notes", add, methods=["POST"]),
        Route("/notes/{note_id:int}", show),
        Route("/notes/{note_id:int}/pin", pin, methods=["POST"]),
        Route("/admin/notes/{note_id:int}", purge, methods=["DELETE"]),
    ],
    middleware=[Middleware(AuthenticationMiddleware, backend=TokenBackend())],
)

legacy = Bottle()


def check(user, password):
    return password == os.environ.get("LEGACY_PASSWORD") and user == "ops"


@legacy.delete("/sessions/<sid:int>")
@auth_basic(check)
def drop_session(sid):
    with contextlib.closing(sqlite3.connect("sessions.db")) as conn, conn:
        gone = conn.execute("DELETE FROM sessions WHERE id = ?", (sid,)).rowcount
    if not gone:
        raise HTTPError(404)
    return {"deleted": sid}


def next_number(path: str) -> int:
    with _lock, contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("BEGIN IMMEDIATE")
        (value,) = conn.execute("SELECT value FROM counters WHERE name = 'invoice'").fetchone()
        conn.execute("UPDATE counters SET value = ? WHERE name = 'invoice'", (value + 1,))
        conn.execute("COMMIT")
    return value + 1


def download(url: str, retries: int = 3) -> bytes:
    for attempt in range(retries):
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return response.read()
        except OSError as error:
            log.warning("attempt %d of %s failed: %s", attempt + 1, url, error)
    raise RuntimeError(f"{url} cannot be read")


def is_up(url: str) -> bool:
    try:
        return api.get(url, timeout=2).ok
    except requests.RequestException:
        return False


def remove_upload(path: str) -> bool:
    try:
        os.remove(path)
    except FileNotFoundError:
        return True
    return True


async def fan_out(hosts):
    semaphore = asyncio.Semaphore(10)

    async def one(host):
        async with semaphore:
            return await asyncio.to_thread(is_up, f"https://{host}/health")

    return await asyncio.gather(*map(one, hosts))


def price_with_tax(net, country, *, rounding=2):
    rates = {"DE": 0.19, "FR": 0.2}
    return round(net * (1 + rates.get(country, 0.21)), rounding)


def add_item(basket, item):
    return [*basket, item]


def set_theme(preferences, theme):
    return {**preferences, "theme": theme}


def record_metric(name, value, registry):
    registry.gauge(name).set(value)
    return True


def delete_draft(drafts, key):
    drafts.pop(key, None)
    return True


class Ledger:
    def __init__(self):
        self._entries = []

    def record(self, entry):
        self._entries.append(entry)
        return {"status": "recorded"}


if __name__ == "__main__":
    run(legacy, host="127.0.0.1", port=8080, debug=os.environ.get("DEBUG") == "1")
