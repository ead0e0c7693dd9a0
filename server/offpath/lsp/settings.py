"""The editor's settings: given with `initialize`, asked for, or told when they change."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer

SECTION = "offpath"

_log = logging.getLogger(__name__)


def settings_in(options: Any) -> dict[str, Any]:
    """The settings among initialisation options or a configuration: at the top, or below `settings` or `offpath`.

    Editors send null for what is not set.
    """
    if not isinstance(options, dict):
        return {}
    for key in ("settings", SECTION):
        inner = options.get(key)
        if isinstance(inner, dict):
            return settings_in(inner)
    return {key: value for key, value in options.items() if value is not None}


async def fetch(server: OffpathServer) -> None:
    """Asks the client for the settings, where it can be asked."""
    if not server.state.abilities.configuration:
        return
    try:
        answers = await server.workspace_configuration_async(
            lsp.ConfigurationParams([lsp.ConfigurationItem(section=SECTION)])
        )
    except JsonRpcException as error:
        _log.warning("the client does not tell its settings: %s", error)
        return
    apply(server, answers[0] if answers else None)


def apply(server: OffpathServer, configured: object) -> None:
    """Lays the editor's settings over the initial ones, and analyses anew if they are others now."""
    state = server.state
    values = {**state.initial_settings, **settings_in(configured)}
    if values == state.settings:
        return
    state.settings = values
    if state.engine is not None:
        state.engine.session.settings.override(values)
        state.engine.session.reconfigure()
        state.engine.scheduler.changed_elsewhere()
