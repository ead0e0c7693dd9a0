# file: main.py
import asyncio
import logging
import os
import random

import httpx
from motor.motor_asyncio import AsyncIOMotorClient
from bson.objectid import ObjectId
from sanic import Blueprint, Sanic, json, text
from sanic.exceptions import Unauthorized, NotFound

logger = logging.getLogger(__name__)
app = Sanic("fitness")
bp = Blueprint("workouts", url_prefix="/workouts")


@app.before_server_start
async def connect(app, loop):
    app.ctx.db = AsyncIOMotorClient(os.environ["MONGO"]).fitness


def protected(wrapped):
    async def inner(request, *args, **kwargs):
        token = request.token
        if not token:
            raise Unauthorized("token required")
        request.ctx.user = await request.app.ctx.db.users.find_one({"token": token})
        if not request.ctx.user:
            raise Unauthorized("unknown token")
        return await wrapped(request, *args, **kwargs)

    return inner


@bp.get("/")
@protected
async def mine(request):
    cursor = request.app.ctx.db.workouts.find({"athlete": request.ctx.user["_id"]}).limit(50)
    return json([w async for w in cursor], default=str)


@bp.get("/<wid>")
@protected
async def one(request, wid):
    workout = await request.app.ctx.db.workouts.find_one({"_id": ObjectId(wid)})  # want missing-owner-filter
    if not workout:
        raise NotFound()
    return json(workout, default=str)


@bp.put("/<wid>")
@protected
async def rename(request, wid):
    res = await request.app.ctx.db.workouts.update_one(  # want missing-owner-filter
        {"_id": ObjectId(wid)}, {"$set": {"name": request.json["name"]}}
    )
    return json({"changed": res.modified_count})


@bp.post("/<wid>/kudos")
@protected
async def kudos(request, wid):
    db = request.app.ctx.db
    workout = await db.workouts.find_one({"_id": ObjectId(wid), "athlete": request.ctx.user["_id"]})
    workout["kudos"] = workout.get("kudos", 0) + 1
    await db.workouts.replace_one({"_id": workout["_id"]}, workout)  # want read-modify-write
    return json({"kudos": workout["kudos"]})


@bp.delete("/<wid>")
async def drop(request, wid):  # want unauthenticated-write
    await request.app.ctx.db.workouts.delete_one({"_id": ObjectId(wid)})
    return text("", status=204)


@app.get("/stats")
async def stats(request):
    role = request.args.get("role")  # want client-supplied-identity
    if role != "coach":
        raise Unauthorized()
    total = await request.app.ctx.db.workouts.count_documents({})
    return json({"total": total})


@app.post("/login")
async def login(request):
    user = await request.app.ctx.db.users.find_one({"email": request.json["email"]})
    return json({"token": user["token"] if user else None})


class PlanService:
    def __init__(self, db):
        self.db = db

    async def save_plan(self, athlete_id, plan):  # want async-without-await, missing-write
        document = {"athlete": athlete_id, "days": plan["days"], "v": 1}
        logger.debug("saving plan for %s", athlete_id)
        return {"ok": True, "plan": document}

    async def load_summary(self, athlete_id):
        done = await self.db.workouts.find({"athlete": athlete_id}).to_list(length=100)  # want dead-db-result
        plan = await self.db.plans.find_one({"athlete": athlete_id})
        return {"plan": plan, "state": "active"}

    async def push_all(self, devices, payload):
        async with httpx.AsyncClient() as client:
            async with asyncio.TaskGroup() as tg:
                for device in devices:
                    tg.create_task(client.post(device["url"], json=payload))  # want unbounded-concurrency

    async def push(self, device, payload):  # want hard-coded-success
        try:
            async with httpx.AsyncClient(timeout=None) as client:  # want missing-timeout
                await client.post(device["url"], json=payload)
            return {"delivered": True}
        except httpx.HTTPError:  # want silent-failure
            return {"delivered": True}


def estimate_calories(minutes, weight, heart_rate):  # want input-output-disconnected
    met = 7.5
    return round(met * minutes * 1.1)


app.blueprint(bp)

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000, debug=True)  # want debug-mode-enabled
