"""One file, many addresses: what a client opens is told under the address that it used, and is one document."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import pytest
import pytest_asyncio

from offpath.lsp.positions import is_same_file, path_of
from support.in_process import PULLS, InProcess

CALL = "requests.get(code)"
TEXT = f"import requests\n\n\ndef position(code):\n    return {CALL}\n"
PUSHES: dict[str, Any] = {"textDocument": {"publishDiagnostics": {"versionSupport": True}}}


@pytest.mark.parametrize(
    "uri",
    [
        "file:///ws/g%6Fod.py",
        "file:///%77%73/good.py",
        "file:///ws/./good.py",
        "file:///./ws/good.py",
        "file:///ws//good.py",
        "file:////ws/good.py",
        "file:///ws/other/../good.py",
        "file:/ws/good.py",
        "FILE:///ws/good.py",
        "file://localhost/ws/good.py",
        "file://LOCALHOST/ws/good.py",
    ],
)
def test_spellings_of_one_address(uri: str) -> None:
    assert path_of(uri) == path_of("file:///ws/good.py")


@pytest.mark.parametrize(
    "uri", ["file:///C:/a/b.py", "file:///c%3A/a/b.py", "file:///C%3a/a/./b.py", "file:/c:/a/b.py"]
)
def test_spellings_of_a_drive(uri: str) -> None:
    assert path_of(uri) == path_of("file:///c:/a/b.py")


@pytest.mark.parametrize(
    "uri",
    [
        "file:///ws/Good.py",
        "file:///ws/good.pyi",
        "file:///ws/good%2Fpy",
        "file:///good.py",
        "file://server/ws/good.py",
        "untitled:good.py",
        "git:/ws/good.py?ref=HEAD",
        "vscode-notebook-cell:/ws/good.py#W0",
        "/ws/good.py",
        "",
        "file:",
        "file:///ws/good.py%00",
        "file:///d:/ws/good.py",
    ],
)
def test_other_addresses(uri: str) -> None:
    path = path_of(uri)
    assert path != path_of("file:///ws/good.py")
    assert Path(path).is_absolute()
    assert "\0" not in path


def test_what_is_one_file(tmp_path: Path) -> None:
    composed, apart = (str(tmp_path / normalize(form, "café.py")) for form in ("NFC", "NFD"))
    assert is_same_file(composed, apart)
    Path(composed).write_text("")
    assert is_same_file(composed, apart)
    assert not is_same_file(str(tmp_path / "A.py"), str(tmp_path / "a.py"))
    assert not is_same_file(composed, str(tmp_path / "cafe.py"))
    try:
        Path(apart).symlink_to(composed)
    except FileExistsError:
        return  # a file system to which both are one name
    assert is_same_file(composed, apart)
    Path(apart).unlink()
    Path(apart).write_text("")
    assert not is_same_file(composed, apart)


@pytest_asyncio.fixture
async def talk(project: Path) -> AsyncIterator[InProcess]:
    made = InProcess()
    yield made
    made.end()


def spellings(project: Path, kind: str) -> tuple[str, str]:
    """Two addresses of one file."""
    good = (project / "good.py").as_uri()
    composed, apart = (f"{project.as_uri()}/{quote(normalize(form, 'café.py'))}" for form in ("NFC", "NFD"))
    return {
        "encoded": (good, good.replace("good", "g%6Fod")),
        "dotted": (good, good.replace("/good", "/./good")),
        "doubled": (good, good.replace("/good", "//good")),
        "scheme": (good, good.replace("file:///", "FILE:/")),
        "composed": (composed, apart),
        "drive": ("file:///C:/ws/good.py", "file:///c%3A/ws/good.py"),
    }[kind]


KINDS = ["encoded", "dotted", "doubled", "scheme", "composed", "drive"]


def lines_of(diagnostics: list[dict[str, Any]]) -> list[int]:
    return [each["range"]["start"]["line"] for each in diagnostics if each["code"] == "missing-timeout"]


def faulty(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines()) if CALL in line]


@pytest.mark.parametrize("kind", KINDS)
async def test_each_address_has_its_own_text_where_both_are_pulled(talk: InProcess, project: Path, kind: str) -> None:
    await talk.begin(project, PULLS)
    uris = spellings(project, kind)
    rng = random.Random(kind)
    open_ones: set[str] = set()
    for _ in range(60):
        uri = rng.choice(uris)
        deed = rng.choice(["open", "edit", "edit", "edit", "close", "look", "look"])
        if uri not in open_ones:
            talk.open(uri, "# a line\n" * rng.randrange(4) + TEXT)
            open_ones.add(uri)
        elif deed == "close":
            talk.close(uri)
            open_ones.discard(uri)
        elif deed == "edit":
            at = talk.text(uri).index("import")
            new = rng.choice(["# more\n", f"import requests\n\n\ndef f{rng.randrange(99)}(code):\n    {CALL}\n\n\n"])
            talk.replace(uri, at, at, new)
        if deed != "edit":
            for each in sorted(open_ones):
                assert lines_of(await talk.pull(each)) == faulty(talk.text(each))
    assert not talk.log


@pytest.mark.parametrize("kind", KINDS)
async def test_each_address_is_told_of_its_own_text(talk: InProcess, project: Path, kind: str) -> None:
    await talk.begin(project, PUSHES)
    one, other = spellings(project, kind)

    def told(uri: str) -> tuple[object, list[int]]:
        last = next((each for each in reversed(talk.published) if each["uri"] == uri), None)
        return (None, []) if last is None else (last.get("version"), lines_of(last["diagnostics"]))

    talk.open(one, TEXT)
    await talk.until(lambda: told(one) == (1, [4]))
    talk.open(other, "# more\n" * 5 + TEXT)
    await talk.until(lambda: told(other) == (1, [9]))
    assert told(one) == (1, [4])
    talk.replace(one, 0, 0, "\n")
    await talk.until(lambda: told(one) == (2, [5]))
    assert told(other) == (1, [9])
    talk.replace(other, 0, 0, "\n\n\n")
    await talk.until(lambda: told(other) == (2, [12]))
    talk.close(other)
    await talk.until(lambda: told(other) == (None, []))
    talk.replace(one, 0, 0, "\n")
    await talk.until(lambda: told(one) == (3, [6]))
    talk.open(other, TEXT)
    await talk.until(lambda: told(other) == (1, [4]))
    talk.close(one)
    await talk.until(lambda: told(one) == (None, []))
    talk.replace(other, 0, 0, "\n")
    await talk.until(lambda: told(other) == (2, [5]))
    assert not talk.log


@pytest.mark.parametrize("kind", KINDS)
async def test_a_document_is_found_under_another_address(talk: InProcess, project: Path, kind: str) -> None:
    await talk.begin(project, PULLS)
    one, other = spellings(project, kind)
    talk.open(one, TEXT)
    assert lines_of(await talk.pull(other)) == [4]
    place = {"line": 4, "character": 12}
    named = {"textDocument": {"uri": other}}
    hover = await talk.ask("textDocument/hover", {**named, "position": place})
    assert "missing-timeout" in hover["result"]["contents"]["value"]
    whole = {"range": {"start": place, "end": place}, "context": {"diagnostics": []}}
    actions = (await talk.ask("textDocument/codeAction", {**named, **whole}))["result"]
    chosen = (await talk.ask("codeAction/resolve", actions[0]))["result"]["edit"]
    assert one in str(chosen), "edits are for the address that the client opened"
    change = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "\n"}
    talk.notify("textDocument/didChange", {"textDocument": {"uri": other, "version": 2}, "contentChanges": [change]})
    assert lines_of(await talk.pull(one)) == [5]
    talk.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    assert await talk.pull(one) == []
    assert not talk.log


async def test_a_file_under_two_names_is_two_documents(talk: InProcess, project: Path) -> None:
    (project / "good.py").write_text(TEXT)
    (project / "link.py").symlink_to(project / "good.py")
    await talk.begin(project, PULLS)
    good, link = ((project / name).as_uri() for name in ("good.py", "link.py"))
    talk.open(good, TEXT)
    talk.open(link, "\n" + TEXT)
    assert lines_of(await talk.pull(good)) == [4]
    assert lines_of(await talk.pull(link)) == [5]
    talk.close(good)
    talk.replace(link, 0, 0, "\n")
    assert lines_of(await talk.pull(link)) == [6]
    assert not talk.log
