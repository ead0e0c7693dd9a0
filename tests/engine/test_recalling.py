"""What runs keep from one to the next: what is said is what a run without memory says, and little is done for it."""

from __future__ import annotations

import os
import pickle
import stat
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.memory import keeping, remembered, standing, trusted
from offpath.engine.memory.recalling import CheckedFile
from offpath.engine.running import phases, run
from offpath.engine.running.phases import Portion
from offpath.engine.running.working import check_to_keep
from offpath.rules.registry import all_rules
from support.sessions import make_finder, make_project

NET = "import requests\n\n\ndef make_session():\n    return requests.Session()\n"
WEATHER = """\
from net import make_session

session = make_session()


def forecast(city):
    return session.get("https://weather.example/" + city)
"""
STORE = """\
import sqlite3

db = sqlite3.connect("shop.db")


def rename(user_id, name):
    db.execute("UPDATE users SET name = ? WHERE id = ?", (name, user_id))
    db.commit()
"""
VIEWS = """\
from flask import Flask, request
from store import rename

app = Flask(__name__)


@app.post("/users/<int:user_id>")
def change(user_id):
    rename(user_id, request.json["name"])
    return {"ok": True}
"""
JOBS = """\
import asyncio
from store import rename


async def job(ids):
    await asyncio.gather(*[run(each) for each in ids])


async def run(each):
    try:
        rename(each, "x")
    except Exception:
        return True
"""
TEXTS: dict[str, tuple[str | None, ...]] = {
    "net.py": (
        NET,
        None,
        "# a comment\n" + NET,
        NET.replace("requests.Session()", "None"),
        NET.replace("make_session", "make"),
        NET.replace("    return", "    print('made')\n    return"),
        "import requests\n\n\ndef make_session() -> str:\n    return 'x'\n",
        "def make_session(:\n",
    ),
    "weather.py": (
        WEATHER,
        None,
        WEATHER.replace("+ city)", "+ city, timeout=3)"),
        WEATHER + "\n\nif True:\n    app = 1\n",
        "# offpath: ignore-file[missing-timeout]\n" + WEATHER,
        WEATHER.replace("from net", "from lib.net"),
        "# @generated\n" + WEATHER,
    ),
    "store.py": (
        STORE,
        None,
        STORE.replace("    db.commit()\n", ""),
        STORE.replace("def rename(", "def reset(").replace("name):", "name='x'):"),
        "\n\n" + STORE,
        STORE.replace("UPDATE users SET name = ?", "SELECT ?"),
        STORE.replace("    db.execute", "    if name:\n        raise ValueError(name)\n    db.execute"),
    ),
    "views.py": (
        VIEWS,
        None,
        VIEWS.replace("def change", "@login_required\ndef change"),
        VIEWS.replace("app = Flask", "import flask_login\n\n\ndef login_required(f):\n    return f\n\n\napp = Flask"),
        VIEWS.replace("    rename(", "    try:\n        rename(").replace("    return {", "    except Exception:\n        pass\n    return {"),
        VIEWS + '\n\napp.run(debug=True)\n',
    ),
    "jobs.py": (JOBS, None, JOBS.replace("return True", "raise"), JOBS.replace("store", "lib.store"), "é\r\nx = 1\r\n" + JOBS),
    "lib/net.py": (None, NET, NET.replace("Session()", "Session")),
    "lib/store.py": (None, STORE, STORE.replace("WHERE id = ?", "")),
    "lib/__init__.py": (None, "", "from .net import *\n"),
    "pyproject.toml": (
        "",
        "[tool.offpath]\nmin-confidence = 'low'\n",
        "[tool.offpath]\nselect = ['missing-timeout']\n",
        "[tool.offpath]\nauth-guards = ['login_required']\nper-file-ignores = {'views.py' = ['all']}\n",
        "[tool.setuptools.packages.find]\nwhere = ['lib']\n",
    ),
}  # fmt: skip
PLAIN = {name: texts[0] for name, texts in TEXTS.items() if texts[0] is not None}


def finder() -> SettingsFinder:
    return SettingsFinder(all_rules(), {}, "test")


