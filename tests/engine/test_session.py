"""A session: what is reported while documents are opened, edited and closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from offpath.engine import analysis
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.rules.registry import all_rules
from offpath.syntax import tree as t
from offpath.text.positions import Position
from support.sessions import Editor, make_project
from support.tiny_rules import TINY_RULES, AnyFunction, Shouting

JOBS = "async def run():\n    pass\n\n\ndef wait():\n    pass\n"
VIEWS = 'from app.jobs import run, wait\n\n\ndef view():\n    run()\n    wait()\n\n\ndef other():\n    return "shout"\n'


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    editor = Editor(make_project(tmp_path, {"app/jobs.py": JOBS, "app/views.py": VIEWS}), TINY_RULES[:3])
    yield editor
    editor.session.shutdown()


def test_an_opened_file_is_reported_with_facts_of_closed_ones(editor: Editor) -> None:
    editor.open("app/views.py")
    editor.settle()
    assert editor.findings("app/views.py") == [(5, "calls-coroutine", "run()"), (10, "shouting", '"shout"')]
    assert editor.report("app/views.py").complete


def test_an_edit_in_one_file_updates_another_open_one(editor: Editor) -> None:
    editor.open("app/views.py")
    editor.open("app/jobs.py")
    editor.settle()
    editor.replace_text("app/jobs.py", "def wait", "async def wait")
    editor.settle()
    assert [line for line, rule, _ in editor.findings("app/views.py") if rule == "calls-coroutine"] == [5, 6]


PHOTOS = """from sqlmodel import Session, select

from app.models import Photo


def photos_of(session: Session, owner_id: int) -> list[Photo]:
    return list(session.exec(select(Photo).where(Photo.owner_id == owner_id)))


def remove_photo(session: Session, photo_id: int) -> None:
    session.delete(photo_id)
"""
ROUTES = """from fastapi import APIRouter, Depends, Request

from app.db import get_session
from app.services import photos

router = APIRouter()


@router.get("/")
def index(request: Request, session=Depends(get_session)):
    owner = int(request.headers["X-User-Id"])
    return photos.photos_of(session, owner)
