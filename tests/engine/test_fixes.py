"""Fixes in documents: placed, completed by imports, checked, applied until nothing changes, written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offpath.engine.files import read_file, replace_file, write_text
from offpath.engine.fixing.difference import edits_between
from offpath.engine.fixing.imports import ImportClash, import_edits
from offpath.engine.fixing.judging import parses
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Applicability, Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.decode import UnreadableText
from offpath.text.span import Edit, apply_edits
from support.sessions import Editor, make_project
from support.tiny_rules import TINY_RULES

IMPORT_CASES = [
    ('"""Doc."""\n\nx = 1\n', ["import time"], '"""Doc."""\n\nimport time\n\nx = 1\n'),
    ('"""Doc."""\nx = 1\n', ["import time"], '"""Doc."""\n\nimport time\n\nx = 1\n'),
    ("import os\n", ["import os", "from os import path"], "import os\nfrom os import path\n"),
    ("import os\nimport sys\n", ["import re"], "import os\nimport re\nimport sys\n"),
    ("import requests\n", ["import re"], "import re\n\nimport requests\n"),
    ("import os\n\nfrom .a import b\n", ["import attrs"], "import os\n\nimport attrs\n\nfrom .a import b\n"),
    ("from a import b\n", ["from a import c"], "from a import b, c\n"),
    ("from a import (\n    b,\n    d,\n)\n", ["from a import c"], "from a import (\n    b,\n    d,\n    c,\n)\n"),
    ("from a import b  # noqa\n", ["from a import c"], "from a import b  # noqa\nfrom a import c\n"),
    ("from a import *\n", ["from a import c"], "from a import *\nfrom a import c\n"),
    ("from a import b\r\n", ["from a import c as d"], "from a import b, c as d\r\n"),
    ("import a\r\n\r\nx = 1\r\n", ["import b"], "import a\r\nimport b\r\n\r\nx = 1\r\n"),
    ("from __future__ import annotations\nx = 1\n", ["import a"],
     "from __future__ import annotations\n\nimport a\n\nx = 1\n"),
    ("#!/bin/sh\n# coding: utf-8\n# licence\n\nx = 1\n", ["import a"],
     "#!/bin/sh\n# coding: utf-8\n# licence\n\nimport a\n\nx = 1\n"),
    ("# about f\ndef f():\n    pass\n", ["import a"], "import a\n\n\n# about f\ndef f():\n    pass\n"),
    ("x = '''\ndef f\n'''\nimport z\n", ["import a"], "x = '''\ndef f\n'''\nimport a\nimport z\n"),
    ("import os; x = 1", ["import re"], "import os; x = 1\nimport re\n"),
    ("", ["import a"], "import a\n"),
    ("try:\n    import a\nexcept ImportError:\n    a = None\n", ["import a"], None),
    ("if TYPE_CHECKING:\n    from a import b\n", ["from a import b"],
     "from a import b\n\nif TYPE_CHECKING:\n    from a import b\n"),
    ("import a.b\n", ["import a.c"], "import a.b\nimport a.c\n"),
    ("import os.path\n", ["import os"], "import os\nimport os.path\n"),
    ("# time and again\nx = 'time'\ny.time = 3\n", ["import time"], "import time\n\n# time and again\nx = 'time'\ny.time = 3\n"),
    ("def f(time):\n    pass\n", ["import time"], "import time\n\n\ndef f(time):\n    pass\n"),
    ("if a:\n    import time\n", ["import time"], "import time\n\nif a:\n    import time\n"),
    ("def f():\n    import time\n", ["import time"], "import time\n\n\ndef f():\n    import time\n"),
    ("try:\n    import ujson as json\nexcept ImportError:\n    import json\n", ["import json"], None),
    ("if TYPE_CHECKING:\n    import time\nelse:\n    import time\n", ["import time"],
     "import time\n\nif TYPE_CHECKING:\n    import time\nelse:\n    import time\n"),
    ("\ufeffx = 1\n", ["import a"], "\ufeffimport a\n\nx = 1\n"),
    ("\ufeff# -*- coding: utf-8 -*-\nx = 1\n", ["import a"], "\ufeff# -*- coding: utf-8 -*-\nimport a\n\nx = 1\n"),
    ("\x0c\nx = 1\n", ["import a"], "import a\n\x0c\nx = 1\n"),
    ("# licence\n\n# isort: skip_file\nx = 1\n", ["import a"], "# licence\n\nimport a\n\n# isort: skip_file\nx = 1\n"),
    ("# isort: skip_file\n\nx = 1\n", ["import a"], "# isort: skip_file\n\nimport a\n\nx = 1\n"),
    ("#!/usr/bin/env python\r\n\"\"\"Doc.\"\"\"\r\nx = 1\r\n", ["import a"],
     "#!/usr/bin/env python\r\n\"\"\"Doc.\"\"\"\r\n\r\nimport a\r\n\r\nx = 1\r\n"),
    ("\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\n\nif TYPE_CHECKING:\n    import b\n\nx = 1\n", ["import a"],
     "\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\n\nimport a\n\nif TYPE_CHECKING:\n    import b\n\nx = 1\n"),
    ("# %%\nx = 1\n", ["import a"], "# %%\nimport a\n\nx = 1\n"),
    ("# %%\n# %%\n# about f\ndef f():\n    pass\n", ["import a"], "# %%\n# %%\nimport a\n\n\n# about f\ndef f():\n    pass\n"),
    ("# notes\n\n#%% first\n\nx = 1\n", ["import a"], "# notes\n\n#%% first\nimport a\n\nx = 1\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("x = 1\nuse()\nimport re\n", "use", "import a\n\nx = 1\nuse()\nimport re\n"),
        ("use()\nimport a\n", "use", "import a\n\nuse()\nimport a\n"),
        ("import b\nuse()\nimport z\n", "use", "import a\nimport b\nuse()\nimport z\n"),
        ('"""Doc."""\nuse()\n', "use", '"""Doc."""\n\nimport a\n\nuse()\n'),
        ("if c:\n    use()\n    import a\n", "use", "import a\n\nif c:\n    use()\n    import a\n"),
    ],
)
def test_imports_stand_above_what_uses_them(text: str, at: str, expected: str) -> None:
    assert apply_edits(text, import_edits(text, ["import a"], text.index(at))) == expected


@pytest.mark.parametrize(
    ("function", "is_offered"),
    [
        ("def f(time):\n    pass\n", False),
        ("def f():\n    pass\n    time = 3\n", False),
        ("def f():\n    import time\n    pass\n", True),
        ("def f():\n    if c:\n        import time\n    pass\n", False),
        ("def f():\n    pass\n    import time\n", False),
        ("def f():\n    from clock import time\n    pass\n", False),
        ("def f():\n    def g(time):\n        return time\n    pass\n", True),
        ("def f(time):\n    def g():\n        pass\n", False),
        ("def f():\n    return [pass_ for time in x]\n    pass\n", True),
        ("class A:\n    time = 3\n\n    def f(self):\n        pass\n", True),
        ("def f():\n    x.time = 3\n    pass\n", True),
    ],
)
def test_a_fix_is_withheld_where_the_function_hides_its_import(tmp_path: Path, function: str, is_offered: bool) -> None:
    rule = _Insert()
    rule.new_text, rule.imports = "; time.sleep(1)", ("import time",)
    editor = Editor(make_project(tmp_path, {}), [rule])
    editor.open("app.py", function)
    editor.settle()
    (located,) = editor.report("app.py").findings
    edits = editor.session.edits_for(editor.path("app.py"), located, located.finding.fixes[0])
    assert (edits is not None) is is_offered


@pytest.mark.parametrize(("text", "statements", "expected"), IMPORT_CASES)
def test_imports_find_their_place(text: str, statements: list[str], expected: str | None) -> None:
    result = apply_edits(text, import_edits(text, statements))
    assert result == (text if expected is None else expected)
    assert parses(result)
    assert import_edits(result, statements) == ()


@pytest.mark.parametrize(
    "text",
    [
        "time = 1\n", "from clock import time\n", "def time():\n    pass\n", "class time: pass\n", "def f():\n    pass\n\n\ntime = 1\n",
        "import time\ndel time\n", "for time in range(3):\n    pass\n", "with open('x') as time:\n    pass\n", "(time := 3)\n", "a, (time, b) = c\n",
        "def f():\n    global time\n    time = 3\n", "if x:\n    import clock as time\n", "match x:\n    case [time]:\n        pass\n",
        "try:\n    x()\nexcept E as time:\n    pass\n", "time: int = 3\n", "import time\ntime += 1\n", "def f():\n    pass\n\n\nfrom clock import time\n",
    ],
)  # fmt: skip
def test_a_name_that_means_something_else_is_a_clash(text: str) -> None:
    with pytest.raises(ImportClash):
        import_edits(text, ["import time"])


class _Insert(Rule):
    """Offers one fix at each `pass`."""

    name = "insert"
    category = "tiny"
    severity = Severity.WARNING
    new_text = ""
    imports: tuple[str, ...] = ()

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        written = (node for node in facts.nodes(t.Pass) if node.end <= len(facts.reading.text))
        for node in written:
            fix = Fix("insert", (Edit.insert(node.end, self.new_text),), Applicability.SAFE, self.imports)
            yield self.finding(facts.span(node), "a pass", Confidence.HIGH, fixes=(fix,))


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(make_project(tmp_path, {}), TINY_RULES)


def applied(editor: Editor, rule: str) -> str:
    (located,) = [each for each in editor.report("app.py").findings if each.finding.rule == rule]
    edits = editor.session.edits_for(editor.path("app.py"), located, located.finding.fixes[0])
    assert edits is not None
    return apply_edits(editor.documents["app.py"].text, edits)


def test_edits_for_a_method_with_its_import(editor: Editor) -> None:
    editor.open("app.py", '"""Doc."""\n\n\nclass A:\n    def f(self):\n        # é 😀\n        x = "😀"; sleep(1)\n')
    editor.settle()
    assert applied(editor, "bare-sleep") == (
        '"""Doc."""\n\nimport time\n\n\nclass A:\n    def f(self):\n        # é 😀\n        x = "😀"; time.sleep(1)\n'
    )


def test_a_finding_of_an_older_text_has_no_edits(editor: Editor) -> None:
    editor.open("app.py", "sleep(1)\n")
    editor.settle()
    (located,) = editor.report("app.py").findings
    editor.replace_text("app.py", "1", "2")
    assert editor.session.edits_for(editor.path("app.py"), located, located.finding.fixes[0]) is None
    editor.settle()
    assert editor.session.edits_for(editor.path("app.py"), located, located.finding.fixes[0]) is None
    assert applied(editor, "bare-sleep") == "import time\n\ntime.sleep(2)\n"


def test_an_unsound_fix_is_withheld(tmp_path: Path) -> None:
    rule = _Insert()
    rule.new_text = " ("
    editor = Editor(make_project(tmp_path, {}), [rule])
    editor.open("app.py", "pass\n")
    editor.settle()
    (located,) = editor.report("app.py").findings
    assert editor.session.edits_for(editor.path("app.py"), located, located.finding.fixes[0]) is None
    assert editor.session.fix_all(editor.path("app.py")) == ()


def test_fix_all_makes_safe_fixes_until_nothing_changes(editor: Editor) -> None:
    text = 'x = "shout"\r\n\r\n\r\ndef f():\r\n    sleep("shout", "shout")\r\n'
    editor.open("app.py", text)
    editor.settle()
    result = apply_edits(text, editor.session.fix_all(editor.path("app.py")))
    assert result == text.replace("shout", "whisper")
    assert [rule for _, rule, _ in editor.findings("app.py")].count("shouting") == 3


def test_fix_all_leaves_the_project_as_it_was(editor: Editor) -> None:
    editor.open("app.py", 'def f():\n    return "shout"\n\n\nasync def g():\n    f()\n')
    editor.settle()
    before = editor.report("app.py")
    editor.session.fix_all(editor.path("app.py"))
    editor.settle()
    after = editor.report("app.py")
    assert (after.findings, after.complete) == (before.findings, True)


def test_fixes_that_never_end_are_not_made(tmp_path: Path) -> None:
    rule = _Insert()
    rule.new_text = "\npass"
    editor = Editor(make_project(tmp_path, {}), [rule])
    editor.open("app.py", "pass\n")
    editor.settle()
    assert editor.session.fix_all(editor.path("app.py")) == ()


def test_imports_of_several_fixes_come_once(tmp_path: Path) -> None:
    rule = _Insert()
    rule.new_text, rule.imports = "; time.time()", ("import time",)
    editor = Editor(make_project(tmp_path, {}), [rule])
    editor.open("app.py", "def f():\n    pass\n\n\ndef g():\n    pass\n")
    editor.settle()
    for located in editor.report("app.py").findings:
        edits = editor.session.edits_for(editor.path("app.py"), located, located.finding.fixes[0])
        assert edits is not None
        assert apply_edits(editor.documents["app.py"].text, edits).count("import time") == 1


def test_suppressing_by_a_comment(editor: Editor) -> None:
    editor.open("app.py", "def f():\n    sleep(\n        1,\n    )\n")
    editor.settle()
    (located,) = [each for each in editor.report("app.py").findings if each.finding.rule == "bare-sleep"]
    edits = editor.session.suppression_for(editor.path("app.py"), located)
    assert edits is not None
    result = apply_edits(editor.documents["app.py"].text, edits)
    assert result == "def f():\n    sleep(  # offpath: ignore[bare-sleep]\n        1,\n    )\n"


@pytest.mark.parametrize("length", [1, 40, 60, 120])
def test_a_suppressing_comment_stands_on_the_line_of_its_finding_however_long_it_gets(
    editor: Editor, length: int
) -> None:
    text = f"def f():\n    sleep({'x' * length}, 'mail.example.com')\n"
    editor.open("app.py", text)
    editor.settle()
    (located,) = [each for each in editor.report("app.py").findings if each.finding.rule == "bare-sleep"]
    edits = editor.session.suppression_for(editor.path("app.py"), located)
    assert edits is not None
    assert apply_edits(text, edits) == text.removesuffix("\n") + "  # offpath: ignore[bare-sleep]\n"


@settings(max_examples=200, deadline=None)
@given(st.text("ab\n\r", max_size=40), st.text("ab\n\r", max_size=40))
def test_edits_between_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    assert apply_edits(old, edits_between(old, new)) == new


@pytest.mark.parametrize(
    "data",
    [b"x = 1\n", "\ufeffx = 'é'\r\n".encode(), b"# coding: latin-1\nx = '\xe9'\n", b"a\rb\x0cc", b""],
)
def test_files_are_replaced_byte_for_byte(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(data)
    file.chmod(0o754)
    link = tmp_path / "link.py"
    link.symlink_to(file)
    decoded = read_file(str(link))
    write_text(str(link), decoded, decoded.text + "# more")
    assert file.read_bytes() == data + b"# more"
    assert stat.S_IMODE(file.stat().st_mode) == 0o754
    assert link.is_symlink()
    assert sorted(os.listdir(tmp_path)) == ["a.py", "link.py"]


def test_a_replacement_that_fails_leaves_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no"):
        replace_file(str(file), b"new")
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.py"]


def test_an_encoding_without_the_new_character_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"# coding: ascii\n")
    with pytest.raises(UnreadableText):
        write_text(str(file), read_file(str(file)), "é")


@pytest.mark.parametrize(
    "text",
    [
        "if a:\n    pass\n" + "elif b:\n    pass\n" * 9_000,
        "x = a" + " + a" * 9_000 + "\n",
        "x = a" + ".b" * 9_000 + "\n",
        "x = a" + ".b()" * 4_000 + "\n",
        "x = " + "(" * 9_000 + "a" + ")" * 9_000 + "\n",
    ],
    ids=["elif", "sum", "attributes", "calls", "parentheses"],
)
def test_the_judge_is_not_shown_what_would_end_the_process(text: str) -> None:
    assert not parses(text)
