"""`textDocument/codeAction`: quick fixes, suppressing by a comment, and fix-all of what is safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from offpath.engine.located import LocatedFinding
from offpath.lsp.convert import Converter
from offpath.lsp.edits import workspace_edit
from offpath.rules.base import Applicability, Fix

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer
    from offpath.lsp.state import OpenDocument

FIX_ALL = "source.fixAll.offpath"


def register(server: OffpathServer) -> None:
    """Takes the request."""

    options = lsp.CodeActionOptions(
        code_action_kinds=[lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll, FIX_ALL],
        resolve_provider=True,
    )

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.state.documents.get(params.text_document.uri)
        if document is None:
            return []
        await server.state.scheduler.until(lambda: server.state.session.is_fresh)
        only = params.context.only
        found: list[lsp.CodeAction] = []
        if _wanted(only, lsp.CodeActionKind.QuickFix):
            for located in _at(server, document, params.range):
                found.extend(_quick_fixes(server, document, located))
        if only is not None and _wanted(only, FIX_ALL):
            found.extend(_fix_all(server, document))
        return found


def _wanted(only: Any, kind: str) -> bool:
    return only is None or any(kind == each or kind.startswith(f"{each}.") for each in only)


def _at(server: OffpathServer, document: OpenDocument, place: lsp.Range) -> Iterator[LocatedFinding]:
    converter = Converter(document.document, server.state.encoding)
    for located in server.state.report(document).findings:
        own = converter.typed_range(located.range)
        if own.start.line <= place.end.line and place.start.line <= own.end.line:
            yield located


def _quick_fixes(server: OffpathServer, document: OpenDocument, located: LocatedFinding) -> Iterator[lsp.CodeAction]:
    converter = Converter(document.document, server.state.encoding)
    plain = converter.diagnostic(located, document.uri, document.path, server.state.abilities.related)
    diagnostic = server.protocol._converter.structure(plain, lsp.Diagnostic)
    safe_first = sorted(located.finding.fixes, key=lambda fix: fix.applicability is not Applicability.SAFE)
    for position, fix in enumerate(safe_first):
        action = lsp.CodeAction(fix.title, lsp.CodeActionKind.QuickFix, [diagnostic])
        if fix.applicability is Applicability.SAFE and position == 0:
            action.is_preferred = True
        yield from _completed(server, document, action, located, fix)
    title = f"Suppress {located.finding.rule} with a comment"
    action = lsp.CodeAction(title, lsp.CodeActionKind.QuickFix, [diagnostic])
    yield from _completed(server, document, action, located, None)


def _completed(
    server: OffpathServer, document: OpenDocument, action: lsp.CodeAction, located: LocatedFinding, fix: Fix | None
) -> Iterator[lsp.CodeAction]:
    """The action with its edit, or with what is needed to find it again; nothing where there is no sound edit."""
    if server.state.abilities.resolves_edits:
        action.data = {
            "uri": document.uri,
            "version": document.document.version,
            "rule": located.finding.rule,
            "line": located.range.start.line,
            "column": located.range.start.column,
            "title": fix.title if fix is not None else None,
        }
        yield action
        return
    action.edit = edit_for(server, document, located, fix)
    if action.edit is not None:
        yield action


def edit_for(
    server: OffpathServer, document: OpenDocument, located: LocatedFinding, fix: Fix | None
) -> lsp.WorkspaceEdit | None:
    """The edit of a fix, or of the suppressing comment; None when the text has moved on or the result would be unsound."""
    session = server.state.session
    if fix is None:
        edits = session.suppression_for(document.path, located)
        return workspace_edit(server.state, document, edits, None) if edits else None
    edits = session.edits_for(document.path, located, fix)
    return workspace_edit(server.state, document, edits, fix) if edits else None


def _fix_all(server: OffpathServer, document: OpenDocument) -> Iterator[lsp.CodeAction]:
    edits = server.state.session.fix_all(document.path)
    if edits:
        action = lsp.CodeAction("Fix all that offpath can fix safely", FIX_ALL)
        action.edit = workspace_edit(server.state, document, edits, None)
        yield action