"""


def test_a_query_that_is_typed_anew_is_found_from_another_file(tmp_path: Path) -> None:
    files = {"app/services/photos.py": PHOTOS, "app/routes.py": ROUTES}
    editor = Editor(make_project(tmp_path, files), all_rules())
    for name in files:
        editor.open(name)
    editor.settle()
    found = [("client-supplied-identity", 11)]
    assert [(rule, line) for line, rule, _ in editor.findings("app/routes.py")] == found
    query = "(select(Photo).where(Photo.owner_id == owner_id))"
    steps = [(f".exec{query})\n\n", ")\n"), ("list(session)", "list(session.exec)"), (".exec)\n", f".exec{query})\n\n")]
    for old, new in steps:
        editor.replace_text("app/services/photos.py", old, new)
        editor.settle()
    assert [(rule, line) for line, rule, _ in editor.findings("app/routes.py")] == found
    editor.session.shutdown()


def test_a_very_long_file_is_looked_at_a_little_at_a_time(editor: Editor) -> None:
    long = VIEWS + "".join(f"\n\ndef job_{number}():\n    return {number}\n" for number in range(3_500))
    editor.open("app/long.py", long)
    assert not editor.session.is_fresh
    editor.session.work(0.0)
    assert not editor.report("app/long.py").fresh
    editor.replace_text("app/long.py", "return 3499", 'return "shout"')
    while not editor.session.is_fresh:
        editor.session.work(0.0)
    assert not editor.report("app/long.py").complete, "the edited unit comes first"
    assert [line for line, _, _ in editor.findings("app/long.py")] == [len(editor.documents["app/long.py"].lines)]
    editor.settle()
    assert editor.report("app/long.py").complete
    lines = [line for line, rule, _ in editor.findings("app/long.py") if rule == "shouting"]
    assert lines == [10, len(editor.documents["app/long.py"].lines)]


def test_closing_returns_to_what_is_on_disk(editor: Editor) -> None:
    editor.open("app/views.py")
    editor.open("app/jobs.py", JOBS.replace("async ", ""))
    editor.settle()
    assert [rule for _, rule, _ in editor.findings("app/views.py")] == ["shouting"]
    editor.close("app/jobs.py")
    editor.settle()
    assert [rule for _, rule, _ in editor.findings("app/views.py")] == ["calls-coroutine", "shouting"]


def test_files_on_disk_that_change_appear_and_vanish(editor: Editor) -> None:
    editor.open("app/views.py")
    editor.settle()
    jobs = editor.root / "app/jobs.py"
    jobs.write_text("def run():\n    pass\n\n\nasync def wait():\n    pass\n")
    editor.session.files_changed([str(jobs)])
    editor.settle()
    assert (6, "calls-coroutine", "wait()") in editor.findings("app/views.py")
    jobs.unlink()
    editor.session.files_changed([str(jobs)])
    editor.settle()
    assert [rule for _, rule, _ in editor.findings("app/views.py")] == ["shouting"]


def test_settings_files_take_effect_when_they_change(editor: Editor) -> None:
    editor.open("app/views.py")
    editor.settle()
    (editor.root / "pyproject.toml").write_text('[tool.offpath]\nignore = ["shouting"]\n')
    editor.session.files_changed([str(editor.root / "pyproject.toml")])
    editor.settle()
    assert [rule for _, rule, _ in editor.findings("app/views.py")] == ["calls-coroutine"]
    (editor.root / "pyproject.toml").write_text('[tool.offpath]\nexclude = ["app/views.py"]\n')
    editor.session.files_changed([str(editor.root / "pyproject.toml")])
    editor.settle()
    assert editor.findings("app/views.py") == []


def test_a_new_marker_file_makes_a_new_project(editor: Editor) -> None:
    editor.open("app/views.py")
    editor.settle()
    marker = editor.root / "app" / "pyproject.toml"
    marker.write_text('[tool.offpath]\nignore = ["calls-coroutine"]\n')
    editor.session.files_changed([str(marker)])
    editor.settle()
    assert editor.session.report(editor.path("app/views.py")).complete
    assert [rule for _, rule, _ in editor.findings("app/views.py")] == ["shouting"]


@pytest.mark.parametrize("broken", ["requests.get(", "def broken(:", "if x", "'", "x = [1, {", "@", "\tfoo", "class"])
def test_half_typed_code_loses_and_moves_no_other_finding(editor: Editor, broken: str) -> None:
    functions = "".join(f'def f{n}():\n    x = 1\n    y = "shout"\n    return y\n\n\n' for n in range(6))
    editor.open("app/views.py", '"""Doc."""\n\nimport os\n\n' + functions)
    editor.settle()
    before = editor.findings("app/views.py")
    assert len(before) == 6
    for typed, character in enumerate(broken):
        editor.replace("app/views.py", Position(17, 9 + typed), Position(17, 9 + typed), character)
        assert editor.findings("app/views.py") == before
        editor.settle()
        assert editor.findings("app/views.py") == before
    editor.replace("app/views.py", Position(3, 0), Position(3, 0), "\n" + broken)
    moved = [(line + 1, rule, text) for line, rule, text in before]
    assert editor.findings("app/views.py") == moved
    editor.settle()
    assert editor.findings("app/views.py") == moved


def test_an_opened_triple_quote_keeps_what_it_swallows(editor: Editor) -> None:
    functions = "".join(f'def f{n}():\n    y = "shout"\n    return y\n\n\n' for n in range(6))
    editor.open("app/views.py", "import os\n\n\n" + functions)
    editor.settle()
    before = editor.findings("app/views.py")
    editor.replace("app/views.py", Position(5, 12), Position(5, 12), '"""')
    assert editor.findings("app/views.py") == before
    editor.settle()
    assert editor.findings("app/views.py") == before
    editor.replace("app/views.py", Position(5, 15), Position(5, 15), '"""')
    editor.settle()
    assert editor.findings("app/views.py") == before


