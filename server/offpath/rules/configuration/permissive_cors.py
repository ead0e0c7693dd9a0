"""permissive-cors: every site may talk to the application in the name of whoever visits it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.configuration.permissive_cors import OpenOrigins, open_origins
from offpath.facts.code.kinds_of_files import DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class PermissiveCors(Rule):
    """Any origin is allowed, together with credentials.

    ## What it does
    Flags CORS settings of Flask, Quart, FastAPI, Starlette, Litestar, Sanic, aiohttp and Django that allow every origin and credentials, and answers that repeat whatever
    origin asks.

    ## Why it is a risk
    Every page that a signed-in user visits can read and change their data through their browser.

    ## Example
    ```python
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
    ```

    ## Use instead
    ```python
    app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"], allow_credentials=True)
    ```

    ## Known limits
    Any origin without credentials is silent: it only opens what is public anyway, unless the network itself is the guard.

    ## Fix safety
    There is no fix: which sites are yours is for you to say.
    """

    name = "permissive-cors"
    category = "configuration"
    severity = Severity.WARNING
    told_by_one_statement = True
    silent_in = frozenset({TESTS, DEVELOPMENT, DOCUMENTATION})
    cwe = (942,)
    invalid = (
        """\
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)  # want
""",
    )
    valid = (
        """\
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"], allow_credentials=True)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the call, the setting or the header."""
        for each in open_origins(facts):
            yield self.finding(
                facts.span(each.node),
                "every site may talk to this application with its visitors' credentials\n"
                "A page that somebody visits while signed in can read and change their data. Name the sites that are yours.",
                _confidence(each),
            )


def _confidence(each: OpenOrigins) -> Confidence:
    if not each.has_sessions:
        return Confidence.LOW
    return Confidence.HIGH if each.certain else Confidence.MEDIUM
