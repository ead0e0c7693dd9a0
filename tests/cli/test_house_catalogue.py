"""Users describe libraries of their own: an in-house framework, its guards, stores and waits work in all rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import Offpath, write

SETTINGS = 'catalogue = ["offpath/*.toml"]\n'

PAGE = Path(__file__).parents[2] / "docs" / "catalogue.md"
ACME = PAGE.read_text(encoding="utf-8").partition("<!-- example: begin -->\n```toml\n")[2].partition("```")[0]
"""What the page for users promises."""

APP = """\
import os
import queue

import acme
from acme.security import member

service = acme.Service("orders")
orders = acme.Table("orders")
jobs = queue.Queue()


@service.endpoint("/orders/drop")
def drop(order_id):
    orders.drop(order_id)


@service.endpoint("/orders/mine/drop")
@member
def drop_mine(order_id, current_user):
    orders.drop(order_id, owner_id=current_user.id)


@service.endpoint("/orders")
@member
def show(order_id, current_user):
    return orders.fetch(order_id)


@service.endpoint("/next")
@member
def next_job():
    acme.call("jobs", timeout=5)
    jobs.get(timeout=5)
    acme.call("jobs")
    return jobs.get()


@service.endpoint("/broken")
@member
def broken(request):
    try:
        return acme.call("x", timeout=1)
    except Exception as error:
        acme.respond(f"failed: {error}")


def helper(order_id):
    jobs.get()
    return orders.fetch(order_id)
"""


def found(offpath: Offpath, *options: str) -> set[tuple[str, int]]:
    done = offpath("check", "--exit-zero", "--output-format", "json", *options)
    assert done.code == 0, done.err
    return {(each["rule"], each["line"]) for each in json.loads(done.text)}


def line_of(text: str, after: str = "") -> int:
    return APP[: APP.index(text, APP.index(after) if after else 0)].count("\n") + 1


def test_a_framework_of_the_house_works_in_all_rules(folder: Path, offpath: Offpath) -> None:
    assert ACME.count("\n") <= 14
    write(folder, {"app.py": APP, "offpath.toml": SETTINGS, "offpath/acme.toml": ACME})
    assert found(offpath) == {
        ("unauthenticated-write", line_of("def drop(")),
        ("missing-owner-filter", line_of("orders.fetch", "def show")),
        ("missing-timeout", line_of('acme.call("jobs")')),
        ("missing-timeout", line_of("return jobs.get()")),
        ("error-detail-leak", line_of('f"failed')),
    }
    (folder / "offpath.toml").unlink()
    assert found(offpath) == set()


def test_handlers_may_be_handed_to_calls_and_classes(folder: Path, offpath: Offpath) -> None:
    house = """\
framework = "acme"
[[calls]]
of = ["acme.Bus"]
names = ["register_listener"]
argument = 1
caller = "event"
[[classes]]
bases = ["acme.Worker"]
methods = ["work", "on_*"]
caller = "event"
"""
    app = """\
import queue
import acme

bus = acme.Bus()
jobs = queue.Queue()

def taken(event):
    return jobs.get()

def free(event):
    return jobs.get()

bus.register_listener("order", taken)

class Printer(acme.Worker):
    def work(self):
        return jobs.get()

    def on_end(self):
        return jobs.get()

    def helper(self):
        return jobs.get()
"""
    write(folder, {"app.py": app, "offpath.toml": SETTINGS, "offpath/acme.toml": house})
    assert found(offpath) == {("missing-timeout", line) for line in (8, 17, 20)}


def test_a_house_framework_in_the_project_itself(folder: Path, offpath: Offpath) -> None:
    house = 'framework = "house"\n[[decorators]]\nnames = ["house.web.serve"]\n[guards]\nauthenticate = ["house.web.checked"]\n'
    files = {
        "pyproject.toml": '[tool.offpath]\ncatalogue = ["house.toml"]\n',
        "house.toml": house,
        "house/__init__.py": "",
        "house/web.py": "def serve(path):\n    return lambda f: f\n\n\ndef checked(f):\n    return f\n",
        "app.py": "import sqlite3\nfrom house.web import checked, serve\n\n"
        '@serve("/a")\ndef add(name):\n    with sqlite3.connect("x.db") as db:\n'
        '        db.execute("DELETE FROM a WHERE name = ?", (name,))\n\n'
        '@serve("/b")\n@checked\ndef add_checked(name):\n    with sqlite3.connect("x.db") as db:\n'
        '        db.execute("DELETE FROM a WHERE name = ?", (name,))\n',
    }
    write(folder, files)
    assert ("unauthenticated-write", 5) in found(offpath)
    assert ("unauthenticated-write", 11) not in found(offpath)


def test_what_runs_sql_is_read(folder: Path, offpath: Offpath) -> None:
    house = """\
