"""What the server knows: the client's abilities, open documents, the engine once it is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from offpath.lsp.abilities import ClientAbilities
from offpath.lsp.rendering import Renderer
from offpath.lsp.settings_files import SettingsFiles

if TYPE_CHECKING:
    from offpath.engine.session import Session
    from offpath.lsp.scheduler import Scheduler
    from offpath.text.document import Document
    from offpath.text.positions import Encoding


@dataclass(slots=True)
class OpenDocument:
    """A document as the client has it, and what the client was last told about it."""

    uri: str
    path: str
    document: Document
    renderer: Renderer = field(default_factory=Renderer)
    sent_version: int | None = None
    """The version of the text that diagnostics were last pushed for."""
    sent: str | None = None
    """The diagnostics that were pushed last; None while there were none."""
    pulled: str | None = None
    """The diagnostics that were pulled last; None when the client is to pull anew."""
    result_id: str = ""
    """Identifies `pulled`."""

    @property
    def version(self) -> int | None:
        """The version of the text."""
        return self.document.version


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine, loaded."""

    session: Session
    scheduler: Scheduler


@dataclass(slots=True)
class State:
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
    """By address."""
    settings_files: SettingsFiles = field(default_factory=SettingsFiles)
    """Looked at where the client does not watch files."""
    engine: Engine | None = None
    """None until it is loaded."""

    def by_path(self, path: str) -> OpenDocument | None:
        """The open document at a path."""
        return next((each for each in self.documents.values() if each.path == path), None)
