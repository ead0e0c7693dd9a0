"""Diagnostics that are kept over an edit are those that would be made anew."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from offpath.lsp.positions import ClientPositions, path_of, uri_of
from offpath.lsp.rendering import Renderer, Target
from offpath.text.document import Document
from offpath.text.positions import Encoding, Position
from support.sessions import Editor, make_project

TEXT = 'def f():\n    return "é😀", "shout"\n\n\ndef g():\n    x = "shout"; y = "shout"\n    return sleep(x)\n'
ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
PIECES = ("\n", "# 😀\n", "é", '"shout"', " ", "x", "def h():\n    pass\n", "")


def target(document: Document, encoding: Encoding) -> Target:
    places = ClientPositions(document, encoding)
    return Target("a.py", places, lambda path: (path, places), related=True, tags=frozenset({1}))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("seed", range(4))
def test_kept_diagnostics_equal_fresh_ones(tmp_path: Path, encoding: Encoding, seed: int) -> None:
    chance = random.Random(seed)
    editor = Editor(make_project(tmp_path, {"a.py": TEXT}))
    editor.open("a.py")
    renderer = Renderer()
    for _ in range(40):
        editor.settle()
        document = editor.documents["a.py"]
        findings = editor.report("a.py").findings
        kept = renderer.render(findings, target(document, encoding))
        assert json.loads(kept) == json.loads(Renderer().render(findings, target(document, encoding)))
        line = chance.randrange(len(document.lines))
        column = chance.randrange(len(document.lines[line]))
        editor.replace("a.py", Position(line, column), Position(line, column), chance.choice(PIECES))


def test_nothing_is_remembered_of_findings_that_are_gone(tmp_path: Path) -> None:
    editor = Editor(make_project(tmp_path, {"a.py": TEXT}))
    editor.open("a.py")
    editor.settle()
    renderer = Renderer()
    renderer.render(editor.report("a.py").findings, target(editor.documents["a.py"], "utf-16"))
    assert renderer.render((), target(editor.documents["a.py"], "utf-16")) == "[]"
    assert (renderer._bodies, renderer._whole) == ({}, {})


@pytest.mark.parametrize("path", ["/a b/c%d.py", "/straße/ü.py", "/plain/x.py"])
def test_paths_survive_being_addresses(path: str) -> None:
    assert path_of(uri_of(path)) == path


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "vscode-notebook-cell:/x.ipynb#W0"])
def test_what_is_no_file_gets_a_path_of_its_own(uri: str) -> None:
    assert path_of(uri).endswith(".py")
    assert not Path(path_of(uri)).exists()
    assert path_of(uri) != path_of(uri + "2")
