"""What the client can do, as far as the server cares."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types as lsp


@dataclass(frozen=True, slots=True)
class ClientAbilities:
    """Read once from the client's capabilities; what it does not mention it cannot do."""

    pulls: bool = False
    """It asks for diagnostics itself."""
    refreshes: bool = False
    """It asks again when told that diagnostics may have changed."""
    related: bool = False
    """It shows a diagnostic's other places."""
    tags: frozenset[int] = frozenset()
    """The tags of diagnostics that it shows."""
    versioned_edits: bool = False
    annotations: bool = False
    """It lets the user confirm annotated changes."""
    resolves_edits: bool = False
    """It asks for an action's edit when the user has chosen it."""
    markdown: bool = True
    """It shows Markdown where the mouse hovers."""
    configuration: bool = False
    """It can be asked for settings."""
    watches_configuration: bool = False
    """It can be told to tell when settings change."""
    watches_files: bool = False
    """It can be told to tell when files change."""
    progress: bool = False
    shows_status: bool = False
    """It wants to be told how the analysis stands: `offpath/status`, asked for by an experimental capability of that name."""

    @classmethod
    def of(cls, capabilities: lsp.ClientCapabilities) -> ClientAbilities:
        """Reads the client's capabilities."""
        document = capabilities.text_document or lsp.TextDocumentClientCapabilities()
        workspace = capabilities.workspace or lsp.WorkspaceClientCapabilities()
        window = capabilities.window or lsp.WindowClientCapabilities()
        edit = workspace.workspace_edit or lsp.WorkspaceEditClientCapabilities()
        action = document.code_action or lsp.CodeActionClientCapabilities()
        watched = workspace.did_change_watched_files or lsp.DidChangeWatchedFilesClientCapabilities()
        settings = workspace.did_change_configuration or lsp.DidChangeConfigurationClientCapabilities()
        resolved = action.resolve_support.properties if action.resolve_support is not None else ()
        return cls(
            pulls=document.diagnostic is not None,
            refreshes=bool(workspace.diagnostics and workspace.diagnostics.refresh_support),
            related=_shows_related(document),
            tags=_tags(document),
            versioned_edits=bool(edit.document_changes),
            annotations=bool(edit.document_changes and edit.change_annotation_support is not None),
            resolves_edits=bool(action.data_support) and "edit" in resolved,
            markdown=_reads_markdown(document.hover),
            configuration=bool(workspace.configuration),
            watches_configuration=bool(settings.dynamic_registration),
            watches_files=bool(watched.dynamic_registration),
            progress=bool(window.work_done_progress),
            shows_status=_asks_for_status(capabilities.experimental),
        )


def _asks_for_status(experimental: object) -> bool:
    return isinstance(experimental, dict) and bool(experimental.get("offpathStatus"))


def _shows_related(document: lsp.TextDocumentClientCapabilities) -> bool:
    return any(each is not None and each.related_information for each in _both(document))


def _tags(document: lsp.TextDocumentClientCapabilities) -> frozenset[int]:
    supports = [each.tag_support for each in _both(document) if each is not None and each.tag_support is not None]
    return frozenset(int(tag) for support in supports for tag in support.value_set)


def _both(
    document: lsp.TextDocumentClientCapabilities,
) -> tuple[lsp.DiagnosticClientCapabilities | None, lsp.PublishDiagnosticsClientCapabilities | None]:
    """What is said about pulled diagnostics, and about pushed ones; some clients describe only the latter."""
    return document.diagnostic, document.publish_diagnostics


def _reads_markdown(hover: lsp.HoverClientCapabilities | None) -> bool:
    formats = hover.content_format if hover is not None else None
    return formats is None or lsp.MarkupKind.Markdown in formats
