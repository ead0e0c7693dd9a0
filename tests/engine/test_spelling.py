"""A fix says what it imports in the words that its file has for it already, in whatever way the file imports it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from offpath.engine.fixing.bindings import Imported, imported_by
from offpath.engine.fixing.fixes import edits_of
from offpath.engine.fixing.imports import import_edits, wanted_by
from offpath.rules.base import Fix
from offpath.rules.registry import all_rules
from offpath.syntax import tree as t
from offpath.syntax.parse import parse_unit
from offpath.syntax.structure import Structure
from offpath.text.document import Document
from offpath.text.span import Edit, apply_edits
from support.checking import find
from support.fix_cases import fix_cases
from support.fix_soundness import unsound
from support.samples import fixture_paths, parse_sample

BODY = "\n\ndef f(a):\n    pass\n"

C, S, BOTH = "import contextlib", "contextlib.suppress(E)", "contextlib.suppress(contextlib.closing(E))"
W, E = "import tornado.web", "tornado.web.HTTPError(404)"
PERHAPS = "try:\n    import os as o\nexcept ImportError:\n    o = None"

CASES: dict[str, tuple[str, str, str, str, str]] = {
    "nothing imported": ("x = 1", S, C, "import contextlib\n\nx = 1", S),
    "the module itself": (C, S, C, C, S),
    "a member": ("from contextlib import suppress", S, C, "from contextlib import suppress", "suppress(E)"),
    "a member by another name": ("from contextlib import suppress as s", S, C, "from contextlib import suppress as s", "s(E)"),
    "the module by another name": ("import contextlib as c", S, C, "import contextlib as c", "c.suppress(E)"),
    "another member": ("from contextlib import closing", S, C, C + "\nfrom contextlib import closing", S),
    "one member of two": ("from contextlib import closing", BOTH, C, C + "\nfrom contextlib import closing", BOTH),
    "both members": ("from contextlib import closing, suppress", BOTH, C, "from contextlib import closing, suppress", "suppress(closing(E))"),
    "in a text": ("import os as o", 'f"{os.name}" "os.name"', "import os", "import os as o", 'f"{o.name}" "os.name"'),
    "a name as it is": ("from m import n", "n(1)", "from m import n", "from m import n", "n(1)"),
    "a name by another": ("from m import n as k", "n(1, n=n)", "from m import n", "from m import n as k", "k(1, n=k)"),
    "of the module": ("import m", "n(1)", "from m import n", "import m", "m.n(1)"),
    "of the module by another name": ("import m as k", "n(1)", "from m import n", "import m as k", "k.n(1)"),
    "of a module of a package": ("from p import m", "n(1)", "from p.m import n", "from p import m", "m.n(1)"),
    "of a dotted module": ("import p.m", "n(1)", "from p.m import n", "import p.m", "p.m.n(1)"),
    "of a package alone": ("import p", "n(1)", "from p.m import n", "import p\nfrom p.m import n", "n(1)"),
    "what may be a module": ("import m", "n.g(1)", "from m import n", "import m\nfrom m import n", "n.g(1)"),
    "a dotted module": ("from tornado import web", E, W, "from tornado import web", "web.HTTPError(404)"),
    "a member of a dotted module": ("from tornado.web import HTTPError", E, W, "from tornado.web import HTTPError", "HTTPError(404)"),
    "a dotted module by another name": ("import tornado.web as w", E, W, "import tornado.web as w", "w.HTTPError(404)"),
    "only for types": ("if TYPE_CHECKING:\n    import os as o", "os.name", "import os", "import os\n\nif TYPE_CHECKING:\n    import os as o", "os.name"),
    "only perhaps": (PERHAPS, "os.name", "import os", "import os\n\n" + PERHAPS, "os.name"),
    "relative": ("from .os import name", "os.name", "import os", "import os\n\nfrom .os import name", "os.name"),
    "a name that is rebound": ("from os import name\n\nname = 3", "os.name", "import os", "import os\nfrom os import name\n\nname = 3", "os.name"),
    "a name that the function binds": ("import os as a", "os.name", "import os", "import os as a\nimport os", "os.name"),
}  # fmt: skip
"""What stands above, the new text, what it imports; what stands above then, and the new text as it is written."""


@pytest.mark.parametrize(("above", "text", "imported", "head", "written"), CASES.values(), ids=CASES)
def test_a_fix_uses_what_is_imported(above: str, text: str, imported: str, head: str, written: str) -> None:
    before = above + BODY
    document = Document.from_text(before)
    unit = Structure.of(document).unit_at(len(document.lines) - 2)
    place = unit.text.index("pass")
    edits = edits_of(document, unit, Fix("say it", (Edit.insert(place, f"{text}\n    "),), imports=(imported,)))
    assert edits is not None
    assert apply_edits(before, edits) == f"{head}{BODY}".replace("pass", f"{written}\n    pass")


def test_a_fix_is_withheld_where_its_name_means_something_else_in_the_module() -> None:
    document = Document.from_text("import os as o\nfrom shims import os" + BODY)
    unit = Structure.of(document).unit_at(4)
    fix = Fix("say it", (Edit.insert(unit.text.index("pass"), "os.name\n    "),), imports=("import os",))
    assert edits_of(document, unit, fix) is None


def _projects() -> Iterator[tuple[str, dict[str, str]]]:
    for rule in all_rules():
        for path in fixture_paths(rule.name):
            if path.stem.startswith("found_"):
                yield rule.name, parse_sample(path.read_text(encoding="utf-8")).files
        yield from ((rule.name, parse_sample(text).files) for text in rule.invalid)
    yield from ((case.rule, case.files) for case in fix_cases())


def _imports_of(text: str) -> list[Imported]:
    parsed = parse_unit(text)
    return [each for node in (*parsed.nodes(t.Import), *parsed.nodes(t.ImportFrom)) for each in imported_by(node)]


def _other_ways(wanted: Imported, after: str) -> Iterator[str]:
    """Statements that import the same in other words."""
    if wanted.name:
        yield f"from {wanted.module} import {wanted.name} as o_"
        uses = [node for node in parse_unit(after).nodes(t.Name) if node.id == wanted.name]
        if uses and not any(isinstance(node.parent, t.Attribute) for node in uses):
            yield f"import {wanted.module} as om"
        return
    yield f"import {wanted.module} as om"
    members = {
        node.attr for node in parse_unit(after).nodes(t.Attribute) if after[node.value.start : node.value.end] == wanted.module
    }  # fmt: skip
    if members:
        yield f"from {wanted.module} import {', '.join(sorted(members))}"


def _after(files: dict[str, str], path: str, rule: str, title: str) -> str | None:
    for located in find(files, [rule]):
        for fix in located.finding.fixes if located.path == path else ():
            if fix.title == title:
                edits = edits_of(Document.from_text(files[path]), located.unit, fix)
                return None if edits is None else apply_edits(files[path], edits)
    return None


@pytest.mark.parametrize("rule", sorted({rule for rule, _ in _projects()}))
def test_every_fix_that_imports_uses_what_is_imported_otherwise(rule: str) -> None:
    seen = set()
    for _, files in (each for each in _projects() if each[0] == rule):
        for located in find(files, [rule]):
            text = files[located.path]
            known = _imports_of(text)
            for fix in located.finding.fixes:
                for wanted in wanted_by(fix.imports):
                    after = _after(files, located.path, rule, fix.title)
                    if wanted in known or (fix.title, wanted) in seen or after is None:
                        continue
                    seen.add((fix.title, wanted))
                    for other in _other_ways(wanted, after):
                        before = apply_edits(text, import_edits(text, [other]))
                        result = _after({**files, located.path: before}, located.path, rule, fix.title)
                        assert result is not None, other
                        compile(result, located.path, "exec", dont_inherit=True)
                        assert wanted not in _imports_of(result), f"{other}\n{result}"
                        assert not unsound(before, result), result


def test_there_are_fixes_that_import() -> None:
    rules = {
        rule
        for rule, files in _projects()
        for each in find(files, [rule])
        if any(f.imports for f in each.finding.fixes)
    }
    assert len(rules) > 15
