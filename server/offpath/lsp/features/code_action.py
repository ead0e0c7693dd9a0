"""`textDocument/codeAction`: quick fixes, suppressing by a comment, and fix-all of what is safe."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.engine.reporting.located import LocatedFinding
from offpath.lsp.actions import FIX_ALL, NOTEBOOK_FIX_ALL, Ticket, edit_of, has_safe_fix, label, ordered_fixes
from offpath.lsp.attending import analysed
from offpath.lsp.positions import ClientPositions
from offpath.rules.base import Applicability

if TYPE_CHECKING:
    from offpath.engine.openfile import Lines
    from offpath.lsp.server import OffpathServer
    from offpath.lsp.state import Engine, OpenDocument

_FIX_ALL = (FIX_ALL, NOTEBOOK_FIX_ALL)

_TRIES = 3
"""So often actions are made anew because the text has changed meanwhile."""


def register(server: OffpathServer) -> None:
    """Takes the request."""
    kinds = [lsp.CodeActionKind.QuickFix, *_FIX_ALL]
    options = lsp.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True)

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        for _ in range(_TRIES):
            found = await analysed(server, params.text_document.uri, lambda document: _asked(document, params))
            if found is None:
                return []
            engine, document = found
            offered = list(_offered(server, engine, document, params))
            if server.state.abilities.resolves_edits:
                return [action for action, _ in offered]
            complete = await _completed(server, engine, document, offered)
            if complete is not None:
                return complete
        return []


def _asked(document: OpenDocument, params: lsp.CodeActionParams) -> Lines | None:
    """The lines that an answer depends on: those of the range, or all where whoever asks wants all fixed."""
    if params.context.only is not None and any(_wanted(params.context.only, kind) for kind in _FIX_ALL):
        return None
    return document.first_line + params.range.start.line, document.first_line + params.range.end.line


async def _completed(
    server: OffpathServer, engine: Engine, document: OpenDocument, offered: Sequence[tuple[lsp.CodeAction, Ticket]]
) -> list[lsp.CodeAction] | None:
    """The actions with their edits; None when the text has become another meanwhile."""
    found = []
    for action, ticket in offered:
        if not _is_as_offered(server, document, ticket):
            return None
        action.data = None
        action.edit = edit_of(server.state, engine.session, document, ticket)
        if action.edit is not None:
            found.append(action)
        await asyncio.sleep(0)  # checking a fix takes milliseconds; messages come first
    return found if all(_is_as_offered(server, document, ticket) for _, ticket in offered) else None


def _is_as_offered(server: OffpathServer, document: OpenDocument, ticket: Ticket) -> bool:
    """Whether a document is still open, analysed, and the text that an action was offered for."""
    state = server.state
    is_open = state.documents.get(document.uri) is document and state.leads(document)
    return is_open and document.whole.version == ticket.version


def _offered(
    server: OffpathServer, engine: Engine, document: OpenDocument, params: lsp.CodeActionParams
) -> Iterator[tuple[lsp.CodeAction, Ticket]]:
    """The actions, without edits, and what each does."""
    only = params.context.only
    everywhere = engine.session.report(document.path).findings
    findings = document.own(everywhere)
    if _wanted(only, lsp.CodeActionKind.QuickFix):
        places = ClientPositions(document.document, server.state.encoding, document.first_line)
        here = [each for each in findings if _touch(places.range(each.range), params.range)]
        for located in here:
            yield from _fixes(document, located, _diagnostic(params, places, located))
        for located in here:
            yield _suppression(document, located, _diagnostic(params, places, located))
    if only is None and not server.state.abilities.resolves_edits:
        return
    for kind, concerned in ((FIX_ALL, findings), (NOTEBOOK_FIX_ALL, everywhere)):
        is_offered = kind == FIX_ALL or document.notebook is not None
        if is_offered and _wanted(only, kind) and has_safe_fix(concerned):
            ticket = Ticket(document.uri, document.whole.version, "fix-all")
            yield lsp.CodeAction("Fix all that offpath can fix safely", kind, data=ticket.data()), ticket


def _fixes(
    document: OpenDocument, located: LocatedFinding, diagnostics: list[lsp.Diagnostic] | None
) -> Iterator[tuple[lsp.CodeAction, Ticket]]:
    for position, fix in enumerate(ordered_fixes(located.finding.fixes)):
        ticket = Ticket.of(document, "fix", located, fix.title)
        preferred = True if position == 0 and fix.applicability is Applicability.SAFE else None
        kind = lsp.CodeActionKind.QuickFix
        yield lsp.CodeAction(label(fix), kind, diagnostics, preferred, data=ticket.data()), ticket


def _suppression(
    document: OpenDocument, located: LocatedFinding, diagnostics: list[lsp.Diagnostic] | None
) -> tuple[lsp.CodeAction, Ticket]:
    ticket = Ticket.of(document, "suppress", located)
    title = f"Suppress {ticket.rule} with a comment"
    return lsp.CodeAction(title, lsp.CodeActionKind.QuickFix, diagnostics, data=ticket.data()), ticket


def _diagnostic(
    params: lsp.CodeActionParams, places: ClientPositions, located: LocatedFinding
) -> list[lsp.Diagnostic] | None:
    """The client's own diagnostic of a finding, as it sent it with its question."""
    place, rule = places.range(located.range), located.finding.rule
    own = [each for each in params.context.diagnostics if each.code == rule and each.range == place]
    return own or None


def _wanted(only: Sequence[str | lsp.CodeActionKind] | None, kind: str) -> bool:
    """Whether a kind is asked for: itself, or one that it belongs to."""
    asked = None if only is None else [getattr(each, "value", each) for each in only]
    return asked is None or any(each == "" or kind == each or kind.startswith(f"{each}.") for each in asked)


def _touch(one: lsp.Range, other: lsp.Range) -> bool:
    """Whether two ranges share a line: people ask for fixes from anywhere on it."""
    return one.start.line <= other.end.line and other.start.line <= one.end.line
