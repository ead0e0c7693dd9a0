"""Notebooks: findings in each cell, names shared among cells, fixes for the right version of the right cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from offpath.lsp.notebooks import python_lines
from support.editor import Buffer, Client

FETCH = "def position(code):\n    return requests.get(code)"
IMPORT = "%matplotlib inline\nimport requests"


@dataclass
class Notebook:
    """An open notebook, each of its cells a buffer."""

    client: Client
    uri: str
    cells: list[Buffer] = field(default_factory=list)
    version: int = 1
    made: int = 0

    @classmethod
    def open(cls, client: Client, path: Path, *texts: str) -> Notebook:
        notebook = cls(client, path.as_uri())
        notebook.cells = [notebook._cell(text) for text in texts]
        document = lsp.NotebookDocument(notebook.uri, "jupyter-notebook", 1, [_named(each) for each in notebook.cells])
        items = [_item(each) for each in notebook.cells]
        client.notebook_document_did_open(lsp.DidOpenNotebookDocumentParams(document, items))
        return notebook

    def close(self) -> None:
        identifiers = [lsp.TextDocumentIdentifier(each.uri) for each in self.cells]
        params = lsp.DidCloseNotebookDocumentParams(lsp.NotebookDocumentIdentifier(self.uri), identifiers)
        self.client.notebook_document_did_close(params)

    def insert(self, at: int, text: str) -> Buffer:
        cell = self._cell(text)
        self._splice(at, 0, [cell])
        return cell

    def remove(self, at: int) -> None:
        self._splice(at, 1, [])

    def edit(self, cell: Buffer, old: str, new: str) -> None:
        """Replaces the only place where a text stands in a cell."""
        start = cell.text.index(old)
        before = cell.text[:start]
        line, column = before.count("\n"), len(before.rpartition("\n")[2])
        place = lsp.Range(lsp.Position(line, column), lsp.Position(line, column + len(old)))
        cell.text = before + new + cell.text[start + len(old) :]
        cell.version += 1
        cell.texts[cell.version] = cell.text
        identifier = lsp.VersionedTextDocumentIdentifier(cell.version, cell.uri)
        change = lsp.NotebookDocumentCellContentChanges(identifier, [lsp.TextDocumentContentChangePartial(place, new)])
        self._tell(lsp.NotebookDocumentCellChanges(text_content=[change]))

    def _cell(self, text: str) -> Buffer:
        self.made += 1
        cell = Buffer(self.client, f"vscode-notebook-cell:{self.uri.removeprefix('file:')}#c{self.made}", text)
        cell.texts[1] = text
        return cell

    def _splice(self, at: int, count: int, cells: list[Buffer]) -> None:
        gone = self.cells[at : at + count]
        self.cells[at : at + count] = cells
        array = lsp.NotebookCellArrayChange(at, count, [_named(each) for each in cells])
        structure = lsp.NotebookDocumentCellChangeStructure(
            array, [_item(each) for each in cells], [lsp.TextDocumentIdentifier(each.uri) for each in gone]
        )
        self._tell(lsp.NotebookDocumentCellChanges(structure=structure))

    def _tell(self, cells: lsp.NotebookDocumentCellChanges) -> None:
        self.version += 1
        identifier = lsp.VersionedNotebookDocumentIdentifier(self.version, self.uri)
        change = lsp.NotebookDocumentChangeEvent(cells=cells)
        self.client.notebook_document_did_change(lsp.DidChangeNotebookDocumentParams(identifier, change))


def _named(cell: Buffer) -> lsp.NotebookCell:
    return lsp.NotebookCell(lsp.NotebookCellKind.Code, cell.uri)


def _item(cell: Buffer) -> lsp.TextDocumentItem:
    return lsp.TextDocumentItem(cell.uri, lsp.LanguageKind.Python, cell.version, cell.text)


async def test_findings_stand_in_their_cell_and_names_are_shared(editor: Client, project: Path) -> None:
    notebook = Notebook.open(editor, project / "parcels.ipynb", IMPORT, FETCH, "print(position('x'))")
    await notebook.cells[1].until_found(["requests.get(code)"])
    assert await notebook.cells[0].findings() == []
    assert await notebook.cells[2].findings() == []


async def test_a_fix_edits_its_cell_in_its_version(editor: Client, project: Path) -> None:
    notebook = Notebook.open(editor, project / "parcels.ipynb", IMPORT, FETCH)
    cell = notebook.cells[1]
    notebook.edit(cell, "def position(code)", "# 😀 über\ndef position(code)")
    (diagnostic,) = await cell.until_found(["requests.get(code)"])
    assert diagnostic.range.start.line == 2
    action = (await cell.actions(diagnostic))[0]
    edit = (await cell.chosen(action)).edit
    assert edit is not None
    if edit.document_changes is not None:
        (change,) = edit.document_changes
        assert isinstance(change, lsp.TextDocumentEdit)
        assert (change.text_document.uri, change.text_document.version) == (cell.uri, 2)
        (made,) = change.edits
    else:
        assert edit.changes is not None
        assert list(edit.changes) == [cell.uri]
        (made,) = edit.changes[cell.uri]
    assert (made.range.start.line, made.new_text) == (2, ", timeout=10")


async def test_everything_safe_is_fixed_in_all_cells(vscode: Client, project: Path) -> None:
    switch = "from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)"
    notebook = Notebook.open(vscode, project / "shop.ipynb", "x = 1", switch, "app.run(debug=True, port=7)")
    await notebook.cells[1].until_found(["app.run(debug=True)"])
    place = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
    context = lsp.CodeActionContext([], only=["notebook.source.fixAll"])
    params = lsp.CodeActionParams(lsp.TextDocumentIdentifier(notebook.cells[0].uri), place, context)
    (action,) = await vscode.text_document_code_action_async(params) or []
    assert isinstance(action, lsp.CodeAction)
    edit = (await notebook.cells[0].chosen(action)).edit
    assert edit is not None
    assert edit.document_changes is not None
    changed = [each.text_document.uri for each in edit.document_changes if isinstance(each, lsp.TextDocumentEdit)]
    assert changed == [notebook.cells[1].uri, notebook.cells[2].uri]


async def test_edits_of_one_cell_reach_the_findings_of_another(editor: Client, project: Path) -> None:
    notebook = Notebook.open(editor, project / "parcels.ipynb", "import requests as net", FETCH)
    first, second = notebook.cells
    assert await first.findings() == []
    notebook.edit(first, "import requests as net", "import requests")
    await second.until_found(["requests.get(code)"])
    notebook.edit(first, "import requests", "from shop import requests")
    await second.until_found([])


async def test_cells_that_come_and_go_move_the_findings_of_others(editor: Client, project: Path) -> None:
    notebook = Notebook.open(editor, project / "parcels.ipynb", IMPORT, FETCH)
    notebook.insert(1, "first = 1\nsecond = 2")
    (diagnostic,) = await notebook.cells[2].until_found(["requests.get(code)"])
    assert diagnostic.range.start.line == 1
    notebook.remove(0)
    await notebook.cells[1].until_found([])


async def test_a_closed_notebook_shows_nothing(pushed: Client, project: Path) -> None:
    notebook = Notebook.open(pushed, project / "parcels.ipynb", IMPORT, FETCH)
    cell = notebook.cells[1]
    await cell.until_found(["requests.get(code)"])
    notebook.close()
    await pushed.until(lambda: not cell.publishes()[-1].diagnostics)


async def test_the_edit_of_a_statement_at_a_cells_end_stays_in_the_cell(pushed: Client, project: Path) -> None:
    texts = ("def save(order):\n    try:\n        order.store()\n    except Exception:\n        pass", "print('next')")
    notebook = Notebook.open(pushed, project / "orders.ipynb", *texts)
    cell = notebook.cells[0]
    diagnostic = (await cell.diagnostics())[0]
    for action in await cell.actions(diagnostic):
        edit = (await cell.chosen(action)).edit
        assert edit is not None
        assert edit.document_changes is not None
        for change in edit.document_changes:
            assert isinstance(change, lsp.TextDocumentEdit)
            assert change.text_document.uri == cell.uri
            assert all(each.range.end.line < len(texts[0].splitlines()) for each in change.edits)


SAVE = "def save(x):\n    try:\n        x.store()\n    except Exception:\n        pass"
LOGGED = 'def save(x):\n    try:\n        x.store()\n    except Exception:\n        logging.getLogger(__name__).exception("save failed")'


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["%%bash\nls", SAVE], ["%%bash\nls", f"import logging\n\n\n{LOGGED}"]),
        (["\n%%html\n<b>", "%%writefile x.py\nx = 1", SAVE], ["\n%%html\n<b>", "%%writefile x.py\nx = 1", f"import logging\n\n\n{LOGGED}"]),
        ([f"%%time\n{SAVE}"], [f"%%time\nimport logging\n\n\n{LOGGED}"]),
        ([f"%%capture out\n\n{SAVE}"], [f"%%capture out\nimport logging\n\n{LOGGED}"]),
        (["%%time\nx = 1", SAVE], ["%%time\nimport logging\n\nx = 1", LOGGED]),
        (["import abc", "%%bash\nls", SAVE], ["import abc", "%%bash\nls", f"import logging\n\n\n{LOGGED}"]),
        (["%%time\nimport os\nimport sys", SAVE], ["%%time\nimport logging\nimport os\nimport sys", LOGGED]),
        (["%load_ext autoreload", SAVE], ["import logging\n\n%load_ext autoreload", LOGGED]),
    ],
)  # fmt: skip
async def test_an_import_stands_below_a_cells_magic(
    pushed: Client, project: Path, texts: list[str], expected: list[str]
) -> None:
    notebook = Notebook.open(pushed, project / "orders.ipynb", *texts)
    cell = notebook.cells[-1]
    diagnostic = next(each for each in await cell.diagnostics() if each.code == "swallowed-exception")
    action = next(each for each in await cell.actions(diagnostic) if each.title.startswith("Log it"))
    edit = (await cell.chosen(action)).edit
    assert edit is not None
    assert edit.document_changes is not None
    found = {each.uri: each.text for each in notebook.cells}
    for change in edit.document_changes:
        assert isinstance(change, lsp.TextDocumentEdit)
        for made in sorted(change.edits, key=lambda each: (-each.range.start.line, -each.range.start.character)):
            text = found[change.text_document.uri]
            start, end = _offset(text, made.range.start), _offset(text, made.range.end)
            found[change.text_document.uri] = text[:start] + made.new_text + text[end:]
    assert list(found.values()) == expected


def _offset(text: str, position: lsp.Position) -> int:
    return sum(len(line) for line in text.splitlines(keepends=True)[: position.line]) + position.character


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1\n"),
        ("!pip install flask\n", "pass\n"),
        ("if deep:\n    !ls\n", "if deep:\n    pass\n"),
        ("files = !ls *.csv\n", "files = get_ipython()\n"),
        ("spent = %timeit -o f()\n", "spent = get_ipython()\n"),
        ("frame.head?\n", "pass\n"),
        ("%%bash\nls\ncat x\n", "\n\n\n"),
        ("%%time\nx = f()\n", "\nx = f()\n"),
        ('print("%s"\n      %name)\n%pwd\n', 'print("%s"\n      %name)\npass\n'),
        ("rest = a \\\n  %b\n", "rest = a \\\n  %b\n"),
        ("smile = ':('\n%pwd\n", "smile = ':('\npass\n"),
        ('print("%s" % (\n    %name))\n', 'print("%s" % (\n    %name))\n'),
        ("rest = a %b\n", "rest = a %b\n"),
        ("", "\n"),
    ],
)
def test_what_only_notebooks_understand_becomes_python(text: str, expected: str) -> None:
    lines = text.splitlines(keepends=True)
    found = python_lines(lines)
    assert "".join(found) == expected
    assert len(found) == max(len(lines), 1)