def test_touched_lines_of_a_broken_unit_lose_their_findings(editor: Editor) -> None:
    editor.open("app/views.py", 'def f():\n    a = "shout"\n    b = "shout"\n    return a\n')
    editor.settle()
    editor.replace_text("app/views.py", 'b = "shout"', 'b = ["shout"')
    editor.settle()
    assert [line for line, _, _ in editor.findings("app/views.py")] == [2]


def test_the_unit_edited_last_is_analysed_first(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    functions = "".join(f"def f{n}():\n    x = {n}\n\n\n" for n in range(50))
    editor.open("app/views.py", functions)
    editor.replace_text("app/views.py", "x = 7\n", 'x = "shout"\n')
    editor.replace_text("app/views.py", "x = 40\n", 'x = "shout"\n')
    seen: list[tuple[str, ...]] = []
    original = analysis.read_unit
    monkeypatch.setattr(
        analysis, "read_unit", lambda kind, path, *rest: seen.append(path) or original(kind, path, *rest)
    )
    assert editor.session.work(0.0)
    assert seen == [("f40",)]
    while not editor.report("app/views.py").fresh:
        editor.session.work(0.0)
    assert [line for line, _, _ in editor.findings("app/views.py")] == [30, 162]
    assert not editor.report("app/views.py").complete


class _Failing(Rule):
    name = "failing"
    category = "tiny"
    severity = Severity.ERROR

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        for node in facts.nodes(t.Constant):
            if node.value == 0:
                raise ZeroDivisionError("by zero")
            yield self.finding(facts.span(node), "a constant", Confidence.HIGH)


def test_a_rule_that_raises_costs_its_own_findings_in_that_text_alone(tmp_path: Path) -> None:
    editor = Editor(make_project(tmp_path, {}), [_Failing(), Shouting()])
    editor.open("app.py", 'def f():\n    return 0, "shout"\n\n\ndef g():\n    return 1\n')
    editor.settle()
    (note,) = editor.report("app.py").notes
    assert note.message.endswith("app.py:1 (f): rule failing failed there (ZeroDivisionError: by zero)")
    assert [rule for _, rule, _ in editor.findings("app.py")] == ["shouting", "failing"]
    editor.replace_text("app.py", "return 0", "return 2")
    editor.settle()
    assert not editor.report("app.py").notes
    assert [rule for _, rule, _ in editor.findings("app.py")] == ["failing", "failing", "shouting", "failing"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n" * 100_001, "longer than 100,000 lines"),
        ("x = '" + "a" * 10_000_000 + "'\n", "larger than 10 MB"),
        ("x = 1\0\n", "binary"),
        ("x = " + "(" * 3000 + ")" * 3000 + "\n", "nests too deeply"),
    ],
)
def test_what_cannot_be_analysed_is_told_in_a_clear_note(editor: Editor, text: str, message: str) -> None:
    editor.open("app/views.py", text)
    editor.open("app/jobs.py", 'x = "shout"\n')
    editor.settle()
    (note,) = editor.report("app/views.py").notes
    assert message in note.message
    assert [rule for _, rule, _ in editor.findings("app/jobs.py")] == ["shouting"]


def test_a_file_grows_too_long_and_back(editor: Editor) -> None:
    editor.open("app/views.py", 'x = "shout"\n' + "x = 1\n" * 99_999)
    editor.replace("app/views.py", Position(1, 0), Position(1, 0), "y = 1\n")
    assert editor.report("app/views.py").notes
    editor.replace("app/views.py", Position(1, 0), Position(2, 0), "")
    assert not editor.report("app/views.py").notes


def test_ignored_files_have_no_findings(editor: Editor) -> None:
    (editor.root / ".gitignore").write_text("generated/\n")
    for name in ("generated/a.py", ".venv/lib/b.py", "x_pb2.py"):
        editor.open(name, 'x = "shout"\n')
    editor.open("marked.py", '# @generated by a tool\nx = "shout"\n')
    editor.settle()
    assert [editor.findings(name) for name in editor.documents] == [[], [], [], []]


