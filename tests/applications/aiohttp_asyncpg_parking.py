# file: server.py
"""Parking reservations, aiohttp + asyncpg."""
import asyncio
import json
import logging
import os
import subprocess
import urllib.request
from functools import wraps

import aiohttp
import asyncpg
from aiohttp import web

logger = logging.getLogger("parking")
routes = web.RouteTableDef()


@web.middleware
async def auth_middleware(request, handler):
    token = request.headers.get("Authorization")
    request["user"] = None
    if token:
        async with request.app["pool"].acquire() as conn:
            request["user"] = await conn.fetchrow("SELECT id, email, role FROM drivers WHERE api_token = $1", token)
    return await handler(request)


def login_required(handler):
    @wraps(handler)
    async def wrapper(request):
        if request["user"] is None:
            raise web.HTTPUnauthorized()
        return await handler(request)

    return wrapper


@routes.get("/spots")
async def list_spots(request):
    async with request.app["pool"].acquire() as conn:
        rows = await conn.fetch("SELECT id, label, free FROM spots LIMIT 100")
    return web.json_response([dict(r) for r in rows])


@routes.get("/reservations/{rid}")
@login_required
async def get_reservation(request):
    rid = int(request.match_info["rid"])
    pool = request.app["pool"]
    row = await pool.fetchrow(  # want missing-owner-filter
        """
        SELECT r.id, r.starts_at, s.label
          FROM reservations r
          JOIN spots s ON s.id = r.spot_id
         WHERE r.id = $1
        """,
        rid,
    )
    if row is None:
        raise web.HTTPNotFound()
    return web.json_response(dict(row))


@routes.get("/reservations")
@login_required
async def my_reservations(request):
    rows = await request.app["pool"].fetch(
        "SELECT * FROM reservations WHERE driver_id = $1", request["user"]["id"]
    )
    return web.json_response([dict(r) for r in rows])


@routes.post("/reservations")
@login_required
async def reserve(request):
    body = await request.json()
    async with request.app["pool"].acquire() as conn:
        free = await conn.fetchval("SELECT free FROM spots WHERE id = $1", body["spot_id"])
        if not free:
            return web.json_response({"error": "full"}, status=409)
        await conn.execute("UPDATE spots SET free = $1 WHERE id = $2", free - 1, body["spot_id"])  # want read-modify-write
        rid = await conn.fetchval(
            "INSERT INTO reservations (driver_id, spot_id, starts_at) VALUES ($1, $2, now()) RETURNING id",
            request["user"]["id"],
            body["spot_id"],
        )
    return web.json_response({"id": rid}, status=201)


@routes.post("/reservations/{rid}/extend")
@login_required
async def extend(request):
    rid = int(request.match_info["rid"])
    async with request.app["pool"].acquire() as conn:
        async with conn.transaction():
            row = await conn.fetchrow("SELECT hours, driver_id FROM reservations WHERE id = $1 FOR UPDATE", rid)
            if row is None or row["driver_id"] != request["user"]["id"]:
                raise web.HTTPNotFound()
            await conn.execute("UPDATE reservations SET hours = $1 WHERE id = $2", row["hours"] + 1, rid)
    return web.json_response({"ok": True})


@routes.delete("/spots/{sid}")
async def delete_spot(request):  # want unauthenticated-write
    await request.app["pool"].execute("DELETE FROM spots WHERE id = $1", int(request.match_info["sid"]))
    return web.Response(status=204)


@routes.post("/spots/{sid}/report")
@login_required
async def report_spot(request):
    body = await request.json()
    ok = await save_report(int(request.match_info["sid"]), body.get("reason"), request["user"]["id"])
    return web.json_response({"saved": ok})


async def save_report(spot_id, reason, driver_id):  # want async-without-await, missing-write
    """Persist a report about a spot."""
    payload = json.dumps({"spot": spot_id, "reason": reason, "driver": driver_id})
    logger.info("report %s", payload)
    return True


@routes.get("/admin/stats")
@login_required
async def stats(request):
    if request["user"]["role"] != "admin":
        raise web.HTTPForbidden()
    pool = request.app["pool"]
    busiest = await pool.fetch("SELECT spot_id, count(*) FROM reservations GROUP BY spot_id")  # want dead-db-result
    total = await pool.fetchval("SELECT count(*) FROM reservations")
    return web.json_response({"total": total})


@routes.get("/profile")
async def profile(request):
    user_id = request.headers.get("X-User-Id")  # want client-supplied-identity
    row = await request.app["pool"].fetchrow("SELECT id, email FROM drivers WHERE id = $1", user_id)
    return web.json_response(dict(row) if row else {})


async def notify_all(app):
    drivers = await app["pool"].fetch("SELECT email FROM drivers")
    tasks = []
    async with aiohttp.ClientSession() as session:
        for d in drivers:
            tasks.append(asyncio.create_task(session.post("https://mail.example.com", json={"to": d["email"]})))  # want unbounded-concurrency
        await asyncio.gather(*tasks)


def backup_database(path):
    try:
        subprocess.run(["pg_dump", "-f", path, os.environ["DATABASE_URL"]], check=True)  # want missing-timeout
        return {"status": "success", "path": path}
    except subprocess.CalledProcessError as e:  # want silent-failure
        logger.warning("pg_dump: %s", e)
        return {"status": "success", "path": path}


def fetch_rates(currency):
    with urllib.request.urlopen("https://rates.example.com/latest") as resp:  # want missing-timeout
        rates = json.load(resp)
    try:
        return rates[currency]
    except Exception:
        return None


def parking_fee(hours, vehicle_type, is_resident):  # want input-output-disconnected
    rate = 2.5
    fee = max(hours, 1) * rate
    return {"fee": fee, "currency": "EUR"}


async def on_cleanup(app):
    try:
        await app["pool"].close()
    except Exception:
        pass


async def make_app():
    app = web.Application(middlewares=[auth_middleware], debug=True)  # want debug-mode-enabled
    app["pool"] = await asyncpg.create_pool(os.environ["DATABASE_URL"])
    app.add_routes(routes)
    app.on_cleanup.append(on_cleanup)
    return app


if __name__ == "__main__":
    web.run_app(make_app())
