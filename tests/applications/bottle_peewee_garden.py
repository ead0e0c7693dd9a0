# file: bottle_app.py
import datetime as dt
import os
from threading import Thread

import requests as http
from bottle import Bottle, abort, request, response
from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, Model, SqliteDatabase

db = SqliteDatabase(os.getenv("DB", "garden.db"))
SECRET = os.environ["COOKIE_SECRET"]
app = Bottle()


class BaseModel(Model):
    class Meta:
        database = db


class Gardener(BaseModel):
    name = CharField(unique=True)
    seeds = IntegerField(default=0)


class Plot(BaseModel):
    gardener = ForeignKeyField(Gardener, backref="plots")
    label = CharField()
    watered_at = DateTimeField(null=True)


class Task(BaseModel):
    plot = ForeignKeyField(Plot, backref="tasks")
    title = CharField()
    done = IntegerField(default=0)


def current_gardener():
    gid = request.get_cookie("gid", secret=SECRET)
    if not gid:
        abort(401, "sign in")
    return Gardener.get_by_id(gid)


@app.get("/plots")
def plots():
    me = current_gardener()
    return {"plots": [p.label for p in Plot.select().where(Plot.gardener == me)]}


@app.get("/plots/<plot_id:int>")
def plot(plot_id):
    me = current_gardener()
    found = Plot.get_or_none(Plot.id == plot_id)  # want missing-owner-filter
    if found is None:
        abort(404)
    return {"label": found.label}


@app.post("/plots/<plot_id:int>/water")
def water(plot_id):
    me = current_gardener()
    found = Plot.get_or_none((Plot.id == plot_id) & (Plot.gardener == me))
    if found is None:
        abort(404)
    found.watered_at = dt.datetime.now()
    found.save()
    return {"ok": True}


@app.delete("/plots/<plot_id:int>")
def remove(plot_id):
    current_gardener()
    Plot.delete().where(Plot.id == plot_id).execute()  # want missing-owner-filter
    response.status = 204


@app.post("/seeds/buy")
def buy():
    me = current_gardener()
    amount = int(request.forms.get("amount"))  # want unsafe-conversion
    me.seeds = me.seeds + amount
    me.save()  # want read-modify-write
    return {"seeds": me.seeds}


@app.post("/seeds/give")
def give():
    me = current_gardener()
    amount = int(request.json["amount"])
    if me.seeds < amount:
        abort(409, "not enough seeds")
    other = Gardener.get(Gardener.name == request.json["to"])
    with db.atomic():
        Gardener.update(seeds=Gardener.seeds - amount).where(Gardener.id == me.id, Gardener.seeds >= amount).execute()  # want check-then-update
        Gardener.update(seeds=Gardener.seeds + amount).where(Gardener.id == other.id).execute()
    return {"ok": True}


@app.post("/tasks")
def add_task():  # want unauthenticated-write
    task = Task.create(plot=request.json["plot"], title=request.json["title"])
    return {"id": task.id}


@app.get("/weather")
def weather():
    city = request.query.city
    try:
        answer = http.get("https://weather.example/api", params={"q": city})  # want missing-timeout
        return answer.json()
    except:  # want swallowed-exception
        pass


def register_sensor(sensor_id, gardener, location):  # want missing-write
    sensor = dict(id=sensor_id, owner=gardener.name, location=location)
    print("registered", sensor)
    return True


def water_all(plots):
    for p in plots:
        Thread(target=water_one, args=(p,)).start()  # want unbounded-concurrency


def water_one(p):
    Plot.update(watered_at=dt.datetime.now()).where(Plot.id == p.id).execute()


def harvest_forecast(plot, season, rainfall):  # want input-output-disconnected
    tasks = list(Task.select().where(Task.plot == plot))
    return {"expected": 12.5 * len(tasks), "unit": "kg"}


def import_seeds(path):
    try:
        with open(path) as handle:
            for line in handle:
                name, seeds = line.strip().split(";")
                Gardener.update(seeds=Gardener.seeds + int(seeds)).where(Gardener.name == name).execute()
        return {"status": "imported"}
    except Exception as exc:  # want silent-failure
        print(exc)
        return {"status": "imported"}


if __name__ == "__main__":
    app.run(host="localhost", port=8080, debug=True, reloader=True)  # want debug-mode-enabled
