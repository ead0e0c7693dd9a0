"""What the server knows: the client's abilities, open documents, the engine once it is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from offpath.lsp.abilities import ClientAbilities
from offpath.lsp.calm import Calm
from offpath.lsp.positions import is_file, is_same_file, path_of
from offpath.lsp.rendering import Renderer
from offpath.lsp.settings_files import SettingsFiles
from offpath.text.document import Document

if TYPE_CHECKING:
    from lsprotocol import types as lsp

    from offpath.engine.reporting.located import LocatedFinding
    from offpath.engine.session import Session
    from offpath.lsp.notebooks import Notebook
    from offpath.lsp.scheduler import Scheduler
    from offpath.text.positions import Encoding


OpenText: TypeAlias = "OpenDocument | Notebook"


@dataclass(slots=True, eq=False)
class OpenDocument:
    """A document, or a notebook's cell, as the client has it, and what the client was last told about it."""

    uri: str
    path: str
    """What is analysed: the file, or the whole notebook."""
    document: Document
    notebook: Notebook | None = None
    first_line: int = 0
    """Where the cell's lines begin in the notebook's text."""
    renderer: Renderer = field(default_factory=Renderer)
    sent_version: int | None = None
    """The version of the text that diagnostics were last pushed for."""
    sent: str | None = None
    """The diagnostics that were pushed last; None while there were none."""
    told: Sequence[LocatedFinding] = ()
    """The findings that the client shows."""
    pulled: str | None = None
    """The diagnostics that were pulled last; None when the client is to pull anew."""
    result_id: str = ""
    """Identifies `pulled`."""

    @property
    def source(self) -> OpenText:
        """What holds the text that is analysed: itself, or the notebook."""
        return self if self.notebook is None else self.notebook

    @property
    def version(self) -> int | None:
        """The version of the text."""
        return self.document.version

    @property
    def whole(self) -> Document:
        """The text that is analysed."""
        return self.document if self.notebook is None else self.notebook.document

    def stands_at(self, line: int) -> None:
        """The cell begins at this line of its notebook's text now."""
        if line != self.first_line:
            self.first_line = line
            self.renderer = Renderer()

    def holds(self, line: int) -> bool:
        """Whether a line of the analysed text is one of this document's."""
        return self.notebook is None or self.first_line <= line < self.first_line + max(len(self.document.lines), 1)

    def own(self, findings: Iterable[LocatedFinding]) -> list[LocatedFinding]:
        """The findings that begin in this document."""
        return [each for each in findings if self.holds(each.range.start.line)]


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine, loaded."""

    session: Session
    scheduler: Scheduler


@dataclass(slots=True)
class ServerState:
    """Everything that the features share."""

    abilities: ClientAbilities = field(default_factory=ClientAbilities)
    encoding: Encoding = "utf-16"
    folders: list[str] = field(default_factory=list)
    """The workspace's folders, absolute."""
    initial_settings: dict[str, Any] = field(default_factory=dict)
    """Settings from the initialisation options."""
    settings: dict[str, Any] = field(default_factory=dict)
    """The editor's settings that are in force: what it configures lies over the initial ones."""
    documents: dict[str, OpenDocument] = field(default_factory=dict)
    """By address; cells among them."""
    notebooks: dict[str, Notebook] = field(default_factory=dict)
    """By address."""
    leading: dict[str, OpenText] = field(default_factory=dict)
    """By path, what is analysed in the file's place. See `offpath.lsp.attending`."""
    settings_files: SettingsFiles = field(default_factory=SettingsFiles)
    """Looked at where the client does not watch files."""
    calm: Calm = field(default_factory=Calm)
    engine: Engine | None = None
    """None until it is loaded."""

    def path_of(self, uri: str) -> str:
        """The path of a document: that of an open one, where the address is another spelling of the same file's."""
        path = path_of(uri)
        return next((each.path for each in self.documents.values() if is_same_file(each.path, path)), path)

    def find(self, uri: str) -> OpenDocument | None:
        """The open document with an address, or with another spelling of it."""
        exact = self.documents.get(uri)
        if exact is not None or not is_file(uri):
            return exact
        path = self.path_of(uri)
        alike = [each for each in self.documents.values() if each.path == path and each.notebook is None]
        return alike[-1] if alike else None

    def leads(self, document: OpenDocument) -> bool:
        """Whether it is this document's text that is analysed."""
        return self.leading.get(document.path) is document.source

    def led(self, path: str) -> list[OpenDocument]:
        """The open document whose text is analysed for a path; of a notebook all cells."""
        return [each for each in self.documents.values() if each.path == path and self.leads(each)]

    def sources_at(self, path: str) -> list[OpenText]:
        """Every open text of a file, the one opened last behind."""
        notebooks = [each for each in self.notebooks.values() if each.path == path]
        return [*(each for each in self.documents.values() if each.path == path and each.notebook is None), *notebooks]

    def open_cell(self, notebook: Notebook, item: lsp.TextDocumentItem) -> None:
        """A notebook's cell was opened."""
        document = Document.from_text(item.text, item.version)
        self.documents[item.uri] = OpenDocument(item.uri, notebook.path, document, notebook)

    def cells_of(self, notebook: Notebook) -> list[OpenDocument]:
        """A notebook's open cells, in order."""
        return [self.documents[uri] for uri in notebook.cells if uri in self.documents]

    def analysed(self) -> Iterator[OpenText]:
        """What is open and to be analysed: of each path the text opened last."""
        yield from {each.path: each.source for each in self.documents.values()}.values()
