"""What the server knows: the client's abilities, open documents, the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

if TYPE_CHECKING:
    from offpath.engine.located import FileReport
    from offpath.engine.session import Session
    from offpath.lsp.scheduler import Scheduler
    from offpath.text.document import Document
    from offpath.text.positions import Encoding


@dataclass(frozen=True, slots=True)
class ClientAbilities:
    """What the client can do, as far as the server cares."""

    pulls: bool = False
    """It asks for diagnostics itself."""
    refreshes: bool = False
    """It asks again when told that diagnostics may have changed."""
    related: bool = False
    versioned_edits: bool = False
    annotations: bool = False
    """It lets the user confirm annotated changes."""
    resolves_edits: bool = False
    configuration: bool = False
    watches_files: bool = False
    progress: bool = False

    @classmethod
    def of(cls, capabilities: lsp.ClientCapabilities) -> ClientAbilities:
        """Reads the client's capabilities."""
        document = capabilities.text_document or lsp.TextDocumentClientCapabilities()
        workspace = capabilities.workspace or lsp.WorkspaceClientCapabilities()
        window = capabilities.window or lsp.WindowClientCapabilities()
        edit = workspace.workspace_edit or lsp.WorkspaceEditClientCapabilities()
        action = document.code_action or lsp.CodeActionClientCapabilities()
        publish = document.publish_diagnostics or lsp.PublishDiagnosticsClientCapabilities()
        watched = workspace.did_change_watched_files or lsp.DidChangeWatchedFilesClientCapabilities()
        resolved = action.resolve_support.properties if action.resolve_support is not None else ()
        pulls = document.diagnostic is not None
        related = bool(document.diagnostic and document.diagnostic.related_information)
        return cls(
            pulls=pulls,
            refreshes=bool(workspace.diagnostics and workspace.diagnostics.refresh_support),
            related=bool(publish.related_information) or related,
            versioned_edits=bool(edit.document_changes),
            annotations=bool(edit.document_changes and edit.change_annotation_support is not None),
            resolves_edits=bool(action.data_support) and "edit" in resolved,
            configuration=bool(workspace.configuration),
            watches_files=bool(watched.dynamic_registration),
            progress=bool(window.work_done_progress),
        )


@dataclass(slots=True)
class OpenDocument:
    """A document as the client has it."""

    uri: str
    path: str
    document: Document
    result_id: str = ""
    """Identifies the diagnostics that the client pulled last."""
    sent: tuple[int | None, list[dict[str, Any]]] | None = None
    """The version and the diagnostics that were pushed last."""


@dataclass(slots=True)
class State:
    """Everything that the features share; made when the client has initialised."""

    abilities: ClientAbilities = field(default_factory=ClientAbilities)
    encoding: Encoding = "utf-16"
    folders: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    """Settings from the initialisation options."""
    documents: dict[str, OpenDocument] = field(default_factory=dict)
    """By address."""
    told: set[str] = field(default_factory=set)
    """Messages that the user has seen."""
    make_session: Callable[[], tuple[Session, Scheduler]] | None = None
    _session: Session | None = None
    _scheduler: Scheduler | None = None

    @property
    def session(self) -> Session:
        """The engine's session, made when it is first needed: the engine is not loaded before."""
        if self._session is None:
            self._start()
        assert self._session is not None
        return self._session

    @property
    def scheduler(self) -> Scheduler:
        """What drives the session."""
        if self._scheduler is None:
            self._start()
        assert self._scheduler is not None
        return self._scheduler

    @property
    def has_session(self) -> bool:
        """Whether the engine has been loaded."""
        return self._session is not None

    def by_path(self, path: str) -> OpenDocument | None:
        """The open document at a path."""
        return next((each for each in self.documents.values() if each.path == path), None)

    def report(self, document: OpenDocument) -> FileReport:
        """What is known about a document now."""
        return self.session.report(document.path)

    def _start(self) -> None:
        assert self.make_session is not None
        self._session, self._scheduler = self.make_session()
