"""missing-write: a function named for a write that reports success and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.outcomes import RESPONSES
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.outcomes import claims_success
from offpath.facts.functions.promises import promised_write
from offpath.facts.project.reach import REACH
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.rules.base import Confidence, Finding, Related, Rule, Severity
from offpath.syntax import tree as t


class MissingWrite(Rule):
    """A function named for a write reports success and writes nothing.

    ## What it does
    Flags functions whose name promises a write (`save_…`, `delete_…`, `record_…`) and whose return value claims
    that it happened, while neither they nor anything they call changes a database, a file, a queue, another service or
    an object that outlives the call.

    ## Why it is a risk
    Callers and tests see success; the data is gone. Nothing fails until somebody looks for what was "saved".

    ## Example
    ```python
    def save_preferences(user_id, preferences):
        validated = validate_preferences(preferences)
        return {"status": "saved", "user_id": user_id}
    ```

    ## Use instead
    ```python
    def save_preferences(user_id, preferences):
        validated = validate_preferences(preferences)
        db.execute("UPDATE users SET preferences = ? WHERE id = ?", (json.dumps(validated), user_id))
        db.commit()
        return {"status": "saved", "user_id": user_id}
    ```

    ## Known limits
    Calls that cannot be seen count as writes when their names say so, and lower the confidence when they are handed the
    function's data. Functions that build and return a new value, overrides, stubs and tests are left alone.

    ## Fix safety
    No fix: where the data belongs is not for a tool to guess.
    """

    name = "missing-write"
    category = "hollow-code"
    severity = Severity.ERROR
    aliases = ("MISSING_WRITE",)
    invalid = (
        """\
def save_preferences(user_id, preferences):  # want
    cleaned = {k: v for k, v in preferences.items() if v is not None}
    return {"status": "saved", "user_id": user_id}
""",
        """\
class Registry:
    def add_session(self, token: str) -> bool:  # want
        session = {"token": token}
        return True
""",
    )
    valid = (
        """\
import json
from pathlib import Path

def save_preferences(user_id, preferences):
    Path(f"{user_id}.json").write_text(json.dumps(preferences))
    return {"status": "saved"}
""",
        """\
def add(a, b):
    return a + b
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Judges every function of the unit by its name, its claim and its reach."""
        for function in facts.functions:
            finding = self._judge(facts, function)
            if finding is not None:
                yield finding

    def _judge(self, facts: UnitFacts, function: FunctionFacts) -> Finding | None:
        promise = promised_write(function)
        if promise is None:
            return None
        claims = [c for c in claims_success(function) if not (promise == "create" and _is_new_object(c))]
        if not claims:
            return None
        reach = facts.asking.ask(REACH, function.qualified_name)
        if reach.writes or reach.by_name or (promise == "log" and reach.logs):
            return None
        return self.finding(
            function.name_span,
            f"`{function.name}` reports success but writes nothing\n"
            "Neither it nor anything it calls changes a store, a file, another service or an object that outlives the call. "
            "Write the data, or report that it was not kept.",
            Confidence.LOW if reach.unknown else Confidence.HIGH,
            evidence=tuple(f"`{name}` cannot be seen and is handed its data" for name in reach.unknown),
            related=tuple(Related(facts.span(claim), "success is reported here") for claim in claims[:1]),
        )


def _is_new_object(claim: t.Node) -> bool:
    """Whether what is returned is an object of a class: what a `create_…` promises, not a report about it."""
    value = claim.value if isinstance(claim, t.Return) else None
    return isinstance(value, t.Call) and last_name(value.func)[:1].isupper() and last_name(value.func) not in RESPONSES
