"""What closed files contribute: read in processes or not, cached, kept up to date; whole runs over it."""

from __future__ import annotations

import os
import pickle
import stat
from fractions import Fraction
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offpath.engine import analysis
from offpath.engine.fixing.judging import parses
from offpath.engine.memory import cache, keeping
from offpath.engine.memory.cache import CachedFile, Stamp
from offpath.engine.memory.trusted import Untrusted
from offpath.engine.running import indexing, run
from offpath.engine.session import Session
from offpath.rules.base import RuleSet
from offpath.rules.registry import InvalidRule, _rule_of, all_rules, known_names
from offpath.text.document import Document
from support.sessions import make_finder, make_project
from support.tiny_rules import TINY_RULES

PROJECT = {
    "app/jobs.py": "async def run():\n    pass\n",
    "app/views.py": 'from app.jobs import run\n\n\ndef view():\n    run()\n    return "shout"\n',
    "app/plain.py": "def f():\n    sleep(1)\n",
}


def work(session: Session, arrived: Event) -> None:
    """Works until the index is complete; waits for the processes as an editor's loop does."""
    while session.work(1.0) or session.is_indexing:
        arrived.wait(20)
        arrived.clear()


@pytest.mark.parametrize("jobs", [0, 1])
def test_a_session_reads_closed_files_and_caches_what_they_contribute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    root = make_project(tmp_path / "project", PROJECT)
    told: list[tuple[str, int, int]] = []
    read: list[str] = []
    index_file = indexing.index_file
    monkeypatch.setattr(
        indexing, "index_file", lambda path, readings=None: read.append(path) or index_file(path, readings)
    )
    for number in range(2):
        arrived = Event()
        session = Session(
            make_finder(),
            jobs=jobs,
            cache_folder=tmp_path / "cache",
            on_progress=lambda *progress: told.append(progress),
            on_arrival=arrived.set,
        )
        path = str(root / "app/views.py")
        session.open(path, Document.from_text(PROJECT["app/views.py"]))
        arrived.set() if not jobs else None
        work(session, arrived)
        report = session.report(path)
        session.shutdown()
        assert {each.finding.rule for each in report.findings} == {"any-function", "calls-coroutine", "shouting"}
        assert report.complete
        assert told[-1] == (str(root), 3, 3)
        assert len(read) == (0 if jobs else 3), f"start {number}: unchanged files are read from the cache"


