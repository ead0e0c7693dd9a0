"""`textDocument/diagnostic`: the same diagnostics for clients that pull.

An answer waits for the edited units. After opening it waits for the whole file, except where the client can be told
later that there is more: then it comes soon, with what is known by then.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.attending import attend
from offpath.lsp.protocol import Encoded
from offpath.lsp.publishing import NOTHING

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer
    from offpath.lsp.state import Engine, OpenDocument

_SOON = 0.1
"""Seconds that the first answer waits for the whole file, where the client can be told later."""

_PATIENCE = 20.0
"""The same where it cannot: other files may be read for long, and what is known by then is worth telling."""


def register(server: OffpathServer) -> None:
    """Takes the request."""
    options = lsp.DiagnosticOptions(identifier="offpath", inter_file_dependencies=True, workspace_diagnostics=False)

    @server.feature(lsp.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def diagnostic(params: lsp.DocumentDiagnosticParams) -> Encoded:
        engine, state = await server.engine(), server.state
        while (document := state.find(params.text_document.uri)) is not None:
            if not attend(state, engine, document.source):
                return NOTHING
            await _wait(server, engine, document)
            if state.documents.get(document.uri) is document and state.leads(document):
                return server.publisher.pull(document, params.previous_result_id)
        return NOTHING


async def _wait(server: OffpathServer, engine: Engine, document: OpenDocument) -> None:
    """Until the diagnostics of the document's latest text are worth telling."""
    session, scheduler = engine.session, engine.scheduler
    if not document.result_id:
        whole = scheduler.until(lambda: session.report(document.path).complete)
        patience = _SOON
        if not server.state.abilities.refreshes:
            patience = _PATIENCE
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(whole, patience)
    await scheduler.until(lambda: session.report(document.path).fresh)