[[decorators]]
names = ["acme.serve"]
[guards]
authenticate = ["acme.member"]
[[stores]]
of = ["acme.Base"]
sql = ["ask"]
"""
    app = """\
import acme

base = acme.Base()

@acme.serve("/orders")
@acme.member
def order(order_id, current_user):
    return base.ask("SELECT total FROM orders WHERE id = ?", (order_id,))

@acme.serve("/orders/mine")
@acme.member
def my_order(order_id, current_user):
    return base.ask("SELECT total FROM orders WHERE id = ? AND user_id = ?", (order_id, current_user.id))
"""
    write(folder, {"app.py": app, "offpath.toml": SETTINGS, "offpath/acme.toml": house})
    assert found(offpath) == {("missing-owner-filter", 8)}


FAULTS = {
    "unknown section": ("framework = 'a'\n[[decorator]]\nnames = ['a.b']\n", 2, "unknown key `decorator`; did you mean `decorators`?"),
    "unknown key": ("[[decorators]]\nnames = ['a.b']\nmetods = ['get']\n", 3, "unknown key `metods` in `decorators`; did you mean `methods`?"),
    "unknown caller": ("caller = 'chats'\n", 1, "'chats' is not one of client, chat, model, event, person; did you mean `chat`?"),
    "no name": ("[guards]\nopen = [\n  'a.b',\n  'not a name',\n]\n", 4, "'not a name' is not a dotted name"),
    "nothing named": ("[[decorators]]\nof = ['a.B']\n", 1, "`decorators` needs `names`"),
    "call that is never seen": ("[[calls]]\nnames = ['a.wire']\nargument = 0\n", 2, "calls of `wire` are not seen: the name must begin with"),
    "no TOML": ("framework = \n", 1, "it is no TOML"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "told"), FAULTS.values(), ids=FAULTS)
def test_faults_are_told_with_file_line_and_remedy(
    folder: Path, offpath: Offpath, text: str, line: int, told: str
) -> None:
    write(folder, {"app.py": "x = 1\n", "offpath.toml": SETTINGS, "offpath/acme.toml": text})
    done = offpath("check")
    assert (done.code, done.out) == (2, b"")
    assert f"{Path('offpath') / 'acme.toml'}:{line}: {told}" in done.err
    assert "correct the settings" in done.err


def test_a_pattern_that_names_nothing_is_told(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": "x = 1\n", "offpath.toml": 'select = []\ncatalogue = ["ofpath/*.toml"]\n'})
    done = offpath("check")
    assert done.code == 2
    assert "setting `catalogue`: no file matches `ofpath/*.toml`" in done.err


@pytest.mark.parametrize("path", ["../x.toml", "/etc/x.toml", "a/../../x.toml", "a/*.json", "C:/x.toml", ""])
def test_files_lie_inside_the_settings_folder(folder: Path, offpath: Offpath, path: str) -> None:
    write(folder, {"app.py": "x = 1\n", "offpath.toml": f'catalogue = ["{path}"]\n'})
    done = offpath("check")
    assert done.code == 2
    assert "is no path of a TOML file inside the settings' folder" in done.err


def test_links_that_lead_out_are_not_followed(
    folder: Path, offpath: Offpath, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "acme.toml"
    outside.write_text(ACME)
    write(folder, {"app.py": APP, "offpath.toml": SETTINGS, "offpath/own.toml": ""})
    (folder / "offpath" / "acme.toml").symlink_to(outside)
    done = offpath("check")
    assert done.code == 2
    assert "it leads out of the settings' folder" in done.err


def test_isolated_runs_read_no_catalogue(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": APP, "offpath.toml": SETTINGS, "offpath/acme.toml": "no toml"})
    assert found(offpath, "--isolated") == set()


def test_a_change_of_the_file_changes_what_is_found(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": APP, "offpath.toml": SETTINGS, "offpath/acme.toml": ACME})
    assert ("missing-timeout", line_of("return jobs.get()")) in found(offpath)
    write(folder, {"offpath/acme.toml": ACME.replace("endpoint", "entry")})
    assert ("missing-timeout", line_of("return jobs.get()")) not in found(offpath)