def test_a_changed_file_is_not_taken_from_the_cache(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", PROJECT)
    file = cache.cache_file(str(root), tmp_path / "cache")
    path = str(root / "app/jobs.py")
    indexed = indexing.index_file(path).file
    assert indexed is not None
    cache.add(file, {path: indexed})
    assert [each.path for each in indexing.scan(str(root), make_finder(), True, file).known] == [path]
    os.utime(path, ns=(1, 1))
    assert indexing.scan(str(root), make_finder(), True, file).known == ()


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch was-run",)


KNOWN = {f"{name}.py": CachedFile(Stamp(number, 2), "d", cache.packed(())) for number, name in enumerate("abc")}


def _damaged(data: bytes) -> dict[str, bytes]:
    return {
        "foreign": pickle.dumps({"format": 1, "code": keeping.code_digest(), "files": {"a.py": _Evil()}}),
        "empty": b"",
        "header alone": data[: data.index(b"\n") - 3],
        "other code": data.replace(keeping.code_digest().encode(), b"0" * 32),
        "other format": data.replace(b"index ", b"index 9"),
        "text": b"hello\n" * 50,
    }


@pytest.mark.parametrize("damage", _damaged(b"\n"))
def test_a_cache_that_is_not_ours_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "x.index"
    cache.store(file, KNOWN)
    assert cache.load(file).files == KNOWN
    file.write_bytes(_damaged(file.read_bytes())[damage])
    assert cache.load(file).files == {}
    cache.add(file, KNOWN)
    assert cache.load(file).files == KNOWN
    assert not (tmp_path / "was-run").exists()


def test_what_is_packed_makes_nothing_foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    imported_there = pickle.dumps(Fraction(1, 2)).replace(b"fractions", b"offpath.facts.summaries.contribution")
    for data in (pickle.dumps(_Evil()), imported_there, b"", b"hello", pickle.dumps([1])):
        with pytest.raises(Untrusted):
            cache.unpacked(data)
    assert not (tmp_path / "was-run").exists()


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_cache_keeps_what_stands_before_the_damage(tmp_path: Path, data: st.DataObject) -> None:
    file = tmp_path / "x.index"
    cache.store(file, KNOWN)
    whole = file.read_bytes()
    at = data.draw(st.integers(whole.index(b"\n") + 1, len(whole) - 1))
    file.write_bytes(data.draw(st.sampled_from([whole[:at], whole[:at] + b"\xff" + whole[at + 1 :], whole + b"\1"])))
    found = cache.load(file)
    assert list(found.files.items()) == list(KNOWN.items())[: len(found.files)]
    assert found.damaged or found.files == dict(list(KNOWN.items())[: found.records])


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the user's folders by other means")
def test_a_cache_that_others_can_write_is_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "x.index"
    cache.store(file, KNOWN)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.chmod(0o666)
    assert cache.load(file).files == {}
    cache.add(file, KNOWN)
    assert (stat.S_IMODE(file.stat().st_mode), cache.load(file).files) == (0o600, KNOWN)


def test_a_cache_of_old_records_is_tidied(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", PROJECT)
    file = tmp_path / "x.index"
    known = {
        path: each.file for path in sorted(map(str, root.rglob("*.py"))) if (each := indexing.index_file(path)).file
    }
    for _ in range(100):
        cache.add(file, known)
    before = file.stat().st_size
    assert len(indexing.scan(str(root), make_finder(), True, file).known) == len(PROJECT)
    assert file.stat().st_size * 50 < before
    assert cache.load(file).files == known


@pytest.mark.parametrize("jobs", [0, 1])
def test_an_index_that_is_left_half_done_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(indexing, "_CHUNK_BYTES", 1)
    root = make_project(tmp_path / "project", {f"m{number}.py": f"x = {number}\n" for number in range(20)})
    file = cache.cache_file(str(root), tmp_path / "cache")

    def begun() -> tuple[Session, Event]:
        arrived = Event()
        made = Session(make_finder(), jobs=jobs, cache_folder=tmp_path / "cache", on_arrival=arrived.set)
        made.index(str(root))
        return made, arrived

    first, arrived = begun()
    while len(first._workspace._indexing[str(root)].files) < 7:
        first.work(0.0)
    first.shutdown()
    first._workspace._indexing[str(root)].unsaved["/elsewhere.py"] = KNOWN["a.py"]
    first.shutdown()  # as when a client says so, and then leaves
    stored = set(cache.load(file).files)
    assert 7 <= len(stored) < 20
    assert {each.path for each in indexing.scan(str(root), make_finder(), True, file).known} == stored - {
        "/elsewhere.py"
    }
    second, arrived = begun()
    arrived.set()
    work(second, arrived)
    second.shutdown()
    found = cache.load(file)
    assert len(found.files) == 21
    assert found.records == 21, "what was known is not read again"


def test_contributions_survive_packing() -> None:
    text = (
        PROJECT["app/views.py"]
        + "class A(B):\n    x: int = 3\n\n    @property\n    def p(self) -> str:\n        return self.x\n"
    )
    found = indexing.contributions_in(text)
    assert len(found) > 2
    assert cache.unpacked(cache.packed(found)) == found


def told(result: run.RunResult) -> list[tuple[str, int, str]]:
    return [
        (Path(f.path).name, each.range.start.line + 1, each.finding.rule) for f in result.files for each in f.findings
    ]


def test_a_run_is_the_same_with_and_without_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from offpath.engine.running import phases

    root = make_project(tmp_path, PROJECT)
    alone = run.check_paths([str(root)], make_finder(), jobs=1, with_edits=True)
    assert ("views.py", 5, "calls-coroutine") in told(alone)
    monkeypatch.setattr(phases, "_ALONE_BYTES", 0)
    seen: list[tuple[int, int]] = []
    together = run.check_paths(
        [str(root)], make_finder(), jobs=2, with_edits=True, progress=lambda *done: seen.append(done)
    )
    assert together == alone
    assert seen[-1] == (3, 3)


def test_projects_of_one_run_keep_their_facts_apart(tmp_path: Path) -> None:
    make_project(tmp_path / "one", PROJECT)
    make_project(tmp_path / "two", {**PROJECT, "app/jobs.py": "def run():\n    pass\n"})
    result = run.check_paths([str(tmp_path / "one"), str(tmp_path / "two")], make_finder(), jobs=1)
    calling = [f.path for f in result.files for each in f.findings if each.finding.rule == "calls-coroutine"]
    assert calling == [str(tmp_path / "one/app/views.py")]


def test_a_part_of_a_project_is_checked_with_all_its_facts(tmp_path: Path) -> None:
    root = make_project(tmp_path, PROJECT)
    result = run.check_paths([str(root / "app/views.py")], make_finder(), jobs=1)
    assert ("views.py", 5, "calls-coroutine") in told(result)
    text = run.check_text(str(root / "app/new.py"), PROJECT["app/views.py"], make_finder())
    assert [each.finding.rule for each in text.findings] == ["any-function", "calls-coroutine", "shouting"]


def test_fixes_of_a_run_are_not_written(tmp_path: Path) -> None:
    root = make_project(tmp_path, PROJECT)
    before = {path: (root / path).read_bytes() for path in PROJECT}
    safe = run.fix_paths([str(root)], make_finder(), jobs=1)
    assert [(Path(each.path).name, "whisper" in each.after) for each in safe] == [("views.py", True)]
    unsafe = run.fix_paths([str(root)], make_finder(), unsafe=True, jobs=1)
    assert [Path(each.path).name for each in unsafe] == ["plain.py", "views.py"]
    assert all(parses(each.after) for each in unsafe)
    assert {path: (root / path).read_bytes() for path in PROJECT} == before
    assert run.fix_single_text(str(root / "x.py"), 'x = "shout"\n', make_finder()) == 'x = "whisper"\n'


def test_unreadable_files_are_noted_and_the_rest_goes_on(tmp_path: Path) -> None:
    root = make_project(tmp_path, PROJECT)
    (root / "bad.py").write_bytes(b"x = '\xff'\n")
    (root / "binary.py").write_bytes(b"\0\1")
    (root / "deep.py").write_text("x = " + "(" * 3000 + ")" * 3000)
    result = run.check_paths([str(root)], make_finder(), jobs=1)
    notes = {Path(note.path).name: note.message for f in result.files for note in f.notes}
    assert set(notes) == {"bad.py", "binary.py", "deep.py"}
    assert "not utf-8" in notes["bad.py"]
    assert ("views.py", 6, "shouting") in told(result)


def test_a_run_and_a_session_agree(tmp_path: Path) -> None:
    root = make_project(tmp_path, {**PROJECT, "s.py": '# offpath: ignore-file[tiny]\nx = "shout"\n'})
    rules = (*TINY_RULES, *all_rules())
    session = Session(make_finder(rules))
    result = run.check_paths([str(root)], make_finder(rules), jobs=1)
    for file in result.files:
        session.open(file.path, Document.from_text(Path(file.path).read_text()))
    while session.work(1.0):
        pass
    for file in result.files:
        ours = [(each.finding, each.range, each.related) for each in session.report(file.path).findings]
        assert ours == [(each.finding, each.range, each.related) for each in file.findings]


def test_code_that_cannot_be_understood_costs_its_unit_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_unit = analysis.read_unit

    def failing(kind: str, path: tuple[str, ...], *rest: str) -> object:
        if path == ("f",):
            raise ZeroDivisionError("by zero")
        return read_unit(kind, path, *rest)

    monkeypatch.setattr(analysis, "read_unit", failing)
    root = make_project(tmp_path, {"a.py": 'def f():\n    pass\n\n\ndef g():\n    return "shout"\n'})
    result = run.check_paths([str(root)], make_finder(), jobs=1)
    assert ("a.py", 6, "shouting") in told(result)
    assert (
        "a.py:1 (f): the code could not be understood (ZeroDivisionError: by zero)" in result.files[0].notes[0].message
    )


def test_the_registry_knows_every_rule_by_its_file() -> None:
    for rule in all_rules():
        module = f"offpath.rules.{rule.category.replace('-', '_')}.{rule.name.replace('-', '_')}"
        assert type(rule).__module__ == module
        assert {rule.name, rule.category, *rule.aliases} <= known_names()
    with pytest.raises(InvalidRule):
        _rule_of("offpath.rules.base", "base")
    assert isinstance(all_rules(), RuleSet)
