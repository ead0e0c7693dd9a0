"""unchecked-environment: a missing setting is noticed late."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.detect.configuration.unchecked_environment import late_reads
from offpath.detect.hollow_code.absent_values import absent_uses
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import replacement
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t


class UncheckedEnvironment(Rule):
    """An environment variable is used as if it were always set, or first asked for while a request waits.

    ## What it does
    Flags `int(os.getenv("X"))`, `os.environ.get("X").split(",")` and the like, and required variables that handlers read.

    ## Why it is a risk
    A forgotten setting should stop the program when it starts, with its name in the message. Here it is a `TypeError`, or the first customer's 500.

    ## Example
    ```python
    WORKERS = int(os.getenv("WORKERS"))
    ```

    ## Use instead
    ```python
    WORKERS = int(os.environ["WORKERS"])
    ```

    ## Known limits
    Handlers alone are looked at, not what they call. Silent where the code asks whether the variable is set. What a handler reads has no fix: the line
    belongs to the module's head.

    ## Fix safety
    Unsafe: the program does not start without the variable.
    """

    name = "unchecked-environment"
    category = "configuration"
    severity = Severity.WARNING
    cwe = (754,)
    invalid = (
        """\
import os

WORKERS = int(os.getenv("WORKERS"))  # want
""",
        """\
import os
from flask import Flask

app = Flask(__name__)

@app.post("/charges")
def charge():
    return gateway.charge(key=os.environ["GATEWAY_KEY"])  # want
""",
    )
    valid = (
        """\
import os

WORKERS = int(os.getenv("WORKERS", "4"))
""",
        """\
import os

GATEWAY_KEY = os.environ["GATEWAY_KEY"]
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the read."""
        late = {read.node: read for function in facts.functions for read in late_reads(function)}
        for each in absent_uses(facts):
            if each.of_environment and each.read not in late:
                yield self.finding(
                    facts.span(each.read),
                    f"`{each.key}` may not be set, and what is read is used at once\n"
                    "Without it this fails far from the cause. Ask for it outright, so that the program names what is missing, or give a default.",
                    Confidence.HIGH if each.direct else Confidence.MEDIUM,
                    fixes=_fixes(facts, each.read),
                )
        for node, read in late.items():
            optional = isinstance(node, t.Call) and _SECRETS.isdisjoint(words(read.key))
            yield self.finding(
                facts.span(node),
                f"`{read.key}` is read while a request waits\n"
                "If it is not set, the program starts and the request fails. Read it when the module is loaded.",
                Confidence.LOW if optional else Confidence.MEDIUM,
                reason="handed on" if optional else "",
            )


_SECRETS = frozenset({"key", "secret", "token", "password", "passwd", "dsn", "credentials"})
"""Words of variables without which nothing works; another one that is only handed on may be an option."""


def _fixes(facts: UnitFacts, read: t.Call) -> tuple[Fix, ...]:
    func = read.func
    if isinstance(func, t.Attribute) and func.attr == "get":
        mapping, imports = facts.text(func.value), ()
    elif isinstance(func, t.Attribute):
        mapping, imports = f"{facts.text(func.value)}.environ", ()
    else:
        return (_outright(facts, read, "os.environ", ("import os",)),)
    return (_outright(facts, read, mapping, imports),)


def _outright(facts: UnitFacts, read: t.Call, mapping: str, imports: tuple[str, ...]) -> Fix:
    text = f"{mapping}[{facts.text(read.args[0])}]"
    return Fix("Ask for the variable outright", (replacement(read, text),), imports=imports)
