"""Diagnostics: the one way from a report to what a client gets, pushed or pulled."""

from __future__ import annotations

import json
import secrets
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.elsewhere import Elsewhere
from offpath.lsp.positions import ClientPositions
from offpath.lsp.protocol import Encoded
from offpath.lsp.rendering import Target
from offpath.lsp.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offpath.engine.reporting.located import FileReport, LocatedFinding
    from offpath.lsp.server import OffpathServer
    from offpath.lsp.state import OpenDocument

NOTHING = Encoded('{"kind":"full","items":[]}')
"""The answer to a pull for a document that is not open."""


class Publisher:
    """Tells the client what is known about documents; implements `offpath.lsp.scheduler.Reports`."""

    def __init__(self, server: OffpathServer) -> None:
        self._server = server
        self._state = server.state
        self.elsewhere = Elsewhere(server.state)
        self._status = Status(server)
        self._results = (f"{secrets.token_hex(4)}-{number}" for number in count(1))

    # -- when something is known

    def working(self) -> None:
        """Says that there is work to do."""
        self._status.tell("analysing")

    def edited(self, path: str, seconds: float) -> None:
        """Pushes what is known after an edit, whether or not anything is new: the version is."""
        for document in self._state.led(path):
            self._tell(document, self._report(document))
        self._status.answered(seconds)

    def progressed(self, path: str) -> None:
        """Pushes what is known so far, if it is anything."""
        for document in self._state.led(path):
            report = self._report(document)
            if report.findings or report.complete:
                self._tell(document, report)

    def settled(self) -> float:
        """Pushes, or asks to pull again, what is new in any document; says what is wrong with the settings.

        Returns the seconds after which what was typed has rested.
        """
        engine = self._state.engine
        if engine is not None:
            self._server.teller.tell(engine.session.notes())
        for document in list(self._state.documents.values()):
            if self._state.leads(document):
                self._tell(document, self._report(document))
        self._status.tell("ready")
        return self._state.calm.left

    # -- the two ways

    def pull(self, document: OpenDocument, previous: str | None) -> Encoded:
        """The answer to a pull: everything, or that nothing has changed since the ``previous`` one."""
        report = self._report(document)
        self._server.teller.tell(report.notes)
        shown = self._shown(document, report)
        found = self._rendered(document, shown)
        document.told = shown
        if found != document.pulled or not document.result_id:
            document.pulled = found
            document.result_id = next(self._results)
        document.sent_version = document.version
        name = json.dumps(document.result_id)
        if previous == document.result_id:
            return Encoded(f'{{"kind":"unchanged","resultId":{name}}}')
        return Encoded(f'{{"kind":"full","resultId":{name},"items":{found}}}')

    def clear(self, uri: str) -> None:
        """Takes a closed document's diagnostics away."""
        if not self._state.abilities.pulls:
            self._push(uri, None, "[]")

    def _tell(self, document: OpenDocument, report: FileReport) -> None:
        self._server.teller.tell(report.notes)
        if self._state.abilities.pulls:
            self._ask_to_pull(document, report)
            return
        shown = self._shown(document, report)
        found = self._rendered(document, shown)
        if found != document.sent or document.sent_version != document.version:
            document.told = shown
            document.sent, document.sent_version = found, document.version
            self._push(document.uri, document.version, found)

    def _ask_to_pull(self, document: OpenDocument, report: FileReport) -> None:
        """Once for each answer that is no longer right, and not while the client is to pull a new version anyway."""
        if not self._state.abilities.refreshes or document.pulled is None or document.sent_version != document.version:
            return
        if report.fresh and self._rendered(document, self._shown(document, report)) != document.pulled:
            document.pulled = None
            self._server.workspace_diagnostic_refresh(None)

    def _push(self, uri: str, version: int | None, diagnostics: str) -> None:
        dated = "" if version is None else f'"version":{version},'
        params = f'{{"uri":{json.dumps(uri)},{dated}"diagnostics":{diagnostics}}}'
        self._server.wire.notify_encoded(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    def _report(self, document: OpenDocument) -> FileReport:
        assert self._state.engine is not None
        return self._state.engine.session.report(document.path)

    def _shown(self, document: OpenDocument, report: FileReport) -> Sequence[LocatedFinding]:
        """The findings to be told now; a client that cannot be told later is told all."""
        own, abilities = document.own(report.findings), self._state.abilities
        if abilities.pulls and not abilities.refreshes:
            return own
        return self._state.calm.sayable(own, document.told, self._by_one_statement)

    @cached_property
    def _by_one_statement(self) -> frozenset[str]:
        assert self._state.engine is not None
        return frozenset(rule.name for rule in self._state.engine.session.settings.rules if rule.told_by_one_statement)

    def _rendered(self, document: OpenDocument, shown: Sequence[LocatedFinding]) -> str:
        abilities = self._state.abilities
        places = ClientPositions(document.document, self._state.encoding, document.first_line)
        target = Target(document.path, places, self.elsewhere, abilities.related, abilities.tags)
        return document.renderer.render(shown, target)
