"""What names denote: through imports, aliases, files, instances, annotations and what functions return."""

from __future__ import annotations

import pytest

from support.project import TextProject


@pytest.mark.parametrize(
    ("code", "call", "expected"),
    [
        ("import requests\nrequests.get(u)", "requests.get", "requests.get"),
        ("import requests as rq\nrq.get(u)", "rq.get", "requests.get"),
        ("from requests import get as fetch\nfetch(u)", "fetch", "requests.get"),
        ("from requests.api import get\nget(u)", "get(", "requests.get"),
        ("import requests\ns = requests.Session()\ns.get(u)", "s.get", "requests.Session.get"),
        ("import requests\nwith requests.session() as s:\n    s.get(u)", "s.get", "requests.Session.get"),
        ("import httpx\nasync def f():\n    async with httpx.AsyncClient() as c:\n        await c.get(u)", "c.get", "httpx.AsyncClient.get"),
        ("import sqlite3\nc = sqlite3.connect(p).cursor()\nc.execute(q)", "c.execute", "sqlite3.Cursor.execute"),
        ("import sqlite3\ndef f():\n    db = sqlite3.connect(p)\n    rows = db.execute(q).fetchall()", "db.execute(q).fetchall", "sqlite3.Cursor.fetchall"),
        ("from sqlalchemy.orm import Session\ndef f(s: Session):\n    s.add(x)", "s.add", "sqlalchemy.orm.Session.add"),
        ("from sqlalchemy.orm import Session\ndef f(s: 'Session | None'):\n    s.add(x)", "s.add", ""),
        ("from sqlalchemy.orm import Session\nfrom typing import Optional\ndef f(s: Optional[Session]):\n    s.add(x)", "s.add", "sqlalchemy.orm.Session.add"),
        ("from sqlalchemy.orm import sessionmaker\nMake = sessionmaker()\ndef f():\n    with Make() as s:\n        s.add(x)", "s.add", "sqlalchemy.orm.Session.add"),
        ("x = []\nx.append(1)", "x.append", "builtins.list.append"),
        ("print(1)", "print", "builtins.print"),
        ("def print(x): pass\nprint(1)", "print", "app.print"),
        ("def f(get):\n    get(1)", "get(1)", ""),
        ("import hashlib\nhashlib.sha256(b).hexdigest()", "hashlib.sha256(b).hexdigest", "hashlib.sha256().hexdigest"),
    ],
)  # fmt: skip
def test_in_one_file(code: str, call: str, expected: str) -> None:
    assert TextProject(code).callee(call) == expected


PROJECT = """\
# file: app/__init__.py
from app.ext import db
# file: app/ext.py
from flask_sqlalchemy import SQLAlchemy
import redis
db = SQLAlchemy()
cache = redis.from_url("redis://x")
# file: app/models.py
from . import db
class User(db.Model):
    name = db.Column(db.String)
    def rename(self, name):
        self.name = name
# file: app/repo.py
import sqlite3
from .models import User
class Repo:
    def __init__(self, path: str) -> None:
        self.conn = sqlite3.connect(path)
    def find(self, key) -> User:
        return self.conn.execute("SELECT 1").fetchone()
def get_db():
    conn = sqlite3.connect("x")
    try:
        yield conn
    finally:
        conn.close()
# file: app/views.py
from fastapi import Depends
from app import db, models
from app.ext import cache as store
from app.repo import Repo, get_db
repo = Repo("x")
def a():
    db.session.commit()
def b():
    models.User.query.filter_by(name="x").first().rename("y")
def c():
    repo.find(1).rename("z")
def d(conn=Depends(get_db)):
    conn.execute("SELECT 2")
def e():
    store.get("k")
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("db.session.commit", "sqlalchemy.orm.Session.commit"),
        ('models.User.query.filter_by(name="x").first().rename', "app.models.User.rename"),
        ("repo.find(1).rename", "app.models.User.rename"),
        ("repo.find(1)", "app.repo.Repo.find"),
        ("conn.execute", "sqlite3.Connection.execute"),
        ("store.get", "redis.Redis.get"),
    ],
)
def test_across_files(call: str, expected: str) -> None:
    assert TextProject(PROJECT).callee(call, "app/views.py") == expected


def test_attributes_of_self() -> None:
    assert TextProject(PROJECT).callee("self.conn.execute", "app/repo.py") == "sqlite3.Connection.execute"


def test_cycles_end() -> None:
    text = "# file: a.py\nfrom b import x\nx()\n# file: b.py\nfrom a import x\n"
    assert TextProject(text).callee("x", "a.py") == ""


def test_self_reference_ends() -> None:
    assert TextProject("class A(A):\n    def f(self):\n        self.g()\n").callee("self.g") == ""
