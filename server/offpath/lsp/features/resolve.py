"""`codeAction/resolve`: the edit of an action, made when the user chooses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.features.code_action import edit_for

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the request."""

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    async def resolve(action: lsp.CodeAction) -> lsp.CodeAction:
        data = action.data if isinstance(action.data, dict) else {}
        document = server.state.documents.get(data.get("uri", ""))
        if document is None:
            return action
        await server.state.scheduler.until(lambda: server.state.session.is_fresh)
        if data["version"] != document.document.version:
            return action
        for located in server.state.report(document).findings:
            start = located.range.start
            if (located.finding.rule, start.line, start.column) != (data["rule"], data["line"], data["column"]):
                continue
            fix = next((f for f in located.finding.fixes if f.title == data["title"]), None)
            if fix is not None or data["title"] is None:
                action.edit = edit_for(server, document, located, fix)
                break
        return action
