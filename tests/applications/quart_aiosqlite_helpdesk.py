# file: app.py
import json
import os

import aiosqlite
from quart import Quart, abort, g, jsonify, request, session
from quart_auth import AuthUser, QuartAuth, current_user, login_required
from redis import asyncio as aioredis

app = Quart(__name__)
app.secret_key = os.environ["SECRET_KEY"]
QuartAuth(app)
redis = aioredis.from_url(os.environ["REDIS"], socket_timeout=3)


async def get_db():
    if not hasattr(g, "db"):
        g.db = await aiosqlite.connect("tickets.db")
        g.db.row_factory = aiosqlite.Row
    return g.db


@app.get("/tickets/<int:ticket_id>")
@login_required
async def ticket(ticket_id):
    db = await get_db()
    async with db.execute(  # want missing-owner-filter
        "SELECT id, subject, body FROM tickets "
        "WHERE id = :id",
        {"id": ticket_id},
    ) as cursor:
        row = await cursor.fetchone()
    if row is None:
        abort(404)
    return jsonify(dict(row))


@app.get("/tickets")
@login_required
async def tickets():
    db = await get_db()
    rows = await db.execute_fetchall("SELECT id, subject FROM tickets WHERE reporter_id = ?", (current_user.auth_id,))
    return jsonify([dict(r) for r in rows])


@app.post("/tickets/<int:ticket_id>/close")
@login_required
async def close(ticket_id):
    db = await get_db()
    cursor = await db.execute(
        "UPDATE tickets SET state = 'closed' WHERE id = ? AND reporter_id = ?", (ticket_id, current_user.auth_id)
    )
    await db.commit()
    if cursor.rowcount == 0:
        abort(404)
    return {"ok": True}


@app.post("/tickets/<int:ticket_id>/priority")
@login_required
async def priority(ticket_id):
    data = await request.get_json()
    db = await get_db()
    await db.execute("UPDATE tickets SET priority = $1 WHERE id = $2", (data["priority"], ticket_id))  # want missing-owner-filter
    await db.commit()
    return {"ok": True}


@app.post("/votes/<poll>")
@login_required
async def vote(poll):
    count = int(await redis.get(f"poll:{poll}") or 0)
    await redis.set(f"poll:{poll}", count + 1)  # want read-modify-write
    return {"votes": count + 1}


@app.post("/settings")
async def settings():  # want unauthenticated-write
    data = await request.get_json()
    await redis.hset("settings", mapping=data)
    return {"ok": True}


@app.post("/cart/items")
@login_required
async def add_item():
    data = await request.get_json()
    raw = await redis.get(f"cart:{current_user.auth_id}")
    cart = json.loads(raw) if raw else []
    cart.append(data["sku"])
    await redis.set(f"cart:{current_user.auth_id}", json.dumps(cart))  # want read-modify-write
    return {"items": len(cart)}


@app.get("/history")
async def history():
    user_id = request.cookies.get("user_id")  # want client-supplied-identity
    db = await get_db()
    rows = await db.execute_fetchall("SELECT * FROM tickets WHERE reporter_id = ?", (user_id,))
    return jsonify([dict(r) for r in rows])


async def log_event(kind, user_id):  # want async-without-await, missing-write
    event = {"kind": kind, "user": user_id}
    return {"logged": True, **event}


if __name__ == "__main__":
    app.run(debug=True)  # want debug-mode-enabled
