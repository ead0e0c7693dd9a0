"""unhandled-external-failure: another service's failure becomes our 500."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.error_handling.unhandled_external_failure import unhandled_calls
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class UnhandledExternalFailure(Rule):
    """A handler calls another service or a language model, and nothing handles its failure.

    ## What it does
    Flags requests to other services and model calls in handlers, outside of every `try`, in projects without a handler for all exceptions.

    ## Why it is a risk
    Other services fail every day. Users then see a plain 500 and learn nothing; what was half done stays so.

    ## Example
    ```python
    @app.get("/weather/<city>")
    def weather(city):
        return client.get(f"/weather/{city}").json()
    ```

    ## Use instead
    ```python
    @app.get("/weather/<city>")
    def weather(city):
        try:
            return client.get(f"/weather/{city}").json()
        except httpx.HTTPError:
            logger.exception("weather failed")
            return {"error": "the weather is not available"}, 503
    ```

    ## Known limits
    Calls in helpers are not looked at. One finding for each handler.
    """

    name = "unhandled-external-failure"
    category = "error-handling"
    severity = Severity.INFORMATION
    cwe = (755,)
    aliases = ("MISSING_ERROR_HANDLING",)
    invalid = (
        """\
import httpx
from fastapi import FastAPI

app = FastAPI()

@app.get("/weather/{city}")
def weather(city: str):
    answer = httpx.get(f"https://weather.example/{city}", timeout=5)  # want
    answer.raise_for_status()
    return answer.json()
""",
    )
    valid = (
        """\
import httpx
from fastapi import FastAPI, HTTPException

app = FastAPI()

@app.get("/weather/{city}")
def weather(city: str):
    try:
        answer = httpx.get(f"https://weather.example/{city}", timeout=5)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise HTTPException(status_code=503) from error
    return answer.json()
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the first call."""
        for function in facts.functions:
            for each in unhandled_calls(function):
                what = "the language model" if each.asks_model else "the other service"
                yield self.finding(
                    facts.span(each.call),
                    f"nothing handles it when {what} fails or takes too long\n"
                    "The client gets a plain 500. Catch the failure here, or answer for it in one place for the whole application.",
                    Confidence.MEDIUM,
                )
