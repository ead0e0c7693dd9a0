"""What was not checked is never called clean: it is told in every report, and the run ends as with a finding."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from offpath.engine import analysis, files
from offpath.engine.configuration import selection
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Finding
from offpath.rules.registry import all_rules
from support.command import CLEAN, DEBUG, DEBUG_FIXED, Offpath, write

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))

NO_PYTHON: dict[str, tuple[str, int]] = {
    "no-colon": ("def f()\n    return 1\n", 1),
    "open-parenthesis": ("a = 1\nx = (1\ny = 2\n", 2),
    "closed-too-often": ("a = 1\nx = 1)\n", 2),
    "half-a-call": ("def f():\n    x = g(1,\n\n\ndef h():\n    pass\n", 2),
    "in-a-method": ("class A:\n    def f(self):\n        x = = 1\n\n    def g(self):\n        pass\n", 3),
    "in-a-class": ("class A:\n    x = = 1\n\n    def g(self):\n        pass\n", 2),
    "open-string": ('x = "abc\ny = 1\n', 1),
    "open-long-string": ('def f():\n    """what it does\n    return 1\n', 2),
    "conflict": ("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n", 1),
    "template": ("x = 1\n{% if x %}\ny = 1\n{% endif %}\n", 2),
    "dedent": ("if x:\n        a()\n    b()\n", 3),
    "indent": ("x = 1\n    y = 2\n", 2),
    "tabs": ("if x:\n\ta()\n        b()\n", 3),
    "no-body": ("def f():\n", 1),
    "no-except": ("try:\n    pass\nx = 1\n", 3),
    "print-statement": ('a = 1\nprint "x"\n', 2),
    "back-ticks": ("x = `a`\n", 1),
    "octal": ("x = 0777\n", 1),
    "walrus": ("x := 1\n", 1),
    "default-first": ("def f(a=1, b):\n    pass\n", 1),
    "typographic-quotes": ("x = “a”\n", 1),
    "shell": ("set -e\nfor i in *; do echo $i; done\n", 2),
}
"""Texts that no Python reads, each with the line that is told."""

PYTHON = {
    "empty": "",
    "matrix": "c = a @ b\n",
    "match": "match x:\n    case {'a': [1, *_]} if y:\n        pass\n",
    "walrus": "if (n := len(a)) > 1:\n    pass\n",
    "escape": "x = '\\d'\n",
    "type-alias": "type Pair[T] = tuple[T, T]\n\n\ndef first[T](p: Pair[T]) -> T:\n    return p[0]\n",
    "groups": "try:\n    pass\nexcept* ValueError:\n    pass\n",
    "nested-quotes": 'x = f"{a["b"]}"\n',
    "await-outside": "x = await load()\n",
    "return-outside": "return 1\n",
    "choice-in-an-annotation": "def f(a: list[int] or None = None):\n    return a\n",
    "form-feed": "x = 1\n\x0c\ny = 2\n",
    "carriage-returns": "x = 1\rdef f():\r    pass\r",
    "continuation": "x = 1 + \\\n    2\n",
    "except-without-parentheses": "try:\n    pass\nexcept A, B:\n    pass\n",
}
"""Texts that some Python 3 reads, whatever Python runs the test."""


@pytest.mark.parametrize(("text", "line"), NO_PYTHON.values(), ids=NO_PYTHON)
def test_a_text_that_no_python_reads_is_told_with_its_line(folder: Path, check: Offpath, text: str, line: int) -> None:
    write(folder, {"half.py": text})
    done = check()
    assert (done.code, done.found) == (1, [])
    assert ("half.py", line, "syntax") in done.unchecked
    assert "syntax error" in done.err


@pytest.mark.parametrize("text", PYTHON.values(), ids=PYTHON)
def test_python_of_any_version_is_not_told(folder: Path, check: Offpath, text: str) -> None:
    (folder / "whole.py").write_bytes(text.encode())
    done = check("--select", "missing-timeout")
    assert (done.code, done.json, done.err) == (0, [], "")


