"""What the server does on request, beside the protocol's own requests: an editor's extension calls it by name."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcInvalidParams

from offpath import __version__
from offpath.engine.reporting.pages import page_of
from offpath.lsp.attending import analysed
from offpath.lsp.protocol import Encoded
from offpath.lsp.rendering import Renderer, Target

if TYPE_CHECKING:
    from offpath.engine.running.run import RunFile
    from offpath.lsp.server import OffpathServer

EXPLAIN = "offpath.server.explain"
FIX_PROMPT = "offpath.server.fixPrompt"
CHECK_WORKSPACE = "offpath.server.checkWorkspace"
INFORMATION = "offpath.server.information"


async def explain(server: OffpathServer, rule: str) -> dict[str, str]:
    """A rule's page: its `name`, and `markdown`. Aliases are understood."""
    found = (await server.engine()).session.settings.rules.named(rule)
    if found is None:
        raise JsonRpcInvalidParams(f"no rule is called {rule!r}")
    return {"name": found.name, "markdown": page_of(found)}


async def fix_prompt(
    server: OffpathServer, uri: str, position: dict[str, int], rule: str = ""
) -> dict[str, str] | None:
    """What to ask an assistant about the finding on a line (of one rule, if named); None where there is none."""
    from offpath.engine.fixing.prompts import fix_prompt as prompt_of

    asked = position["line"]
    found = await analysed(server, uri, lambda document: (document.first_line + asked,) * 2)
    if found is None:
        return None
    engine, document = found
    line = asked + document.first_line
    findings = document.own(engine.session.report(document.path).findings)
    on_line = [each for each in findings if each.range.start.line <= line <= each.range.end.line]
    wanted = next((each for each in on_line if rule in ("", each.finding.rule)), None)
    if wanted is None:
        return None
    prompt = prompt_of(_relative(server, document.path), document.whole.lines, wanted)
    return {"rule": wanted.finding.rule, "prompt": prompt}


async def check_workspace(server: OffpathServer) -> Encoded:
    """The diagnostics of every file in the workspace's folders as it is on disk: a list of `uri` and `diagnostics`."""
    from offpath.engine.configuration.settings import SettingsFinder
    from offpath.engine.running.run import check_paths

    session = (await server.engine()).session
    settings = SettingsFinder(session.settings.rules, session.settings.overrides)
    folders = list(server.state.folders)
    run = asyncio.get_running_loop().run_in_executor
    result = await run(None, lambda: check_paths(folders, settings))
    return Encoded(f"[{','.join(_reported(server, file) for file in result.files if file.findings)}]")


def _reported(server: OffpathServer, file: RunFile) -> str:
    state, elsewhere = server.state, server.publisher.elsewhere
    uri, places = elsewhere.on_disk(file.path)
    target = Target(file.path, places, elsewhere, state.abilities.related, state.abilities.tags)
    return f'{{"uri":{json.dumps(uri)},"diagnostics":{Renderer().render(file.findings, target)}}}'


async def information(server: OffpathServer) -> dict[str, Any]:
    """What is running, and on what: for a report about a problem."""
    session = (await server.engine()).session
    return {
        "version": __version__,
        "python": platform.python_version(),
        "executable": sys.executable,
        "location": str(Path(__file__).parents[1]),
        "platform": platform.platform(),
        "process": os.getpid(),
        "rules": [rule.name for rule in session.settings.rules],
        "folders": list(server.state.folders),
        "documents": len(server.state.documents),
        "settings": server.state.settings,
    }


def _relative(server: OffpathServer, path: str) -> str:
    """A path as the user knows it: from the workspace's folder."""
    for folder in server.state.folders:
        if path.startswith(os.path.join(folder, "")):
            return os.path.relpath(path, folder).replace(os.sep, "/")
    return path


COMMANDS: dict[str, Callable[..., Awaitable[Any]]] = {
    EXPLAIN: explain,
    FIX_PROMPT: fix_prompt,
    CHECK_WORKSPACE: check_workspace,
    INFORMATION: information,
}
"""Each takes the server and the client's arguments."""
