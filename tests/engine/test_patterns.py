"""File patterns: git decides what they mean, and no pattern takes long."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offpath.engine.configuration import patterns
from offpath.engine.configuration.patterns import MOST_UNINDEXED, BadPattern, PathPatterns, parsed

ATOMS = [
    "a", "b", "ab", "*", "?", "/", ".py", "[ab]", "[!a]", "[a-c]", "c", "!", "\\*", " ", "[[:digit:]]", "1", "-", "[]a]",
    "[^b-]", "#", "/**/", "**/", "/**",
]  # fmt: skip
NAMES = ["a", "b", "c", "ab", "abc", "a.py", "b.py", "1", "a1", "*", "-a", "b*", "]", "a b", ".py", "ca.py", "#"]

LINES = st.lists(st.lists(st.sampled_from(ATOMS), min_size=1, max_size=6).map("".join), min_size=1, max_size=4)
PATHS = st.lists(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join), min_size=1, max_size=40, unique=True
)


def of(*lines: str) -> PathPatterns:
    return PathPatterns(pattern for pattern in _parsed(lines) if pattern is not None)


def _parsed(lines: tuple[str, ...] | list[str]) -> Iterator[patterns.Pattern | None]:
    for line in lines:
        try:
            yield parsed(line)
        except BadPattern:
            continue


def _is_settled(line: str) -> bool:
    """Behind literal characters of the same name, git reads `**` now as one star, now as any number of folders."""
    return all(part == "**" or "**" not in part for part in line.lstrip("!").split("/"))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


@given(lines=LINES, paths=PATHS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_patterns_mean_what_git_says(repository: Path, lines: list[str], paths: list[str]) -> None:
    lines = [line for line in lines if _is_settled(line)]
    (repository / ".gitignore").write_text("\n".join(lines) + "\n")
    asked = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=repository, input="\0".join(paths), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode in (0, 1), asked.stderr
    ours = of(*lines)
    ignored = {path for path in paths if ours.takes_out(path) is True}
    assert ignored == set(asked.stdout.split("\0")) - {""}, lines


@pytest.mark.parametrize(
    ("lines", "path", "decided"),
    [
        (["build/"], "build/a/b.py", True),
        (["build/"], "src/build/b.py", True),
        (["/build/"], "src/build/b.py", None),
        (["*.py", "!keep.py"], "keep.py", False),
        (["keep/", "!keep/a.py"], "keep/a.py", True),
        (["a/**/b"], "a/b", True),
        (["a/**/b"], "a/x/y/b", True),
        (["a/**"], "a", None),
        (["é*.py"], "école.py", True),
        (["\udce9.py"], "\udce9.py", True),
        (["a\\ "], "a ", True),
        (["a "], "a", True),
        (["a\r"], "a", True),
        (["#a", "\\#b"], "#a", None),
        (["\\#b"], "#b", True),
        (["\\!b"], "!b", True),
        (["[[:upper:]]*"], "Ab", True),
    ],
)
def test_how_patterns_are_read(lines: list[str], path: str, decided: bool | None) -> None:
    assert of(*lines).takes_out(path) is decided


@pytest.mark.parametrize("line", ["[z-a]", "a[", "[", "!", "/", "//", "a//b", "a\\", "[[:foo:]]", "[!]", "a\0b"])
def test_what_can_match_nothing_is_no_pattern(line: str) -> None:
    with pytest.raises(BadPattern):
        parsed(line)


@pytest.mark.parametrize(
    "line",
    ["*a" * 60 + "b", "**/a*" * 40 + "/x", "**/" * 500 + "q", "*" * 5000 + "b", "?*" * 100 + "b", "[ab]*" * 100 + "c"],
    ids=lambda line: line[:8],
)
def test_no_pattern_takes_long(line: str) -> None:
    """With an expression for the whole pattern each of these would go on for years."""
    assert of(line).takes_out("/".join(["a" * 250] * 30)) is None


def test_only_patterns_that_may_match_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 20_000
    ours = of(
        *(f"f{number}/*.x" for number in range(count)),
        *(f"name{number}.py" for number in range(count)),
        *(f"*.e{number}" for number in range(count)),
        *(f"g{number}/b*" for number in range(count)),
    )
    tried = []
    matches = patterns._matches
    monkeypatch.setattr(patterns, "_matches", lambda *each: tried.append(each) or matches(*each))
    assert ours.left_out == 0
    assert ours.takes_out("f7/deep/a.py") is None
    assert ours.takes_out("name9.py") is True
    assert ours.takes_out("a.e99") is True
    assert ours.takes_out("g3/bc") is True
    assert len(tried) < 10


def test_patterns_that_begin_and_end_with_wildcards_are_bounded() -> None:
    assert of(*(f"*a{number}*" for number in range(MOST_UNINDEXED + 5))).left_out == 5
