"""`codeAction/resolve`: the edit of an action, made for the present text when the user has chosen it, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcContentModified

from offpath.lsp.actions import Ticket, edit_of
from offpath.lsp.attending import analysed

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the request."""

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    async def resolve(action: lsp.CodeAction) -> lsp.CodeAction:
        ticket = Ticket.read(action.data)
        found = await analysed(server, ticket.uri, ticket.lines_in) if ticket is not None else None
        if ticket is not None and found is not None:
            engine, document = found
            action.edit = edit_of(server.state, engine.session, document, ticket)
        if action.edit is None:
            raise JsonRpcContentModified(f"there is nothing to change any more: {action.title}")
        return action
