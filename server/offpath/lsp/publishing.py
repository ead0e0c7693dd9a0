"""Diagnostics: the one way from a report to what a client gets, pushed or pulled."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from offpath.lsp.convert import Converter

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer
    from offpath.lsp.state import OpenDocument


def diagnostics_of(server: OffpathServer, document: OpenDocument) -> list[dict[str, Any]]:
    """The diagnostics of a document, as the client counts places."""
    state = server.state
    converter = Converter(document.document, state.encoding)
    report = state.report(document)
    return [
        converter.diagnostic(each, document.uri, document.path, state.abilities.related) for each in report.findings
    ]


def result_id_of(diagnostics: list[dict[str, Any]]) -> str:
    """What identifies this list of diagnostics."""
    return hashlib.blake2b(json.dumps(diagnostics).encode(), digest_size=12).hexdigest()


def publish(server: OffpathServer, path: str) -> None:
    """Tells the client what is known about a document; one that pulls is asked to pull again where anything is new."""
    document = server.state.by_path(path)
    if document is None:
        return
    tell_notes(server, document)
    abilities = server.state.abilities
    if not abilities.pulls:
        sending = (document.document.version, diagnostics_of(server, document))
        if sending != document.sent:
            document.sent = sending
            params = {"uri": document.uri, "version": sending[0], "diagnostics": sending[1]}
            server.plain_protocol.notify_plain(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)
    elif document.result_id and abilities.refreshes and server.state.report(document).complete:
        if result_id_of(diagnostics_of(server, document)) != document.result_id:
            document.result_id = ""
            server.workspace_diagnostic_refresh(None)


def clear(server: OffpathServer, uri: str) -> None:
    """Takes a closed document's diagnostics away."""
    if not server.state.abilities.pulls:
        server.plain_protocol.notify_plain(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, {"uri": uri, "diagnostics": []})


def tell_notes(server: OffpathServer, document: OpenDocument) -> None:
    """Tells the user, once, what went wrong with a file or a setting."""
    state = server.state
    for note in (*state.session.notes(), *state.report(document).notes):
        if note.message in state.told:
            continue
        state.told.add(note.message)
        shown = note.kind in ("setting", "file")
        kind = lsp.MessageType.Warning
        server.window_log_message(lsp.LogMessageParams(kind, note.message))
        if shown:
            server.window_show_message(lsp.ShowMessageParams(kind, f"offpath: {note.message}"))
