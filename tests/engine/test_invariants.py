"""The engine's invariants, each under its own name."""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import offpath
from offpath.engine import analysis
from offpath.engine.openfile import UnitState
from offpath.rules.registry import all_rules
from offpath.text.positions import Position
from support.samples import FIXTURES, parse_sample
from support.sessions import Editor, make_project
from support.tiny_rules import TINY_RULES

PACKAGE = Path(offpath.__file__).parent
RULES = (*TINY_RULES, *all_rules())
FILES = sorted(FIXTURES.glob("*/*.py"))[::9]
FRAGMENTS = (
    "x = 1\n", "\n", "    ", "def f(a, b=2):\n    return a\n", "async def g():\n    await run()\n",
    "class C(Base):\n", "    def m(self):\n", "        return self.x\n", "import os\n", "from app import run\n",
    '"""', "'", '"shout"', "(", ")", "[", "]", "{", ":", "@route('/x')\n", "# note\n",
    "if x:\n    pass\nelse:\n    pass\n", "\\\n", "try:\n    run()\nexcept Exception:\n    pass\n", "run()",
    "sleep(1)\n", "é😀", "\t", "; y = 2", "\r\n", "\r", "with open(p) as f:\n        f.read()\n", "return",
    "lambda: 0", "f'{x!r}'", "requests.get(", "def broken(:", "\x0c",
)  # fmt: skip

CONNECTED = '''\
from app import run as launch, pause
import other


async def start(job):
    launch(job)
    return stop(job)


def stop(job):
    """Stop it."""
    start(job)
    pause()
    other.later(job)


class Worker:
    async def serve(self):
        self.rest()
        start(self)

    def rest(self):
        self.serve()
        stop(self)


worker = Worker()
worker.serve()
'''
OTHER = """\
from app import start, stop


async def later(job):
    start(job)
    stop(job)


def run():
    later(1)
"""


@dataclass(frozen=True)
class Typed:
    """Characters removed and inserted at a part of the text."""

    file: str
    at: float
    removed: int
    inserted: str


@dataclass(frozen=True)
class LineEdit:
    """Something done to a whole line, which often leaves a text that parses."""

    file: str
    at: float
    kind: str
    inserted: str = ""


files = st.sampled_from(["app.py", "app.py", "other.py"])
parts = st.floats(0, 1, exclude_max=True)
steps = st.one_of(
    st.builds(Typed, files, parts, st.integers(0, 60), st.lists(st.sampled_from(FRAGMENTS), max_size=3).map("".join)),
    st.builds(LineEdit, files, parts, st.sampled_from(["delete", "double", "async", "async", "rename", "import"])),
    st.builds(LineEdit, files, parts, st.just("insert"), st.sampled_from(FRAGMENTS)),
    st.sampled_from(["work", "undo"]),
)


def apply_step(editor: Editor, step: Typed | LineEdit) -> None:
    """One edit."""
    document = editor.documents[step.file]
    if isinstance(step, Typed):
        begin = int(step.at * len(document.text))
        end = min(begin + step.removed, len(document.text))
        editor.replace(step.file, document.position_at(begin), document.position_at(end), step.inserted)
    elif document.lines:
        number = int(step.at * len(document.lines))
        if step.kind in ("async", "rename"):
            number = next((n for n in range(number, len(document.lines)) if "def " in document.lines[n]), number)
        line = document.lines[number]
        editor.replace(step.file, Position(number, 0), Position(number + 1, 0), edited_line(step, line))


