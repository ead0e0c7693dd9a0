"""`shutdown`: no more work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the request."""

    @server.feature(lsp.SHUTDOWN)
    def shutdown(*_: object) -> None:
        server.stop_engine()
