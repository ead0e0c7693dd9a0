"""How the analysis stands, for clients that show it: `offpath/status`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer

STATUS = "offpath/status"

Standing = Literal["analysing", "ready"]


class Status:
    """Tells what is new: whether work is being done, and how long the last edit's analysis took."""

    def __init__(self, server: OffpathServer) -> None:
        self._server = server
        self._told = ""
        self._milliseconds: float | None = None

    def answered(self, seconds: float) -> None:
        """An edit was answered after so long."""
        self._milliseconds = round(1000 * seconds, 1)

    def tell(self, standing: Standing) -> None:
        """Sends the state, and the milliseconds of the last answer to an edit (null before the first)."""
        if not self._server.state.abilities.shows_status:
            return
        params = json.dumps({"state": standing, "milliseconds": self._milliseconds}, separators=(",", ":"))
        if params != self._told:
            self._told = params
            self._server.wire.notify_encoded(STATUS, params)