def _beyond_a_limit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"bad.py": f"x = {'(' * 5000}1{')' * 5000}\n"})


def _beyond_the_budget(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"bad.py": "endless = 1\n"})
    check = analysis.check

    def stopped(read: analysis.ReadUnit, *rest: Any, **options: Any) -> analysis.UnitResult:
        done = check(read, *rest, **options)
        is_endless = read.reading is not None and "endless" in read.reading.text
        return replace(done, unrun=("missing-timeout",)) if is_endless else done

    monkeypatch.setattr("offpath.engine.checked.check", stopped)


def _half(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"bad.py": "def f(:\n    pass\n"})


def _binary(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bad.py").write_bytes(b"x = 1\0")


def _too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bad.py").write_bytes(b"x = 1\n" * 1_700_000)


def _other_encoding(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bad.py").write_bytes(b"x = '\xe9'\n")


def _link_to_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bad.py").symlink_to("bad.py")


def _link_to_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bad.py").symlink_to("gone.py")


def _pipe(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "bad.py")


def _device(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bad.py").symlink_to("/dev/zero")


def _failing(name: str, code: int) -> Callable[[Path, pytest.MonkeyPatch], None]:
    """A file that cannot be opened: to root every file is open."""

    def prepare(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(folder, {"bad.py": CLEAN})
        real = getattr(os, name)

        def fail(path: Any, *rest: Any, **options: Any) -> Any:
            if os.path.basename(os.fspath(path)) == "bad.py":
                raise OSError(code, os.strerror(code), path)
            return real(path, *rest, **options)

        monkeypatch.setattr(files.os, name, fail)

    return prepare


def _locked_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"bad/x.py": CLEAN})
    real = os.scandir

    def fail(path: Any) -> Any:
        if isinstance(path, str) and os.path.basename(path) == "bad":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path)

    monkeypatch.setattr(selection.os, "scandir", fail)


def _odd_ignore_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {".gitignore": "*.log\n[z-a]\n", "bad.log": ""})


def _encoded_ignore_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".gitignore").write_bytes("*.log\n".encode("utf-16"))


def _binary_ignore_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".gitignore").write_bytes(b"*.log\nbuild\0/\n")


def _wide_characters(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bad.py").write_bytes("x = 1\n".encode("utf-16"))


def _unknown_encoding(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"bad.py": "# coding: klingon\nx = 1\n"})


