# file: api.py
import logging

import requests
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine, insert, select, text, update
from starlette.applications import Starlette
from starlette.authentication import requires
from starlette.endpoints import HTTPEndpoint
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from myauth import Backend

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("email", String))
vehicles = Table(
    "vehicles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("keeper_id", Integer, ForeignKey("users.id")),
    Column("plate", String),
    Column("mileage", Integer),
)
engine = create_engine("postgresql+psycopg://localhost/fleet")  # want hard-coded-environment
log = logging.getLogger("fleet")


class Vehicle(HTTPEndpoint):
    @requires("authenticated")
    async def get(self, request):
        vid = request.path_params["vid"]
        with engine.connect() as conn:
            row = conn.execute(select(vehicles).where(vehicles.c.id == vid)).mappings().first()  # want missing-owner-filter
        if row is None:
            return JSONResponse({"detail": "not found"}, status_code=404)
        return JSONResponse(dict(row))

    @requires("authenticated")
    async def patch(self, request):
        data = await request.json()
        with engine.begin() as conn:
            result = conn.execute(
                vehicles.update()
                .where(vehicles.c.id == request.path_params["vid"], vehicles.c.keeper_id == request.user.id)
                .values(plate=data["plate"])
            )
        if not result.rowcount:
            return JSONResponse({"detail": "not found"}, status_code=404)
        return Response(status_code=204)

    @requires("authenticated")
    async def delete(self, request):
        with engine.begin() as conn:
            conn.execute(text("DELETE FROM vehicles WHERE id = :vid"), {"vid": request.path_params["vid"]})  # want missing-owner-filter
        return Response(status_code=204)


@requires("authenticated")
async def add_miles(request):
    body = await request.json()
    vid = request.path_params["vid"]
    with engine.begin() as conn:
        mileage = conn.execute(
            select(vehicles.c.mileage).where(vehicles.c.id == vid, vehicles.c.keeper_id == request.user.id)
        ).scalar_one()
        conn.execute(update(vehicles).where(vehicles.c.id == vid).values(mileage=mileage + body["miles"]))  # want read-modify-write
    return JSONResponse({"mileage": mileage + body["miles"]})


async def create_vehicle(request):  # want unauthenticated-write
    data = await request.json()
    with engine.begin() as conn:
        conn.execute(insert(vehicles).values(plate=data["plate"], keeper_id=data["keeper_id"]))  # want client-supplied-identity
    return JSONResponse({"ok": True}, status_code=201)


async def fuel_price(request):
    try:
        answer = requests.get("https://fuel.example/price", timeout=None)  # want missing-timeout
        return JSONResponse(answer.json())
    except requests.RequestException as exc:
        log.error("fuel price: %s", exc)
        return JSONResponse({"error": "unavailable"}, status_code=503)


def yearly_report(conn, keeper_id):
    totals = conn.execute(select(vehicles.c.plate).where(vehicles.c.keeper_id == keeper_id)).fetchall()  # want dead-db-result
    return {"keeper": keeper_id, "generated": True}


def update_insurance(conn, vehicle_id, policy):  # want missing-write
    statement = update(vehicles).where(vehicles.c.id == vehicle_id).values(policy=policy)
    log.info("updated insurance of %s", vehicle_id)
    return {"updated": True}


def sync_tracker(client, vehicle):
    try:
        client.push(vehicle)
        return True
    except Exception:  # want silent-failure
        log.exception("tracker")
        return True


routes = [
    Route("/fuel", fuel_price),
    Mount(
        "/vehicles",
        routes=[
            Route("/", create_vehicle, methods=["POST"]),
            Route("/{vid:int}", Vehicle),
            Route("/{vid:int}/miles", add_miles, methods=["POST"]),
        ],
    ),
]
app = Starlette(debug=True, routes=routes, middleware=[Middleware(AuthenticationMiddleware, backend=Backend())])  # want debug-mode-enabled
