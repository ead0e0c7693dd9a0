"""debug-mode-enabled: a framework told to debug in code that production runs."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.configuration.debug_mode_enabled import DebugSwitch, debug_switches
from offpath.facts.code.kinds_of_files import DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.repair.edits import quote_of, replacement
from offpath.repair.removing import remove_argument
from offpath.rules.base import Applicability, Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t

RELOADER = "reloader"
"""The reason of findings where no debugger runs: files are watched."""

BY_HAND = "where it is run by hand"
"""The reason of findings in what only runs where somebody starts the module itself, which is not how the project says that it is started."""

_ELSEWHERE = "a file of the project has a server load this module"


class DebugModeEnabled(Rule):
    """Debugging is switched on in code that production runs.

    ## What it does
    Flags `debug=True` (and reloaders) handed to Flask, Quart, FastAPI, Starlette, Litestar, Sanic, aiohttp, Tornado, Bottle
    and uvicorn, `app.debug = True`, `app.config["DEBUG"] = True`, and `DEBUG = True` in Django settings that production loads; so are switches whose variable of the
    environment falls back to on.

    ## Why it is a risk
    Debuggers answer errors with source code, variables and settings, and some run code for whoever opens the page. A reloader shows nothing to anybody; it starts the
    server anew in the midst of requests when a file changes, and runs one process whatever number of workers is asked for.

    ## Example
    ```python
    app.run(debug=True)
    ```

    ## Use instead
    ```python
    app.run(debug=os.environ.get("DEBUG") == "1")
    ```

    ## Known limits
    Silent in tests, in modules and classes named for development, and under a condition. Of low confidence under `if __name__ == "__main__"` where a
    Dockerfile, a Procfile, a compose file or another such file says that a server loads the module, and none runs it by itself: visitors do not meet it there.

    ## Fix safety
    Safe by intention: that debugging ends is the repair, and nothing else changes: no other argument, no comment of one. None is offered where the same assignment
    binds another name, too, nor where the call names a setting (`reload=config.debug`): that is switched off where its value stands.
    The second fix lets the environment decide, and is unsafe.
    """

    name = "debug-mode-enabled"
    category = "configuration"
    severity = Severity.ERROR
    told_by_one_statement = True
    same_as = frozenset({"S201", "B201"})
    silent_in = frozenset({TESTS, DEVELOPMENT, DOCUMENTATION})
    cwe = (489,)
    aliases = ("DEBUG_MODE_RISK",)
    invalid = (
        """\
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)  # want
""",
        """\
from fastapi import FastAPI

app = FastAPI(debug=True, title="Wallet")  # want
""",
    )
    valid = (
        """\
import os
from flask import Flask

app = Flask(__name__)
app.run(debug=os.environ.get("DEBUG") == "1")
""",
        """\
import asyncio

asyncio.run(main(), debug=True)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the call or the assignment."""
        for switch in debug_switches(facts):
            yield self.finding(
                facts.span(switch.node),
                _said(switch),
                _confidence(switch),
                evidence=(_ELSEWHERE,) if switch.is_by_hand else (),
                reason=_reason(switch),
                fixes=_fixes(facts, switch),
            )


def _confidence(switch: DebugSwitch) -> Confidence:
    if switch.is_by_hand:
        return Confidence.LOW
    return Confidence.HIGH if switch.certain and not switch.reloads else Confidence.MEDIUM


def _reason(switch: DebugSwitch) -> str:
    if switch.is_by_hand:
        return BY_HAND
    return RELOADER if switch.reloads else "falls back to on" if switch.unless_told else ""


def _where(switch: DebugSwitch) -> str:
    return " where nobody switches it off" if switch.unless_told else ""


def _said(switch: DebugSwitch) -> str:
    if switch.reloads:
        return (
            f"the reloader is on{_where(switch)}: `{switch.what}`\n"
            "In production it watches every file and starts the server anew, in the midst of requests, when one changes; there is one process, "
            "whatever number of workers is asked for. Leave it off, or let the environment decide."
        )
    return (
        f"debugging is on{_where(switch)}: `{switch.what}`\n"
        "In production this shows source code and settings to visitors, or lets them run code. "
        "Leave it off, or let the environment decide."
    )


def _fixes(facts: UnitFacts, switch: DebugSwitch) -> tuple[Fix, ...]:
    if isinstance(switch.node, t.Assign) and len(switch.node.targets) > 1:
        return ()
    if switch.value is None or fold(facts, switch.value) is None:
        return ()
    if switch.argument is not None and not isinstance(switch.argument.value, t.Constant):
        return ()
    quote = quote_of(facts)
    from_environment = replacement(switch.value, f"os.environ.get({quote}DEBUG{quote}) == {quote}1{quote}")
    by_environment = Fix("Let the environment decide", (from_environment,), Applicability.UNSAFE, ("import os",))
    if switch.call is not None and switch.argument is not None:
        removed = remove_argument(facts, switch.call, switch.argument)
        off = Fix(f"Remove `{switch.what}`", (removed,), Applicability.SAFE)
    else:
        how = Applicability.UNSAFE if isinstance(switch.node, t.Call) else Applicability.SAFE
        off = Fix("Switch debugging off", (replacement(switch.value, "False"),), how)
    return (off, by_environment)
