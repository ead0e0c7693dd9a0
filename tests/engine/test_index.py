"""What closed files contribute: read in processes or not, cached, kept up to date; whole runs over it."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from threading import Event

import pytest

from offpath.engine import analysis, cache, indexing, run
from offpath.engine.cache import CachedFile, Stamp
from offpath.engine.fixes import parses
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
    monkeypatch.setattr(indexing, "index_file", lambda path: read.append(path) or index_file(path))
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
    cache.store(file, {path: indexed})
    assert [each.path for each in indexing.scan(str(root), make_finder(), True, file).known] == [path]
    os.utime(path, ns=(1, 1))
    assert indexing.scan(str(root), make_finder(), True, file).known == ()


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch was-run",)


@pytest.mark.parametrize("damage", ["foreign", "short", "empty", "other code", "no dict"])
def test_a_cache_that_is_not_ours_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "x.index"
    known = {"a.py": CachedFile(Stamp(1, 2), "d", cache.packed(()))}
    cache.store(file, known)
    assert cache.load(file) == known
    data = file.read_bytes()
    wrong = {
        "foreign": pickle.dumps({"format": 1, "code": cache.code_digest(), "files": {"a.py": _Evil()}}),
        "short": data[:-5],
        "empty": b"",
        "other code": data.replace(cache.code_digest().encode(), b"0" * 32),
        "no dict": pickle.dumps([1]),
    }
    file.write_bytes(wrong[damage])
    assert cache.load(file) == {}
    with pytest.raises(pickle.UnpicklingError):
        cache.unpacked(pickle.dumps(_Evil()))
    assert not (tmp_path / "was-run").exists()


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
    from offpath.engine import phases

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