def _deep_sql(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"SELECT a FROM t WHERE b = {'(' * 60}1{')' * 60}"
    write(folder, {"bad.py": f'def rows(connection):\n    return connection.execute("{text}").fetchall()\n'})


def _ignore_pipe(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / ".gitignore")


UNCHECKED = {
    "too deep": (_beyond_a_limit, "bad.py", "limit", "nests too deeply"),
    "budget": (_beyond_the_budget, "bad.py", "limit", "not run to the end"),
    "half written": (_half, "bad.py", "syntax", "syntax error"),
    "binary": (_binary, "bad.py", "file", "NUL bytes"),
    "too large": (_too_large, "bad.py", "file", "larger than 10 MB"),
    "encoding": (_other_encoding, "bad.py", "file", "is not utf-8 text"),
    "link to itself": (_link_to_itself, "bad.py", "file", "leads back to itself"),
    "link to nothing": (_link_to_nothing, "bad.py", "file", "leads nowhere"),
    "pipe": (_pipe, "bad.py", "file", "a pipe"),
    "device": (_device, "bad.py", "file", "a device"),
    "permission": (_failing("open", errno.EACCES), "bad.py", "file", "Permission denied"),
    "gone meanwhile": (_failing("stat", errno.ENOENT), "bad.py", "file", "has gone"),
    "input and output": (_failing("open", errno.EIO), "bad.py", "file", "cannot be read"),
    "locked folder": (_locked_folder, "bad", "folder", "cannot be listed"),
    "odd ignore file": (_odd_ignore_file, ".gitignore", "ignore", "no pattern"),
    "ignore file in UTF-16": (_encoded_ignore_file, ".gitignore", "ignore", "UTF-16 text"),
    "ignore file with NUL bytes": (_binary_ignore_file, ".gitignore", "ignore", "NUL byte"),
    "UTF-16": (_wide_characters, "bad.py", "file", "UTF-16 text"),
    "unknown encoding": (_unknown_encoding, "bad.py", "file", "unknown encoding: klingon"),
    "deep SQL": (_deep_sql, "bad.py", "limit", "nests deeper than 30 levels"),
    "ignore file that is a pipe": (_ignore_pipe, ".gitignore", "ignore", "a pipe"),
}
"""How something comes to be unchecked; its path, the kind of the note and a part of the cause."""


@pytest.mark.skipif(os.name == "nt", reason="links and pipes are those of POSIX")
@pytest.mark.parametrize(("prepare", "path", "kind", "cause"), UNCHECKED.values(), ids=UNCHECKED)
def test_what_was_not_checked_is_told_in_every_report(
    folder: Path,
    offpath: Offpath,
    check: Offpath,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Path, pytest.MonkeyPatch], None],
    path: str,
    kind: str,
    cause: str,
) -> None:
    write(folder, {"good.py": CLEAN})
    prepare(folder, monkeypatch)
    text = offpath("check", "--jobs", "1")
    assert text.code == 1
    assert cause in text.text
    *_, last = text.text.splitlines()
    assert last.endswith(" not checked whole")
    assert "no findings" not in text.text
    assert "clean" not in text.text.replace(str(folder), "")
    listed = check("--jobs", "1")
    assert listed.code == 1
    told = [each for each in listed.json if each["path"] == path]
    assert {(each["rule"], each["reason"]) for each in told} == {("not-checked", kind)}
    assert cause in told[0]["message"]
    assert "; " in told[0]["message"], "the remedy stands behind the cause"
    report = json.loads(offpath("check", "--jobs", "1", "--output-format", "sarif").text)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    [invocation] = report["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    notifications = invocation["toolExecutionNotifications"]
    assert {each["level"] for each in notifications} == {"error"}
    [place, *_] = [each["locations"][0]["physicalLocation"] for each in notifications]
    assert place["artifactLocation"]["uri"] == path
    assert place.get("region", {"startLine": 1})["startLine"] == told[0]["line"]
    assert offpath("check", "--jobs", "1", "--diff").code == 1
    assert cause in offpath("check", "--jobs", "1", "--diff").err
    assert offpath("check", "--jobs", "1", "--fix").code == 1
    assert offpath("check", "--jobs", "1", "--exit-zero").code == 0
    assert offpath("check", "good.py", "--jobs", "1").code == 0, "only what was asked for counts"


def test_the_other_findings_stay(folder: Path, check: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "half.py": f"def f(:\n    pass\n\n\n{DEBUG}"})
    (folder / "loop.py").symlink_to("loop.py")
    done = check()
    assert done.found == [("app.py", 4, "debug-mode-enabled"), ("half.py", 8, "debug-mode-enabled")]
    assert done.unchecked == [("half.py", 1, "syntax"), ("loop.py", 1, "file")]


def test_what_is_skipped_on_purpose_is_not_told(folder: Path, check: Offpath) -> None:
    half = "def f(:\n"
    write(folder, {
        "good.py": CLEAN,
        "pyproject.toml": '[tool.offpath]\nexclude = ["legacy/"]\n',
        ".gitignore": "build/\n",
        "build/half.py": half,
        "legacy/half.py": half,
        "vendor/half.py": half,
        ".venv/half.py": half,
        "made.py": f"# @generated\n{half}",
        "notes.txt": half,
    })  # fmt: skip
    (folder / ".#good.py").symlink_to("me@host.1234")
    (folder / "._good.py").write_bytes(b"\0\5\x16\7")
    (folder / "linked.py").symlink_to(".")
    done = check()
    assert (done.code, done.json, done.err) == (0, [], "")


