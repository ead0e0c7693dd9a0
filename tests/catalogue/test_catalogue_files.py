"""`catalogue_is_data`: every library's file obeys the one form, and what it names can be looked up."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest

from offpath.catalogue.files import FOLDER, libraries_in, written_tables
from offpath.catalogue.form import json_schema, read_library
from offpath.catalogue.library import SECRET
from offpath.catalogue.load import catalogue
from offpath.engine.configuration.house_catalogue import is_named

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILES = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_obeys_the_form(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    library, faults = read_library(path.stem, table)
    assert not faults
    jsonschema.validate(table, json_schema())
    assert library.framework


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_every_file_is_in_the_catalogue_once() -> None:
    assert [each.name for each in catalogue().libraries] == [path.stem for path in FILES]


def test_what_a_wheel_holds_in_one_text_is_what_the_files_say() -> None:
    compiled = json.loads(json.dumps(written_tables(), ensure_ascii=False))
    assert tuple(libraries_in(compiled)) == catalogue().libraries


@pytest.mark.parametrize(
    ("name", "framework"),
    [
        ("flask.Blueprint.post", "flask"),
        ("quart.Quart.route", "quart"),  # a Flask application, too: the nearest type counts
        ("fastapi.FastAPI.get", "fastapi"),
        ("discord.ext.commands.Bot.tree.command", "discord"),
        ("mcp.server.fastmcp.FastMCP.tool", "mcp"),
        ("strawberry.mutation", "strawberry"),
        ("flask.Flask.cli.command", "flask"),
    ],
)
def test_decorators_are_known_by_their_canonical_names(name: str, framework: str) -> None:
    found = catalogue().decorator(name)
    assert found is not None
    assert found[0].framework == framework


@pytest.mark.parametrize("name", ["flask.Flask.teardown", "requests.get", "mutation", "strawberry.type", "mcp.tool"])
def test_other_names_are_none(name: str) -> None:
    assert catalogue().decorator(name) is None


@pytest.mark.parametrize(
    ("base", "framework"),
    [
        ("orders_pb2_grpc.OrdersServicer", "grpc"),
        ("shop.gen.orders_pb2_grpc.OrdersServicer", "grpc"),
        ("rest_framework.viewsets.ModelViewSet", "drf"),
        ("starlette.endpoints.WebSocketEndpoint", "starlette"),
        ("django.views.generic.DetailView", "django"),
    ],
)
def test_bases_are_known(base: str, framework: str) -> None:
    found = catalogue().base(base)
    assert found is not None
    assert found[0].framework == framework


WRONG = [
    ({"framwork": "acme"}, ("framwork",), "unknown key `framwork`"),
    ({"caller": "robot"}, ("caller",), "'robot' is not one of client, chat, model, event, person"),
    ({"decorators": {"names": ["a.b"]}}, ("decorators",), "`decorators` must be a list of tables: `[[decorators]]`"),
    ({"decorators": [{"of": ["acme.App"]}]}, ("decorators",), "`decorators` needs `names`"),
    ({"decorators": [{"names": "a.b"}]}, ("decorators", "names"), "`names` must be a list of strings"),
    ({"decorators": [{"names": ["a b"]}]}, ("decorators", "names"), "'a b' is not a dotted name"),
    ({"decorators": [{"names": ["a"], "metods": ["get"]}]}, ("decorators", "metods"), "unknown key `metods` in `decorators`"),
    ({"calls": [{"names": ["a"], "argument": -1}]}, ("calls", "argument"), "`argument` must be a position, counted from 0"),
    ({"calls": [{"names": ["a"], "argument": True}]}, ("calls", "argument"), "`argument` must be a position, counted from 0"),
    ({"classes": [{"bases": ["a.B"], "verbs": {"run": "fetch"}}]}, ("classes", "verbs", "run"), "'fetch' is not one of"),
    ({"types": [{"names": ["a.B"], "items": "list of a"}]}, ("types", "items"), "'list of a' is not a type"),
    ({"values": [{"returns": "a.B"}]}, ("values",), "`values` needs `names`"),
    ({"waits": [{"names": ["a.b"], "peer": "moon"}]}, ("waits", "peer"), "'moon' is not one of network, own store, process, thread"),
    ({"waits": [{"names": ["a.b"], "has_default": "yes"}]}, ("waits", "has_default"), "`has_default` must be true or false"),
    ({"waits": [{"names": ["a.b"], "value": 0}]}, ("waits", "value"), "`value` must be a whole number above 0"),
    ({"effects": [{"of": ["a.B"]}]}, ("effects",), "`effects` needs `computes` or `writes`"),
    ({"spelled": ["a.b"]}, ("spelled",), "`spelled` must be a table of names"),
    ({"guards": [{"open": []}]}, ("guards",), "`guards` must be a table"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "keys", "cause"), WRONG)
def test_what_breaks_the_form_is_told_where_it_stands(
    table: dict[str, object], keys: tuple[str, ...], cause: str
) -> None:
    _, faults = read_library("acme", table)
    assert any(fault.keys == keys and fault.cause.startswith(cause) for fault in faults)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(table, json_schema())


def test_what_is_right_beside_a_fault_stays() -> None:
    library, faults = read_library("acme", {"decorators": [{"names": ["acme.on", "not a name"]}], "unknown": 1})
    assert library.decorators[0].names == ("acme.on",)
    assert len(faults) == 2


def test_types_of_a_house_stand_beside_those_that_are_known() -> None:
    library, faults = read_library(
        "acme",
        {
            "spelled": {"acme.core": "acme"},
            "types": [{"names": ["acme.connection"], "parents": ["dbapi.Connection"]}],
            "values": [
                {"of": ["acme.Pool"], "names": ["take"], "awaited": "acme.connection", "entered": "acme.connection"}
            ],
        },
    )
    assert not faults
    types = catalogue().extended([library]).types
    assert types.canonical("acme.core.Pool.take") == "acme.Pool.take"
    assert types.returns("acme.Pool.take") == "acme.Pool.take()"
    assert types.awaited("acme.Pool.take()") == types.entered("acme.Pool.take()") == "acme.connection"
    assert types.returns("acme.connection") == "acme.connection"
    assert types.is_any("acme.connection", frozenset({"dbapi.Connection"}))
    assert types.awaited("asyncpg.connect()") == "asyncpg.Connection"


def test_what_is_said_of_a_call_may_be_about_its_argument_or_its_receiver() -> None:
    types = catalogue().types
    assert types.returns("sqlalchemy.ext.asyncio.AsyncSession.execute").endswith(".execute()[arg]")
    assert types.awaited("sqlalchemy.ext.asyncio.AsyncSession.execute()") == "sqlalchemy.engine.Result[of]"
    assert types.returns("django.db.models.QuerySet.aget").endswith(".aget()[of]")
    assert types.awaited("django.db.models.QuerySet.aget()") == "of"


def test_waits_and_effects_of_a_house_stand_beside_those_that_are_known() -> None:
    library, faults = read_library(
        "acme",
        {
            "types": [{"names": ["acme.Client"], "parents": ["httpx.Client"]}],
            "waits": [
                {"of": ["acme.Bus"], "names": ["call"], "keywords": ["deadline"], "peer": "own store"},
                {"names": ["acme.net.*"]},
            ],
            "effects": [{"of": ["acme.Bus"], "writes": ["publish"], "computes": ["topic"]}, {"ends": ["acme.stop"]}],
        },
    )
    assert not faults
    known = catalogue().extended([library])
    call = known.wait("acme.Bus.call")
    assert call is not None
    assert (call.keywords, call.peer) == (("deadline",), "own store")
    assert known.wait("acme.net.anything") is not None
    assert known.wait("acme.Bus.publish") is None
    assert known.effects.writes("acme.Bus.publish")
    assert known.effects.computes("acme.Bus.topic")
    assert not known.effects.computes("acme.Bus.publish")
    assert "acme.stop" in known.effects.ending
    assert known.effects.writes("acme.Client.post"), "what holds for a type holds for those that inherit from it"


def test_arguments_of_a_house_are_known_by_what_they_hold() -> None:
    library, faults = read_library(
        "acme",
        {
            "types": [{"names": ["acme.Web"], "parents": ["flask.Flask"]}],
            "arguments": [
                {"names": ["acme.sign"], "keywords": ["key"], "position": 1},
                {"of": ["acme.Mail"], "names": ["login"], "keywords": ["pin"], "hold": "password"},
            ],
        },
    )
    assert not faults
    known = catalogue().extended([library])
    sign, login, run = (
        known.argument("acme.sign", *SECRET),
        known.argument("acme.Mail.login", *SECRET),
        known.argument("acme.Web.run", "debugging"),
    )
    assert sign is not None
    assert (sign.hold, sign.position) == ("key", 1)
    assert login is not None
    assert login.hold == "password"
    assert known.argument("acme.sign", "debugging") is None
    assert run is not None, "an application that inherits from Flask's"
    assert known.argument("quart.Quart.run", "debugging") != known.argument("flask.Flask.run", "debugging"), (
        "the nearest type counts"
    )


@pytest.mark.parametrize(
    ("path", "named"),
    [("/p/offpath/a.toml", True), ("/p/offpath/b/a.toml", False), ("/p/a.toml", False), ("/other/offpath/a.toml", False), ("/p2/offpath/a.toml", False)],
)  # fmt: skip
def test_a_changed_file_is_known_as_one_of_the_catalogue(path: str, *, named: bool) -> None:
    assert is_named(path, "/p", ["offpath/*.toml"]) is named