def checked(root: Path, kept_in: Path | None, *, jobs: int = 1) -> run.RunResult:
    return run.check_paths([str(root)], finder(), jobs=jobs, with_edits=True, kept_in=kept_in)


def rewritten(root: Path, name: str, text: str | None) -> None:
    path = root / name
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())


def rules_found(result: run.RunResult, name: str) -> set[str]:
    return {each.finding.rule for file in result.files if file.path.endswith(name) for each in file.findings}


class Watch:
    """The files that are looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        monkeypatch.setattr(run, "check_to_keep", self._check)

    def _check(self, portion: Portion) -> list[CheckedFile]:
        self.names += [os.path.basename(path) for path in portion.paths]
        return check_to_keep(portion)

    def taken(self) -> list[str]:
        names, self.names = sorted(self.names), []
        return names


EDITS = st.lists(
    st.sampled_from([(name, text) for name, texts in TEXTS.items() for text in texts]), min_size=1, max_size=3
)


@given(st.lists(EDITS, min_size=1, max_size=6))
@settings(max_examples=20)
def test_a_run_that_remembers_says_what_a_fresh_one_says(rounds: Sequence[Sequence[tuple[str, str | None]]]) -> None:
    with TemporaryDirectory() as folder:
        root = make_project(Path(folder) / "project", PLAIN)
        kept = Path(folder) / "kept"
        for edits in ([], *rounds, rounds[0]):
            for name, text in edits:
                rewritten(root, name, text)
            fresh = checked(root, None)
            assert checked(root, kept) == fresh
            assert checked(root, kept) == fresh, "nothing has changed"
            unsafe = run.fix_paths([str(root)], finder(), unsafe=True, jobs=1)
            assert run.fix_paths([str(root)], finder(), unsafe=True, jobs=1, kept_in=kept) == unsafe


def test_processes_keep_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phases, "_ALONE_BYTES", 0)
    root = make_project(tmp_path / "project", PLAIN)
    fresh = checked(root, None)
    assert checked(root, tmp_path / "kept", jobs=2) == fresh
    assert checked(root, tmp_path / "kept", jobs=2) == fresh
    rewritten(root, "net.py", TEXTS["net.py"][3])
    assert checked(root, tmp_path / "kept", jobs=2) == checked(root, None)


def test_nothing_is_asked_where_nothing_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_project(tmp_path / "project", {**PLAIN, "latin.py": "x = '\xe9'\n"})
    (root / "latin.py").write_bytes(b"x = '\xe9'\n")
    first = checked(root, tmp_path / "kept")
    assert first.files
    assert any(file.notes for file in first.files), "a file that cannot be read is told again"
    monkeypatch.setattr(run, "gathered", lambda *_: pytest.fail("facts are wanted"))
    assert checked(root, tmp_path / "kept") == first


def test_a_file_alone_is_told_from_what_the_whole_run_has_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_project(tmp_path / "project", PLAIN)
    first = checked(root, tmp_path / "kept")
    watch = Watch(monkeypatch)
    one = run.check_paths([str(root / "weather.py")], finder(), jobs=1, with_edits=True, kept_in=tmp_path / "kept")
    assert one.files == tuple(file for file in first.files if file.path.endswith("weather.py"))
    rewritten(root, "net.py", TEXTS["net.py"][3])
    run.check_paths([str(root / "weather.py")], finder(), jobs=1, with_edits=True, kept_in=tmp_path / "kept")
    assert watch.taken() == ["weather.py"]
    assert checked(root, tmp_path / "kept") == checked(root, None)
    assert watch.taken() == ["net.py"], "what still held was not forgotten"


def test_a_finding_goes_with_what_it_rests_on_in_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_project(tmp_path / "project", PLAIN)
    assert "missing-timeout" in rules_found(checked(root, tmp_path / "kept"), "weather.py")
    watch = Watch(monkeypatch)
    rewritten(root, "net.py", NET.replace("requests.Session()", "None"))
    assert "missing-timeout" not in rules_found(checked(root, tmp_path / "kept"), "weather.py")
    assert watch.taken() == ["net.py", "weather.py"]
    rewritten(root, "net.py", NET)
    assert "missing-timeout" in rules_found(checked(root, tmp_path / "kept"), "weather.py")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("net.py", "# a comment\n" + NET),
        ("net.py", TEXTS["net.py"][5]),
        ("weather.py", TEXTS["weather.py"][2]),
        ("views.py", VIEWS + "\n\napp.run(debug=True)\n"),
    ],
)
def test_a_change_that_concerns_nobody_else_costs_its_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    root = make_project(tmp_path / "project", PLAIN)
    checked(root, tmp_path / "kept")
    watch = Watch(monkeypatch)
    rewritten(root, name, text)
    checked(root, tmp_path / "kept")
    assert watch.taken() == [name]
    checked(root, tmp_path / "kept")
    assert watch.taken() == []


def test_runs_at_the_same_time_do_not_disturb_each_other(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", PLAIN)
    for text in (NET, TEXTS["net.py"][3]):
        rewritten(root, "net.py", text)
        fresh = checked(root, None)
        with ThreadPoolExecutor(4) as threads:
            runs = [threads.submit(checked, root, tmp_path / "kept") for _ in range(8)]
        assert all(each.result() == fresh for each in runs)
    assert {each.suffix for each in (tmp_path / "kept").iterdir()} == {".index", ".reports"}


def test_other_settings_are_another_memory(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", PLAIN)
    for overrides in (
        {},
        {"select": ["missing-timeout"]},
        {"ignore": ["missing-timeout"]},
        {"min-confidence": "low"},
    ) * 2:
        found = SettingsFinder(all_rules(), overrides, "test")
        kept = run.check_paths([str(root)], found, jobs=1, with_edits=True, kept_in=tmp_path / "kept")
        assert kept == run.check_paths([str(root)], found, jobs=1, with_edits=True)


def test_what_users_describe_of_libraries_is_part_of_the_state(tmp_path: Path) -> None:
    served = VIEWS.replace("from flask import Flask, request", "from acme import serve, request").replace(
        '@app.post("/users/<int:user_id>")', "@serve"
    )
    root = make_project(tmp_path / "project", {**PLAIN, "views.py": served})
    for described in ("", '[[decorators]]\nnames = ["acme.serve"]\n', '[[decorators]]\nnames = ["acme.other"]\n'):
        rewritten(root, "acme.toml", described)
        rewritten(root, "pyproject.toml", '[tool.offpath]\ncatalogue = ["acme.toml"]\nmin-confidence = "low"\n')
        assert checked(root, tmp_path / "kept") == checked(root, None)


def test_a_project_that_lies_elsewhere_now_takes_nothing_from_where_it_lay(tmp_path: Path) -> None:
    one = make_project(tmp_path / "one", PLAIN)
    other = make_project(tmp_path / "other", PLAIN)
    checked(one, tmp_path / "kept")
    [file] = (tmp_path / "kept").glob("*.reports")
    stolen = remembered.snapshot_file(str(other), repr(([], False)), tmp_path / "kept")
    stolen.write_bytes(file.read_bytes())
    stolen.chmod(0o600)
    assert remembered.load(stolen) is not None
    result = checked(other, tmp_path / "kept")
    assert result == checked(other, None)
    assert all(str(one) not in repr(each) for each in result.files)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch was-run",)


def tampered(folder: Path, damage: str) -> None:
    [file] = folder.glob("*.reports")
    data = file.read_bytes()
    snapshot = remembered.load(file)
    assert snapshot is not None
    evil = pickle.dumps(Evil())
    if damage in ("report", "answers"):
        from dataclasses import replace

        parts = {damage: evil}
        reports = {path: replace(kept, **parts) for path, kept in snapshot.reports.items()}
        remembered.store(file, replace(snapshot, reports=reports))
    else:
        changed = {
            "empty": b"",
            "cut": data[: len(data) // 2],
            "header alone": data[: data.index(b"\n") + 1],
            "other code": data.replace(keeping.code_digest().encode(), b"0" * 32),
            "flipped": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
            "pickle": evil,
        }[damage]
        file.write_bytes(changed)


@pytest.mark.parametrize("changes", [False, True])
@pytest.mark.parametrize(
    "damage", ["report", "answers", "empty", "cut", "header alone", "other code", "flipped", "pickle"]
)
def test_memory_that_is_damaged_or_tampered_with_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str, changes: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    root = make_project(tmp_path / "project", PLAIN)
    checked(root, tmp_path / "kept")
    tampered(tmp_path / "kept", damage)
    if changes:
        rewritten(root, "net.py", TEXTS["net.py"][3])
    assert checked(root, tmp_path / "kept") == checked(root, None)
    assert not (tmp_path / "was-run").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the user's folders by other means")
def test_memory_is_the_users_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_project(tmp_path / "project", PLAIN)
    checked(root, tmp_path / "kept")
    [file] = (tmp_path / "kept").glob("*.reports")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o622)
    assert remembered.load(file) is None
    watch = Watch(monkeypatch)
    checked(root, tmp_path / "kept")
    assert len(watch.taken()) == 5
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", PLAIN)
    (tmp_path / "kept").write_text("a file")
    assert checked(root, tmp_path / "kept") == checked(root, None)


def test_mistakes_of_ours_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_project(tmp_path / "project", PLAIN)
    rule = all_rules().named("missing-timeout")
    with monkeypatch.context() as patch:
        patch.setattr(type(rule), "check", lambda self, facts: 1 / 0)
        assert any(note.kind == "rule" for file in checked(root, tmp_path / "kept").files for note in file.notes)
    assert checked(root, tmp_path / "kept") == checked(root, None)


def test_everything_that_is_kept_of_the_demonstration_can_be_read(tmp_path: Path) -> None:
    checked(Path(__file__).parents[1] / "demo", tmp_path / "kept")
    reports = [
        kept
        for file in (tmp_path / "kept").glob("*.reports")
        if (snapshot := remembered.load(file)) is not None
        for kept in snapshot.reports.values()
    ]
    assert sum(len(standing.answers_in(kept)) for kept in reports) > 100
    assert sum(bool(kept.report) and bool(trusted.unpacked(kept.report).findings) for kept in reports) > 3


def test_whatever_results_come_from_is_part_of_the_digest(tmp_path: Path) -> None:
    package = Path(keeping.__file__).parents[1]
    decisive = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert {path.suffix for path in decisive} <= {*keeping._SOURCES, ".typed"}
    (tmp_path / "catalogue").mkdir()
    seen = {keeping.digest_of_package(tmp_path)}
    for name, text in (("flask.toml", "a = 1"), ("flask.toml", "a = 2"), ("people.py", ""), ("people.py", "x = 1")):
        (tmp_path / "catalogue" / name).write_text(text)
        seen.add(keeping.digest_of_package(tmp_path))
    assert len(seen) == 5


def test_what_is_kept_has_an_end(tmp_path: Path) -> None:
    for number in range(6):
        file = tmp_path / f"{number}.reports"
        file.write_bytes(b"x" * 100)
        os.utime(file, (time() - 1000 * number, time() - 1000 * number))
    (tmp_path / "notes.txt").write_text("somebody else's")
    keeping.keep_bounded(tmp_path, most_bytes=10_000, most_seconds=4500)
    assert [each.name for each in keeping.kept_files(tmp_path)] == [f"{number}.reports" for number in range(5)]
    keeping.keep_bounded(tmp_path, most_bytes=250, most_seconds=4500)
    assert [each.name for each in keeping.kept_files(tmp_path)] == ["0.reports", "1.reports"]
    keeping.keep_bounded(tmp_path, most_files=1)
    assert [each.name for each in keeping.kept_files(tmp_path)] == ["0.reports"]
    assert (tmp_path / "notes.txt").exists()


def test_the_folder_is_looked_through_once_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        make_project(tmp_path / f"project_{number}", {"app.py": "x = 1\n"})
    looked: list[Path] = []
    monkeypatch.setattr(run, "keep_bounded", looked.append)
    kept_in = tmp_path / "kept"
    run.check_paths([str(tmp_path)], make_finder(), jobs=1, kept_in=kept_in)
    assert looked == [kept_in]
    assert len(keeping.kept_files(kept_in)) >= 4
