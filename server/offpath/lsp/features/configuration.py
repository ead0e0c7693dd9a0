"""Settings of the editor: asked for, and told when they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.features.lifecycle import settings_in

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: lsp.DidChangeConfigurationParams) -> None:
        if server.state.abilities.configuration:
            await fetch(server)
        else:
            apply(server, params.settings)


async def fetch(server: OffpathServer) -> None:
    """Asks the client for the settings, where it can be asked."""
    if not server.state.abilities.configuration:
        return
    answers = await server.workspace_configuration_async(
        lsp.ConfigurationParams([lsp.ConfigurationItem(section="offpath")])
    )
    if answers and answers[0]:
        apply(server, answers[0])


def apply(server: OffpathServer, settings: object) -> None:
    """Lays the editor's settings over the files' and analyses anew."""
    values = {key: value for key, value in settings_in(settings).items() if value is not None}
    if values == server.state.options:
        return
    server.state.options = values
    session = server.state.session
    session.settings.override(values)
    session.reconfigure()
    server.state.scheduler.changed_elsewhere()
