"""unsafe-conversion: what may be absent is used as if it were there."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.absent import STORES
from offpath.catalogue.words.verbs import words
from offpath.detect.hollow_code.absent_values import AbsentUse, absent_uses, is_answer_of_own_client
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import sources_of
from offpath.facts.unit import UnitFacts
from offpath.repair.absent_values import repair_absent
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity


class UnsafeConversion(Rule):
    """The answer of `get` is converted, indexed or worked with though it may be `None`.

    ## What it does
    Flags `float(data.get("price"))`, `data.get("user")["id"]`, `data.get("name").strip()` and the like, where nothing asks whether the value is there.

    ## Why it is a risk
    `get` is the way to say that a value may be absent; then `None` goes on, and a `TypeError` far from its cause answers the client with a 500.

    ## Example
    ```python
    price = float(data.get("price"))
    ```

    ## Use instead
    ```python
    price = float(data["price"])
    ```

    ## Known limits
    Silent where the function asks for the value anywhere, puts it there, or catches what happens. Data that did not come from a client is reported with
    low confidence unless a conversion takes it. Environment variables are unchecked-environment.

    ## Fix safety
    Unsafe: an absent value raises a `KeyError`, which says what is absent, or takes the way of a value that cannot be converted.
    None is offered for a body that is a plain dictionary, whose missing key is no better answered.
    """

    name = "unsafe-conversion"
    category = "hollow-code"
    severity = Severity.WARNING
    aliases = ("TYPE_UNSAFE_ACCESS",)
    cwe = (476,)
    invalid = (
        """\
def price_of(data: dict) -> float:
    return float(data.get("price"))  # want
""",
        """\
from flask import Flask, request

app = Flask(__name__)

@app.post("/names")
def rename():
    name = request.get_json().get("name").strip()  # want
    return {"name": name}
""",
    )
    valid = (
        """\
def price_of(data: dict) -> float:
    return float(data.get("price", 0))
""",
        """\
def price_of(data: dict) -> float | None:
    if data.get("price") is None:
        return None
    return float(data.get("price"))
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the read."""
        for each in absent_uses(facts):
            if each.of_environment:
                continue
            is_own = is_answer_of_own_client(facts, each)
            yield self.finding(
                facts.span(each.read),
                f"`{each.key}` may be absent, and {_said(each)}\n"
                "`get` answers None then, which fails here. Ask for the value outright, or say what holds without it.",
                Confidence.LOW if is_own else _confidence(facts, each),
                reason="answer of an own client" if is_own else "",
                fixes=_fixes(facts, each),
            )


def _said(each: AbsentUse) -> str:
    if each.what.startswith("."):
        return f"`{each.what}` is asked of it"
    if each.what == "[…]":
        return "an element of it is asked for"
    if each.what == "for":
        return "it is looped over"
    if each.what.isidentifier() and each.what != "in":
        return f"`{each.what}` is handed it"
    return f"`{each.what}` works with it"


def _confidence(facts: UnitFacts, each: AbsentUse) -> Confidence:
    function = facts.function_of(each.read)
    if function is not None and each.receiver is not None:
        if any(source.kind == "client" for source in sources_of(function).of(each.receiver)):
            return Confidence.HIGH
    return Confidence.MEDIUM if each.what in _NUMBERS and each.direct else Confidence.LOW


_NUMBERS = frozenset({"int", "float", "Decimal", "UUID", "fromisoformat", "strptime"})


def _fixes(facts: UnitFacts, each: AbsentUse) -> tuple[Fix, ...]:
    if each.receiver is not None and (words(last_name(each.receiver)) or ("",))[-1] in STORES:
        return ()
    repair = repair_absent(facts, each)
    return (Fix(repair.title, repair.edits),) if repair is not None else ()