def edited_line(step: LineEdit, line: str) -> str:
    """What a line edit makes of a line."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    return {
        "delete": "",
        "double": line + line,
        "async": line.replace("async def", "def") if "async def" in line else line.replace("def ", "async def "),
        "rename": line.replace("start", "stop", 1) if "start" in line else line.replace("stop", "start", 1),
        "import": line.replace("run", "later") if "run" in line else line.replace("later", "run"),
        "insert": indent + step.inserted + line,
    }[step.kind]


def known(editor: Editor, name: str) -> list[UnitState]:
    """What the session knows of each unit of a file."""
    return editor.session._files[editor.path(name)].states


class _Unit(NamedTuple):
    kind: str
    path: tuple[str, ...]
    segments: tuple[tuple[int, int], ...]
    text: str
    sound: bool


def unit_of(state: UnitState) -> _Unit:
    """A unit with its place, comparable between sessions."""
    unit = state.unit
    return _Unit(unit.kind, unit.path, unit.segments, unit.text, state.sound)


def findings_of(editor: Editor, name: str) -> list[object]:
    """The findings reported, comparable between sessions."""
    return [(each.finding, each.range, each.related) for each in editor.report(name).findings]


def assert_equals_full(editor: Editor, root: Path) -> None:
    """What edits led to equals a fresh analysis; beside units that do not parse, what asked none of them does."""
    full = Editor(root, RULES)
    for name, document in editor.documents.items():
        full.open(name, document.text)
    full.settle()
    whole = all(state.sound for name in editor.documents for state in known(editor, name))
    for name in editor.documents:
        ours, theirs = known(editor, name), known(full, name)
        assert list(map(unit_of, ours)) == list(map(unit_of, theirs))
        for mine, other in zip(ours, theirs, strict=True):
            if whole:
                assert mine.contributions == other.contributions
            if mine.result is not None and other.result is not None:
                agree = mine.result.answers == other.result.answers
                assert agree or not whole
                assert mine.findings == other.findings or not agree
        if whole:
            assert findings_of(editor, name) == findings_of(full, name)


def assert_places_are_right(editor: Editor) -> None:
    """Every finding shown lies on text that its unit holds at that place."""
    for name, document in editor.documents.items():
        for each in editor.report(name).findings:
            begin, end = document.offset_at(each.range.start), document.offset_at(each.range.end)
            if "\n" not in (reported := each.finding.span.of(each.unit.text)) and "\r" not in reported:
                assert document.text[begin:end] == reported


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(FILES), st.lists(steps, min_size=1, max_size=8))
def test_incremental_equals_full(file: Path, script: list[Typed | LineEdit | str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = make_project(Path(folder), {})
        sample = "\n".join(parse_sample(file.read_text(encoding="utf-8")).files.values())
        editor = Editor(root, RULES)
        text = f"{CONNECTED}\n\n{sample}"
        editor.open("app.py", text)
        editor.open("other.py", OTHER)
        editor.settle()
        for step in script:
            if step == "work":
                editor.session.work(0.0)
            elif step == "undo":
                editor.replace("app.py", Position(0, 0), Position(10**9, 0), text)
            else:
                assert not isinstance(step, str)
                apply_step(editor, step)
            assert_places_are_right(editor)
        editor.settle()
        assert editor.report("app.py").complete
        assert_equals_full(editor, root)


@pytest.mark.parametrize("opening", ['"' * 3, "'" * 3, 'x = f"' + '"' * 2])
def test_incremental_equals_full_behind_a_string_that_swallows_the_file(tmp_path: Path, opening: str) -> None:
    root = make_project(tmp_path, {})
    text = "".join(f"def f{n}(x):\n    sleep(x)\n    return x\n\n\n" for n in range(200))
    editor = Editor(root, RULES)
    editor.open("app.py", text)
    editor.settle()
    before = findings_of(editor, "app.py")
    editor.replace("app.py", Position(10, 0), Position(10, 0), opening)
    editor.settle()
    assert len(findings_of(editor, "app.py")) >= len(before) - 2
    assert_equals_full(editor, root)
    editor.replace("app.py", Position(10, 0), Position(10, len(opening)), "")
    editor.replace("app.py", Position(0, 0), Position(0, 0), "\n")
    editor.settle()
    assert len(findings_of(editor, "app.py")) == len(before)
    assert_equals_full(editor, root)


def test_incremental_equals_full_where_a_function_vanishes(tmp_path: Path) -> None:
    root = make_project(tmp_path, {})
    editor = Editor(root, RULES)
    editor.open("other.py", "from app import run\n\n\ndef f():\n    run()\n")
    editor.open("app.py", "async def run():\n    pass\n")
    editor.settle()
    assert "calls-coroutine" in {rule for _, rule, _ in editor.findings("other.py")}
    editor.replace("app.py", Position(0, 0), Position(2, 0), "")
    editor.settle()
    assert "calls-coroutine" not in {rule for _, rule, _ in editor.findings("other.py")}
    assert_equals_full(editor, root)


@pytest.mark.parametrize("functions", [10, 400])
def test_edit_cost_is_local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, functions: int) -> None:
    text = "import os\n\n\n" + "".join(
        f'class C{n}:\n    """Doc."""\n\n    def m{n}(self):\n        return {n}\n\n\n'
        f"def f{n}(x):\n    y = x\n    return y\n\n\n"
        for n in range(functions)
    )
    editor = Editor(make_project(tmp_path, {}), RULES)
    editor.open("app.py", text)
    editor.settle()
    parsed: list[tuple[str, ...]] = []
    checked: list[tuple[str, ...]] = []
    read_unit, unit_facts = analysis.read_unit, analysis.UnitFacts

    def counted_read(kind: str, path: tuple[str, ...], *rest: str) -> object:
        parsed.append(path)
        return read_unit(kind, path, *rest)

    def counted_facts(reading: analysis.UnitReading, *rest: object) -> object:
        checked.append(reading.path)
        return unit_facts(reading, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(analysis, "read_unit", counted_read)
    monkeypatch.setattr(analysis, "UnitFacts", counted_facts)
    middle = functions // 2
    editor.replace_text("app.py", f"def f{middle}(x):\n    y = x\n", f"def f{middle}(x):\n    z = 1\n    y = x + z\n")
    editor.replace_text("app.py", f"        return {middle}\n", f"        return {middle} + 1\n")
    editor.session.work(10.0, urgent_only=True)
    assert editor.report("app.py").fresh
    assert parsed == checked == [(f"C{middle}", f"m{middle}"), (f"f{middle}",)]
    editor.settle()
    assert parsed == checked == [(f"C{middle}", f"m{middle}"), (f"f{middle}",)]


def test_engine_knows_no_protocol() -> None:
    lower = ("text", "syntax", "facts", "rules", "engine")
    for file in (each for layer in lower for each in (PACKAGE / layer).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert not name.startswith(("pygls", "lsprotocol", "offpath.lsp", "offpath.cli")), f"{file}: {name}"


def test_a_session_loads_no_protocol_and_no_judge() -> None:
    script = (
        "import sys\n"
        "from offpath.engine.session import Session\n"
        "unwanted = {'pygls', 'lsprotocol', 'libcst', 'rich', 'click', 'sqlglot'} & set(sys.modules)\n"
        "assert not unwanted, unwanted\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=PACKAGE.parent, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


TRAP = """\
import pathlib

pathlib.Path({marker!r}).write_text("run")
raise SystemExit("this must not run")


def f(x=pathlib.Path({marker!r}).touch()):
    return "shout"
"""


def test_analysis_runs_nothing(tmp_path: Path) -> None:
    marker = tmp_path / "was-run"
    trap = TRAP.format(marker=str(marker))
    names = ["conftest.py", "setup.py", "app/__init__.py", "app/views.py", "sitecustomize.py", "manage.py"]
    root = make_project(tmp_path / "project", dict.fromkeys(names, trap))
    editor = Editor(root, RULES)
    loaded, path = set(sys.modules), list(sys.path)
    for name in names:
        editor.open(name)
    editor.settle()
    assert any(rule == "shouting" for _, rule, _ in editor.findings("app/views.py"))
    assert editor.session.fix_all(editor.path("app/views.py"))
    assert not marker.exists()
    assert sys.path == path
    assert not {"app", "conftest", "sitecustomize"} & {name.partition(".")[0] for name in set(sys.modules) - loaded}