def test_standard_input_that_is_half_written_is_told(folder: Path, offpath: Offpath, check: Offpath) -> None:
    done = check("-", stdin=b"x = 1\ndef f(:\n    pass\n")
    assert (done.code, done.unchecked) == (1, [("stdin.py", 2, "syntax")])
    assert "1 file not checked whole" in offpath("check", "-", stdin=b"def f(:\n").text
    assert check("-", stdin=b"\0").unchecked == [("stdin.py", 1, "file")]
    assert offpath("check", "-", "--diff", stdin=b"def f(:\n").code == 1
    assert check("-", "--exit-zero", stdin=b"def f(:\n").code == 0


def test_a_file_that_does_not_parse_is_not_fixed(folder: Path, check: Offpath, offpath: Offpath) -> None:
    broken = f'{DEBUG}\n\ndef f():\n    """what it does\n    return 1\n'
    refused = f"{DEBUG}try:\n    pass\nx = 1\n"
    write(folder, {"app.py": DEBUG, "broken.py": broken, "refused.py": refused})
    assert offpath("check", "--diff").text.count("+++ ") == 1
    done = check("--fix", "--unsafe-fixes")
    assert done.code == 1
    assert (folder / "app.py").read_text() == DEBUG_FIXED
    assert (folder / "broken.py").read_text() == broken
    assert (folder / "refused.py").read_text() == refused
    kept = offpath("check", "-", "--fix", stdin=broken.encode())
    assert (kept.code, kept.text) == (1, broken)


def test_the_report_in_a_file_tells_it(folder: Path, offpath: Offpath) -> None:
    write(folder, {"half.py": "def f(:\n"})
    assert offpath("check", "--output-file", "report.txt").code == 1
    assert "half.py:1" in (folder / "report.txt").read_text()
    assert offpath("check", "--output-file", "report.json", "--output-format", "json").code == 1
    assert [each["rule"] for each in json.loads((folder / "report.json").read_text())] == ["not-checked"]


def test_a_mistake_over_one_file_costs_no_other(folder: Path, check: Offpath, monkeypatch: pytest.MonkeyPatch) -> None:
    from offpath.engine.running import working

    real = working.check_document

    def fail(document: Any, units: Any, target: Any, answers: Any) -> Any:
        if target.path.endswith("bad.py"):
            raise RecursionError("too deep")
        return real(document, units, target, answers)

    monkeypatch.setattr(working, "check_document", fail)
    write(folder, {"app.py": DEBUG, "bad.py": CLEAN})
    done = check("--jobs", "1")
    assert done.found == [("app.py", 4, "debug-mode-enabled")]
    assert done.unchecked == [("bad.py", 1, "mistake")]
    assert done.code == 2, "a failure of ours"


def test_a_rule_that_raises_is_told_in_json_and_sarif(
    folder: Path, check: Offpath, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: object, facts: UnitFacts) -> Iterator[Finding]:
        raise ValueError("out of order")
        yield

    rule = all_rules().named("missing-timeout")
    monkeypatch.setattr(type(rule), "check", fail)
    write(folder, {"app.py": f"x = 1\n\n\ndef f():\n    pass\n{DEBUG}"})
    done = check()
    assert done.code == 2
    assert ("app.py", 4, "rule") in done.unchecked
    [invocation] = json.loads(offpath("check", "--output-format", "sarif").text)["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]


def test_folders_without_python_are_told_and_no_failing(folder: Path, offpath: Offpath, check: Offpath) -> None:
    write(folder, {"docs/index.md": "", "shop/app.py": CLEAN})
    done = offpath("check", "docs", "shop")
    assert (done.code, "note: docs: there are no Python files to check in this folder" in done.text) == (0, True)
    alone = check("docs")
    assert (alone.code, alone.json) == (0, [])
    assert alone.err == "offpath: docs: there are no Python files to check in this folder\n"
