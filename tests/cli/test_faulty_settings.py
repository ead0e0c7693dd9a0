"""Settings that are wrong end a run before it checks anything; each is told with its line and what may be meant."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from offpath.engine import files
from support.command import DEBUG, Offpath, write

FAULTS: dict[str, tuple[str, int, str]] = {
    "unknown key": ("\nselct = []", 2, "unknown key `selct`; did you mean `select`?"),
    "key with another dash": ('perfileignores = {"a" = ["all"]}', 1, "did you mean `per-file-ignores`?"),
    "key that resembles none": ("colour = 1", 1, "unknown key `colour`"),
    "unknown table": ("[tools]\nselect = []", 1, "unknown key `tools`"),
    "unknown rule": ('ignore = ["silent-falure"]', 1, "'silent-falure' is neither a rule nor a category; did you mean `silent"),
    "unknown rule further down": ('ignore = [\n  "all",\n  "nope",\n]', 3, "'nope' is neither a rule nor a category"),
    "unknown category": ('select = ["Resiliense"]', 1, "did you mean `resilience`?"),
    "unknown rule of a pattern": ('[per-file-ignores]\n"a.py" = ["all"]\n"b.py" = ["nope"]', 3, "'nope' is neither"),
    "unknown rule with a severity": ('profile = "ci"\n[severity]\nnope = "error"', 3, "'nope' is neither a rule"),
    "wrong severity": ('[severity]\nresilience = "fatal"', 2, "'fatal' is not one of error, warning, information"),
    "wrong type": ("select = 3", 1, "setting `select`: it must be a list of strings"),
    "text for a list": ('ignore = "all"', 1, "setting `ignore`: it must be a list of strings"),
    "list for a table": ("severity = []", 1, "setting `severity`: it must be a table"),
    "unknown word": ('min-confidence = "sure"', 1, "'sure' is not one of low, medium, high"),
    "no name": ('owner-fields = ["user id"]', 1, "'user id' is not a Python name"),
    "reversed range": ('exclude = ["ok/", "[z-a]"]', 1, "'[z-a]' is not a file pattern: the range `z-a` is empty"),
    "open bracket": ('[per-file-ignores]\n"x[" = ["all"]', 2, "'x[' is not a file pattern: a `[` is not closed"),
    "no TOML": ("select = [\n", 2, "it is no TOML"),
    "no TOML at a line": ("select = []\nignore : 1", 2, "it is no TOML"),
    "key written twice": ("select = []\nselect = []", 2, "it is no TOML"),
    "nests deep": (f"select = {'[' * 20_000}{']' * 20_000}", 1, "nests deeper than 64"),
    "tables nest deep": (f"x = {'{a=' * 20_000}1{'}' * 20_000}", 1, "nests deeper than 64"),
    "key of many parts": (f"{'a.' * 20_000}b = 1", 1, "nests deeper than 64"),
    "header of many parts": (f"[{'a.' * 20_000}b]", 1, "nests deeper than 64"),
    "long number": (f"select = {'9' * 10_000}", 1, "it is no TOML"),
    "long file": ("".join(f"key{number} = '{'v' * 100}'\n" for number in range(10_000)), 0, "larger than 1 MB"),
}  # fmt: skip
"""The text of an offpath.toml, the line that is told (0: none), and what is told."""


@pytest.mark.parametrize(("text", "line", "told"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_settings_file_ends_the_run(folder: Path, offpath: Offpath, text: str, line: int, told: str) -> None:
    write(folder, {"app.py": DEBUG, "offpath.toml": text})
    done = offpath("check")
    assert (done.code, done.out) == (2, b"")
    place = f"offpath: offpath.toml:{line}: " if line else "offpath: offpath.toml: "
    first, *_, last = done.err.splitlines()
    assert first.startswith(place), done.err[:300]
    assert told in first
    assert last.startswith("offpath: nothing was checked")
    assert "Traceback" not in done.err
    assert offpath("check", "--isolated").code == 1


def test_lines_are_those_of_the_section_in_pyproject(folder: Path, offpath: Offpath) -> None:
    write(folder, {
        "app.py": DEBUG,
        "pyproject.toml": (
            '[tool.other]\nselct = 1\ntext = """\n[tool.offpath]\nselct = 1\n"""\n\n'
            '[tool.offpath]  # ours\nprofile = "editor"\nselct = []\n\n[tool."offpath".severity]\nnope = "error"\n'
        ),
    })  # fmt: skip
    done = offpath("check")
    assert done.err.splitlines()[:2] == [
        "offpath: pyproject.toml:10: unknown key `selct`; did you mean `select`?",
        "offpath: pyproject.toml:13: setting `severity`: 'nope' is neither a rule nor a category",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[tool]\noffpath = {selct = []}\n", 2),
        ("tool.offpath.selct = []\n", 1),
        ("[tool]\n\noffpath.selct = []\n", 3),
        ("[tool.offpath]\r\n\r\nselct = []\r\n", 3),
        ("\ufeff[tool.offpath]\n'selct' = []\n", 2),
        ("[tool]\noffpath = 3\n", 2),
    ],
)
def test_however_a_key_is_written_its_line_is_told(folder: Path, offpath: Offpath, text: str, line: int) -> None:
    write(folder, {"app.py": DEBUG, "pyproject.toml": text})
    assert offpath("check").err.startswith(f"offpath: pyproject.toml:{line}: ")


def test_everything_that_is_wrong_is_told_at_once(folder: Path, offpath: Offpath) -> None:
    write(folder, {
        "pyproject.toml": '[tool.offpath]\nselct = []\nignore = ["nope", "missing-timeouts"]\nprofile = "robot"\n',
        "app.py": DEBUG,
        "shop/web/offpath.toml": "colour = 1\n",
        "shop/web/app.py": DEBUG,
        "other/pyproject.toml": "[tool.offpath\n",
        "other/deep/er/app.py": DEBUG,
    })  # fmt: skip
    done = offpath("check", "--select", "debug-mode", "--extend-select", "nothing")
    assert (done.code, done.out) == (2, b"")
    begun = [line.split(": ", 2)[1] for line in done.err.splitlines()]
    assert sorted(begun[:-1]) == [
        "command line", "command line", "other/pyproject.toml:1", "pyproject.toml:2", "pyproject.toml:3",
        "pyproject.toml:3", "pyproject.toml:4", "shop/web/offpath.toml:1",
    ]  # fmt: skip


EVERY_PART: dict[str, tuple[str, list[tuple[int, str]]]] = {
    "patterns whose names are all unknown": (
        '[per-file-ignores]\n"a.py" = ["nope"]\n"b.py" = ["neither"]\n"c.py" = 3\n"x[" = ["all"]\n"d.py" = ["all", "nope"]',
        [(2, "'nope'"), (3, "'neither'"), (4, "a list of strings"), (5, "'x[' is not a file pattern"), (6, "'nope'")],
    ),
    "severities": (
        '[severity]\nresilience = "fatal"\nnope = "error"\nhollow-code = "fatal"\naccess-control = 3',
        [(2, "'fatal' is not one of"), (3, "'nope'"), (4, "'fatal' is not one of"), (5, "3 is not one of")],
    ),
    "file patterns": ('exclude = [\n  "[z-a]",\n  "ok/",\n  "x[",\n]', [(2, "'[z-a]'"), (4, "'x['")]),
    "names": ('auth-guards = [\n  "a b",\n  "ok",\n  "1",\n]', [(2, "'a b'"), (4, "'1'")]),
    "identities": ('identity = [\n  "a b",\n  "c d",\n]', [(2, "'a b'"), (3, "'c d'")]),
    "rules of one name": ('ignore = [\n  "nopebody",\n  "nope",\n]', [(2, "'nopebody'"), (3, "'nope'")]),
    "settings behind": ('select = ["nope"]\nignore = ["neither"]', [(1, "'nope'"), (2, "'neither'")]),
}  # fmt: skip
"""Settings in which several parts are wrong, and what is told: the line and a part of the cause."""


@pytest.mark.parametrize(("text", "told"), EVERY_PART.values(), ids=EVERY_PART)
def test_a_mistake_hides_none_behind_it(folder: Path, offpath: Offpath, text: str, told: list[tuple[int, str]]) -> None:
    write(folder, {"app.py": DEBUG, "offpath.toml": text})
    *lines, last = offpath("check").err.splitlines()
    assert last.startswith("offpath: nothing was checked")
    assert len(lines) == len(told)
    for line, (number, cause) in zip(lines, told, strict=True):
        assert line.startswith(f"offpath: offpath.toml:{number}: ")
        assert cause in line


MANY = {
    "keys": lambda count: "".join(f"colour{number} = 1\n" for number in range(count)),
    "rules": lambda count: f"ignore = {[f'no-rule-{number}' for number in range(count)]}",
    "patterns": lambda count: "[per-file-ignores]\n" + "".join(f'"{n}.py" = ["no-rule"]\n' for n in range(count)),
    "severities": lambda count: "[severity]\n" + "".join(f'no-rule-{number} = "error"\n' for number in range(count)),
}  # fmt: skip


@pytest.mark.parametrize("kind", MANY)
def test_of_very_many_mistakes_the_first_are_told_and_the_rest_counted(
    folder: Path, offpath: Offpath, kind: str
) -> None:
    write(folder, {"app.py": DEBUG, "offpath.toml": MANY[kind](500)})
    done = offpath("check")
    assert done.code == 2
    *told, rest, last = done.err.splitlines()
    assert [line.startswith("offpath: offpath.toml:") for line in told] == [True] * 20
    assert rest == "offpath: offpath.toml: and 480 more mistakes"
    assert last.startswith("offpath: nothing was checked")


def test_one_mistake_more_is_told_as_one(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "offpath.toml": MANY["keys"](21)})
    assert "offpath: offpath.toml: and 1 more mistake\n" in offpath("check").err


def test_what_is_long_is_not_told_whole(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "offpath.toml": f'ignore = ["{"x" * 100_000}"]\n{"y" * 100_000} = 1\n'})
    assert len(offpath("check").err) < 1000


def test_settings_that_lie_over_nothing_that_is_checked_do_not_count(folder: Path, offpath: Offpath) -> None:
    write(folder, {
        "offpath.toml": 'exclude = ["samples/"]\n',
        "app.py": DEBUG,
        "samples/pyproject.toml": "[tool.offpath\n",
        "samples/app.py": DEBUG,
        "data/offpath.toml": "selct = 1\n",
    })  # fmt: skip
    assert offpath("check").code == 1
    assert offpath("check", "samples/app.py").code == 2


@pytest.mark.parametrize(
    "arguments", [["--diff"], ["--fix"], ["--output-format", "json"], ["--output-format", "sarif"], ["--exit-zero"]]
)
def test_nothing_is_checked_nor_written(folder: Path, offpath: Offpath, arguments: list[str]) -> None:
    write(folder, {"app.py": DEBUG, "offpath.toml": "selct = 1\n"})
    done = offpath("check", *arguments)
    assert (done.code, done.out) == (2, b"")
    assert (folder / "app.py").read_text() == DEBUG
    assert offpath("check", "--output-file", "report.txt", *arguments).code == 2
    assert not (folder / "report.txt").exists()


@pytest.mark.parametrize("options", [[], ["--fix"], ["--diff"]])
def test_standard_input_asks_the_settings_of_its_name(folder: Path, offpath: Offpath, options: list[str]) -> None:
    write(folder, {"shop/offpath.toml": "selct = 1\n"})
    done = offpath("check", "--stdin-filename", "shop/app.py", *options, stdin=DEBUG.encode())
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith("offpath: shop/offpath.toml:1: unknown key `selct`")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _binary(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\0\1" * 50)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes are those of POSIX")
@pytest.mark.parametrize("name", ["pyproject.toml", "offpath.toml"])
@pytest.mark.parametrize("make", [_pipe, _device, _loop, _binary, Path.mkdir], ids=lambda each: each.__name__)
def test_what_is_no_settings_file_is_told(folder: Path, offpath: Offpath, make: Any, name: str) -> None:
    write(folder, {"app.py": DEBUG})
    (folder / name).unlink(missing_ok=True)
    make(folder / name)
    done = offpath("check")
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith(f"offpath: {name}:")
    assert done.err.count("\n") == 2


def test_a_settings_file_that_may_not_be_read_is_told(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"app.py": DEBUG})
    real = os.open

    def fail(path: Any, *rest: Any, **options: Any) -> int:
        if str(path).endswith("pyproject.toml"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path, *rest, **options)

    monkeypatch.setattr(files.os, "open", fail)
    done = offpath("check")
    assert done.code == 2
    assert done.err.startswith("offpath: pyproject.toml: the file cannot be read: Permission denied")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--select", "debug-mode-enable"],
            "'debug-mode-enable' is neither a rule nor a category; did you mean `debug-mode-enabled`?",
        ),
        (["--ignore", "missing-timeout,Resilience"], "did you mean `resilience`?"),
        (["--extend-select", "silentfailure"], "did you mean `silent-failure`?"),
    ],
)
def test_options_are_told_with_what_may_be_meant(
    folder: Path, offpath: Offpath, arguments: list[str], told: str
) -> None:
    done = offpath("check", *arguments)
    assert done.code == 2
    assert told in done.err
