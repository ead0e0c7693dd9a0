"""Units partition every text, and after any edits they are those of a fresh look at it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offpath.syntax.parse import parse_unit
from offpath.syntax.structure import Structure, Unit
from offpath.text.document import ContentChange, Document
from offpath.text.positions import Position

MODULE = '''\
"""A module."""
from __future__ import annotations

import os

if TYPE_CHECKING:
    from a import b

LIMIT = 10
TEXT = """
def not_a_function():
    pass
"""

# What this does.
@decorate(
    level=1,
)
def first(a, b=(1,
                2)):
    """Doc."""

    def inner():
        return a

    return inner


class Outer(Base):
    """Doc."""

    field = 1

    # Comment of the method.
    @property
    def name(self):
        return self._name

    other = (
        2
    )

    async def run(self): pass

    class Nested:
        def deep(self):
            return 1

    def last(self):
        return """
not indented
"""


async def second(): return 1
class Empty: pass
try:
    import x
except ImportError:
    x = None
else:
    y = 1
def third(): a = 1; b = 2
if __name__ == "__main__":
    third()
'''

FACTORY = '''\
from flask import Flask

LIMIT = 3


def create_app(config, *, limiter=None):
    app = Flask(__name__)
    rows = load(config)
    store: Store = Store()

    # What comes first.
    @app.get("/")
    def index():
        return render(rows)

    @app.route(
        "/items",
        methods=["POST"],
    )
    @login_required
    async def add_item():
        """Adds one."""
        text = """
    @app.get
    def no_function():
        """
        return store.add(text)
        # at the end

    def helper():
        return index_of(rows)

    app.config["x"] = 1

    @app.errorhandler(404)
    def missing(error): return page(error)

    @app.get("/named")
    def named():
        return 1

    app.add_url_rule("/again", view_func=named)

    @unknown.get("/elsewhere")
    def elsewhere():
        return helper()

    @app.get("/last")
    def last():
        return other()

    @app.get("/other")
    def other():
        return 2

    return app


class Site:
    def register(self, app):
        @app.get("/in-a-class")
        def page():
            return self.text

        @app.get("/in-a-class/more")
        def more():
            return 1
'''

FRAGMENTS = [
    "x", "(", ")", '"""', "'''", '"', "\n", "\n\n", "def f():\n    pass\n", "    ", "#", "# c\n", "@d\n", "class A:\n", "\\\n",
    "return ", "    def m(self):\n        return 1\n", "\r\n", "\r", "é😀", "if x:\n", "else:\n", "\t", "async def g(): pass\n", "]",
    "import os\n", "\f", "", "    @app.get('/x')\n    def added():\n        return 1\n\n", "index()", "rows", "        ", "    # c\n",
    "    app = 1\n", "    @app.get\n", "        return 3\n",
]  # fmt: skip


def _shape(structure: Structure) -> list[tuple[object, ...]]:
    return [(u.kind, u.path, u.text, u.own, u.prefix, u.suffix, u.segments, _lines(u)) for u in structure.units]


def _lines(unit: Unit) -> list[int]:
    """The document's line of each line of a unit's text."""
    starts = [0, *(n + 1 for n, character in enumerate(unit.text) if character == "\n")]
    return [unit.line_of(start) for start in starts if start < len(unit.text)]


def _paths(structure: Structure) -> list[str]:
    return [f"{u.kind} {'.'.join(u.path)}".strip() for u in structure.units]


