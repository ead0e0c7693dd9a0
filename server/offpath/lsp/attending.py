"""Which text of a file is analysed, and waiting until it is.

A client may have a file open under two addresses, each with a text of its own. The project knows a file once: the text
that was last opened, edited or asked about leads. The other keeps what was said of it, which is right until it leads again.
"""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import TYPE_CHECKING

from offpath.lsp.telling import log
from offpath.text.document import ContentChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from offpath.engine.openfile import Lines
    from offpath.engine.session import Session
    from offpath.lsp.server import OffpathServer
    from offpath.lsp.state import Engine, OpenDocument, OpenText, ServerState
    from offpath.text.document import LineChange

_PATIENCE = 20.0
"""Seconds that a question waits for the analysis of its document; then it is answered with what is known."""


def attend(state: ServerState, engine: Engine, source: OpenText) -> bool:
    """From now on this text is what the engine knows of its file; False where it cannot be."""
    leading = state.leading.get(source.path)
    if leading is source:
        return True
    try:
        if leading is None:
            engine.session.open(source.path, source.document)
        else:
            whole = ContentChange(source.document.text)
            _, lines = leading.document.edited([whole], source.document.version, state.encoding)
            engine.session.change(source.path, source.document, lines)
    except Exception:  # one text must not cost the others
        log.exception("%s cannot be analysed", source.path)
        return False
    state.leading[source.path] = source
    engine.scheduler.opened(source.path)
    return True


def opened(server: OffpathServer, source: OpenText) -> None:
    """A text was opened, or replaced from outside."""
    if server.state.engine is None:
        server.start_engine()
    else:
        attend(server.state, server.state.engine, source)


def edited(server: OffpathServer, source: OpenText, lines: LineChange | None) -> None:
    """A text has become another; ``lines`` is what `Document.edited` told."""
    state, engine = server.state, server.state.engine
    if engine is None:
        return
    if state.leading.get(source.path) is not source:
        attend(state, engine, source)
    else:
        try:
            engine.session.change(source.path, source.document, lines)
        except Exception:  # an edit that cannot be followed must not cost the document: begin anew with its text
            log.exception("an edit of %s could not be followed", source.path)
            engine.session.open(source.path, source.document)
    engine.scheduler.edited(source.path)


def closed(server: OffpathServer, source: OpenText) -> None:
    """A text was closed: another of the same file counts, or what is on disk."""
    state, engine = server.state, server.state.engine
    if engine is None or state.leading.get(source.path) is not source:
        return
    others = state.sources_at(source.path)
    if others:
        attend(state, engine, others[-1])
    else:
        del state.leading[source.path]
        engine.session.close(source.path)
        engine.scheduler.closed(source.path)


def _everywhere(_: OpenDocument) -> None:
    """All lines are asked about."""


def _is_known(session: Session, document: OpenDocument, place: Callable[[OpenDocument], Lines | None]) -> bool:
    lines = place(document)
    if lines is not None:
        session.hurry(document.path, lines)
    return session.is_known(document.path, lines)


async def analysed(
    server: OffpathServer, uri: str, place: Callable[[OpenDocument], Lines | None] = _everywhere
) -> tuple[Engine, OpenDocument] | None:
    """A document, once its latest text has been analysed; None where it is not open, or is closed meanwhile.

    ``place`` says which lines of the analysed text are asked about: these come first, and nothing else is waited for.
    Editors drop a menu that takes longer than half a second.
    """
    engine = await server.engine()
    session, scheduler, loop = engine.session, engine.scheduler, asyncio.get_running_loop()
    until = loop.time() + _PATIENCE
    while (document := server.state.find(uri)) is not None:
        if not attend(server.state, engine, document.source):
            return None
        is_known, left = partial(_is_known, session, document, place), until - loop.time()
        if is_known() or left <= 0:
            return engine, document
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(scheduler.until(is_known), left)
    return None