def test_reports_of_moved_units_stay_right(tmp_path: Path) -> None:
    editor = Editor(make_project(tmp_path, {}), [AnyFunction()])
    editor.open(
        "app.py",
        "class A:\n    x = 1\n\n    def f(self):\n        pass\n\n    y = 2\n\n    def g(self):\n        pass\n",
    )
    editor.settle()
    editor.replace("app.py", Position(0, 0), Position(0, 0), "import os\n\n")
    editor.replace_text("app.py", "y = 2", "y = 2\n    z = 3")
    assert editor.findings("app.py") == [(6, "any-function", "f"), (12, "any-function", "g")]


def test_file_suppressions_silence_and_are_reported_unused(tmp_path: Path) -> None:
    from offpath.rules.registry import all_rules

    unused = all_rules().named("unused-suppression")
    assert unused is not None
    editor = Editor(make_project(tmp_path, {}), [Shouting(), unused])
    text = '# offpath: ignore-file[shouting]\n\n\ndef f():\n    return "shout"\n'
    editor.open("app.py", text)
    editor.settle()
    assert editor.findings("app.py") == []
    editor.replace_text("app.py", '"shout"', '"quiet"')
    editor.settle()
    assert [(line, rule) for line, rule, _ in editor.findings("app.py")] == [(1, "unused-suppression")]


BRANCHES = (
    "try:\n    store(order)\nexcept Exception:\n    pass\n",
    "try:\n    db.session.commit()\nexcept SQLAlchemyError:\n    return True\nreturn True\n",
    "try:\n    store(order)\nexcept (OSError, KeyError) as error:\n    print(error)\n    return True\nreturn True\n",
    "for order in orders:\n    try:\n        store(order)\n    except Exception:\n        continue\n",
    "with lock:\n    try:\n        store(order)\n    except:\n        pass\n    finally:\n        close()\n",
    "if order:\n    try:\n        store(order)\n    except* Exception:\n        pass\n    else:\n        log()\n",
    "while True:\n    match order:\n        case 1:\n            try:\n                store(order)\n"
    "            except Exception:\n                pass\n",
)
"""Bodies whose blocks are all empty for a moment while they are typed."""


@pytest.mark.parametrize("body", BRANCHES)
@pytest.mark.parametrize("behind", ["", "\n\ndef last(order):\n    requests.get(order)\n"])
@pytest.mark.parametrize("by", ["character", "line"])
def test_a_branch_that_is_typed_is_analysed_like_one_that_was_there(
    tmp_path: Path, body: str, behind: str, by: str
) -> None:
    head = "import requests\nfrom app import db\n\n\ndef update_order(orders, order):\n"
    written = "".join(f"    {line}" for line in body.splitlines(True))
    editor = Editor(make_project(tmp_path, {}), all_rules())
    editor.open("app.py", head + behind)
    at = len(head)
    for piece in written if by == "character" else written.splitlines(True):
        place = editor.documents["app.py"].position_at(at)
        editor.replace("app.py", place, place, piece)
        at += len(piece)
        editor.settle()
        assert editor.report("app.py").notes == ()
    fresh = Editor(tmp_path, all_rules())
    fresh.open("app.py", head + written + behind)
    fresh.settle()
    assert editor.findings("app.py") == fresh.findings("app.py") != []


def test_definitions_that_change_places_are_known_in_their_new_order(tmp_path: Path) -> None:
    editor = Editor(make_project(tmp_path, {}), TINY_RULES)
    text = "def first():\n    return 1\n\n\ndef second():\n    sleep(1)\n\n\n"
    editor.open("app.py", text)
    editor.settle()
    first, second = text[: text.index("def second")], text[text.index("def second") :]
    editor.replace("app.py", Position(0, 0), Position(10, 0), second + first)
    editor.settle()
    states = editor.session._files[editor.path("app.py")].states
    assert [state.unit.path for state in states] == [("second",), ("first",)]
    editor.replace_text("app.py", "return 1", 'return "shout"')
    editor.settle()
    fresh = Editor(tmp_path, TINY_RULES)
    fresh.open("app.py", second + first.replace("return 1", 'return "shout"'))
    fresh.settle()
    assert editor.findings("app.py") == fresh.findings("app.py")