def test_units_of_a_module() -> None:
    structure = Structure.of(Document.from_text(MODULE))
    kinds = [name for name in _paths(structure) if name != "statements"]
    assert kinds == [
        "function first",
        "class Outer",
        "function Outer.name",
        "function Outer.run",
        "class Outer.Nested",
        "function Outer.Nested.deep",
        "function Outer.last",
        "function second",
        "class Empty",
        "function third",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", [MODULE, FACTORY])
def test_every_unit_parses_by_itself(text: str, end: str) -> None:
    for unit in Structure.of(Document.from_text(text.replace("\n", end))).units:
        assert not parse_unit(unit.text, unit.prefix, unit.suffix).tree.has_error, unit


def test_handlers_that_a_function_registers_are_units_with_the_rest_around_them() -> None:
    document = Document.from_text(FACTORY)
    structure = Structure.of(document)
    assert [name for name in _paths(structure) if name != "statements"] == [
        "function create_app",
        "function create_app.index",
        "function create_app.add_item",
        "function create_app.missing",
        "function create_app.last",
        "class Site",
        "function Site.register",
        "function Site.register.page",
        "function Site.register.more",
    ]
    [index] = [u for u in structure.units if u.path == ("create_app", "index")]
    assert index.own.of(index.text).startswith("    # What comes first.\n    @app.get")
    assert "rows = load(config)" in index.text
    assert "return app" in index.text
    assert "Adds one." not in index.text
    for offset in (each for each in range(len(index.text)) if each != index.own.end):
        written = index.text[offset:].partition("\n")[0]
        assert document.lines[index.line_of(offset)].endswith(written + "\n"), offset


def test_the_rest_of_a_function_still_reads_what_its_handlers_read() -> None:
    [rest] = [u for u in Structure.of(Document.from_text(FACTORY)).units if u.path == ("create_app",)]
    assert "render(rows)" not in rest.text
    assert "rows" in rest.suffix
    assert "store" in rest.suffix


def test_what_a_handler_ends_with_stands_behind_its_own_last_line() -> None:
    document = Document.from_text(FACTORY)
    [index] = [u for u in Structure.of(document).units if u.path == ("create_app", "index")]
    assert document.lines[index.line_of(index.own.end)].startswith("    @app.route(")


def test_an_edited_handler_leaves_the_others_and_the_rest_alone() -> None:
    document = Document.from_text(FACTORY)
    structure = Structure.of(document)
    line = next(n for n, text in enumerate(document.lines) if "return render" in text)
    change = ContentChange("        more = 1\n", Position(line, 0), Position(line, 0))
    document, changed = document.edited([change], 1, "utf-16")
    assert changed is not None
    before = list(structure.units)
    cut = structure.edit(document, changed)
    assert [u.path for u in cut.fresh] == [("create_app", "index")]
    assert [u.path for u in structure.units if u not in before] == [("create_app", "index")]
    assert _shape(structure) == _shape(Structure.of(document))


def test_decorators_and_comments_belong_to_their_function() -> None:
    structure = Structure.of(Document.from_text(MODULE))
    [first] = [u for u in structure.units if u.path == ("first",)]
    assert first.text.startswith("# What this does.\n@decorate(")
    [name] = [u for u in structure.units if u.path == ("Outer", "name")]
    assert name.text.startswith("    # Comment of the method.\n    @property")


def test_lines_and_offsets_of_a_class_whose_methods_are_cut_out() -> None:
    document = Document.from_text(MODULE)
    [outer] = [u for u in Structure.of(document).units if u.path == ("Outer",)]
    offset = outer.text.index("other")
    line = outer.line_of(offset)
    assert "other" in document.lines[line]
    start = outer.offset_of(line)
    assert start is not None
    assert outer.text[start:].lstrip().startswith("other")


def test_the_units_at_lines_are_all_that_reach_over_them() -> None:
    document = Document.from_text(MODULE)
    structure = Structure.of(document)
    reach = [(unit.segments[0][0], unit.segments[-1][1]) for unit in structure.units]
    for first in range(len(document.lines) + 2):
        for last in range(first, len(document.lines) + 2):
            expected = [index for index, (begin, end) in enumerate(reach) if begin <= last and first < end]
            assert list(structure.indexes_at(first, last)) == expected, (first, last)
    assert list(Structure.of(Document.from_text("")).indexes_at(0, 0)) == []


def test_a_half_typed_bracket_ends_at_the_next_definition() -> None:
    text = "def a():\n    requests.get(\n\n\ndef b():\n    return 1\n"
    assert _paths(Structure.of(Document.from_text(text))) == ["function a", "function b"]


@pytest.mark.parametrize(
    "text", ["", "\n", "# only a comment", "   ", "x", "def", "class", "@", "\\", '"""', "\f\n", "\ufeffx = 1\n"]
)
def test_odd_texts_are_one_partition(text: str) -> None:
    _assert_partition(Document.from_text(text))


def _assert_partition(document: Document) -> None:
    segments = sorted(s for u in Structure.of(document).units for s in u.segments)
    covered = [line for first, end in segments for line in range(first, end)]
    assert covered == list(range(len(document.lines)))


_edits = st.lists(
    st.tuples(
        st.integers(0, 80), st.integers(0, 30), st.integers(0, 3), st.integers(0, 30), st.sampled_from(FRAGMENTS)
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([MODULE, FACTORY]), _edits)
def test_edited_equals_fresh(text: str, edits: list[tuple[int, int, int, int, str]]) -> None:
    document = Document.from_text(text)
    structure = Structure.of(document)
    for line, column, more, end_column, text in edits:
        change = ContentChange(text, Position(line, column), Position(line + more, end_column))
        document, changed = document.edited([change], 1, "utf-16")
        if changed is not None:
            before = list(structure.units)
            cut = structure.edit(document, changed)
            assert [*before[: cut.first], *cut.fresh, *before[cut.first + len(cut.gone) :]] == structure.units
        assert structure.unsettled or _shape(structure) == _shape(Structure.of(document))
        _assert_partition(document)
    structure.settle(document)
    assert _shape(structure) == _shape(Structure.of(document))


def test_an_edit_keeps_all_other_units() -> None:
    document = Document.from_text(MODULE)
    structure = Structure.of(document)
    line = next(n for n, text in enumerate(document.lines) if "return self._name" in text)
    change = ContentChange("\n        x = 1\n", Position(line, 0), Position(line, 0))
    document, changed = document.edited([change], 1, "utf-16")
    assert changed is not None
    before = list(structure.units)
    structure.edit(document, changed)
    kept: list[Unit] = [u for u in structure.units if any(u is old for old in before)]
    assert [u.path for u in structure.units if u not in kept] == [("Outer", "name")]
    for unit in kept:
        assert unit.text == "".join(text for a, b in unit.segments for text in document.lines[a:b])


def test_an_opened_quote_leaves_far_lines_alone_until_settled() -> None:
    text = "def f():\n    pass\n\n\n" * 500
    document = Document.from_text(text)
    structure = Structure.of(document)
    document, changed = document.edited([ContentChange('"""', Position(1, 4), Position(1, 4))], 1, "utf-16")
    assert changed is not None
    structure.edit(document, changed)
    assert structure.unsettled
    assert len(structure.units) > 300
    structure.settle(document)
    assert not structure.unsettled
    assert len(structure.units) == 1