WHOLE_FILE = 'import time\n# offpath: ignore-file[shouting] on purpose\nx = 1\n\n\ndef f():\n    return "shout"\n'


def test_a_comment_for_the_whole_file_counts_while_the_code_around_it_is_edited(tmp_path: Path) -> None:
    editor = Editor(make_project(tmp_path, {}), [*TINY_RULES, *all_rules()])
    editor.open("app.py", WHOLE_FILE)
    editor.settle()
    before = editor.findings("app.py")
    assert "shouting" not in {rule for _, rule, _ in before}
    for old, new in (("x = 1", "x = ("), ("x = (", "x = (1,"), ("x = (1,", "x = (1,)")):
        editor.replace_text("app.py", old, new)
        assert editor.findings("app.py") == before, "before any work"
        editor.settle()
        assert editor.findings("app.py") == before


def test_a_comment_for_the_whole_file_is_called_idle_only_when_all_of_the_file_is_known(tmp_path: Path) -> None:
    editor = Editor(make_project(tmp_path, {}), [*TINY_RULES, *all_rules()])
    editor.open("app.py", WHOLE_FILE.replace("return", "return ("))
    editor.settle()
    assert "unused-suppression" not in {rule for _, rule, _ in editor.findings("app.py")}
    editor.replace_text("app.py", 'return ( "shout"', 'return "whisper"')
    editor.settle()
    assert "unused-suppression" in {rule for _, rule, _ in editor.findings("app.py")}
    editor.replace_text("app.py", "return", "return (")
    editor.settle()
    assert "unused-suppression" not in {rule for _, rule, _ in editor.findings("app.py")}


def test_what_a_broken_unit_swallowed_goes_back_to_whom_it_belongs(tmp_path: Path) -> None:
    editor = Editor(make_project(tmp_path, {}), TINY_RULES)
    editor.open("app.py", "def a(x):\n    return x\n\n\nasync def b(x):\n    return x\n\n\ndef c(x):\n    b(x)\n")
    editor.settle()

    def known() -> list[tuple[str, ...]]:
        return [c.path for c in editor.session._files[editor.path("app.py")].contributions()]

    before = known()
    for _ in range(3):
        editor.replace("app.py", Position(1, 4), Position(1, 4), "((")
        editor.settle()
        editor.replace("app.py", Position(1, 4), Position(1, 4), '"""')
        editor.settle()
        assert set(known()) == set(before), "all that stood there counts while it is swallowed"
        editor.replace("app.py", Position(1, 4), Position(1, 7), "")
        editor.settle()
        assert known() == before
        assert [rule for _, rule, _ in editor.findings("app.py") if rule == "calls-coroutine"] == ["calls-coroutine"]
    editor.replace("app.py", Position(1, 4), Position(1, 10), "")
    editor.settle()
    assert known() == before


@pytest.mark.parametrize("line", ["# Generated by a tool. DO NOT EDIT.\n", "x = '\0'\n"])
def test_a_text_that_becomes_one_that_is_not_analysed_is_left_alone_until_it_is_another(
    tmp_path: Path, line: str
) -> None:
    root = make_project(tmp_path, {"views.py": "from app import run\n\n\ndef view():\n    run()\n", "app.py": ""})
    editor, text = Editor(root, TINY_RULES), 'async def run():\n    return "shout"\n'
    editor.open("app.py", text)
    editor.open("views.py")
    editor.settle()
    before = editor.findings("app.py"), editor.findings("views.py")
    for _ in range(2):
        editor.replace("app.py", Position(0, 0), Position(0, 0), line)
        editor.settle()
        fresh = Editor(root, TINY_RULES)
        for name, document in editor.documents.items():
            fresh.open(name, document.text)
        fresh.settle()
        for name in editor.documents:
            assert editor.findings(name) == fresh.findings(name)
            assert editor.report(name).notes == fresh.report(name).notes
        assert editor.findings("app.py") == []
        editor.replace("app.py", Position(0, 0), Position(1, 0), "")
        editor.settle()
        assert (editor.findings("app.py"), editor.findings("views.py")) == before
