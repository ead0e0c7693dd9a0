"""print-in-handler: diagnostics that nobody collects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offpath.detect.error_handling.print_in_handler import reason_of, served_prints
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.loggers import logger_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.printing import IS_ALONE_IN_PRINTING, PRINTS_BEFORE
from offpath.repair.caught_names import without_unread_name
from offpath.repair.edits import replacement
from offpath.repair.error_detail_leak import without_exception
from offpath.rules.base import Confidence, Finding, Fix, Related, Rule, Severity
from offpath.syntax import tree as t


class PrintInHandler(Rule):
    """Code that serves requests tells what it does by `print`.

    ## What it does
    Flags `print` and `pprint` in handlers and in functions that handlers reach, once in a file: the first, with those beside it.

    ## Why it is a risk
    The text has no level, no time and no request; under many servers it is lost or waits in a buffer.

    ## Example
    ```python
    print("order", order.id)
    ```

    ## Use instead
    ```python
    logger.info("order %s", order.id)
    ```

    ## Known limits
    Silent in commands, for prints into a file, and for those that wait for a flag which no handler hands over. Functions that handlers reach through more than
    three calls are not seen.

    ## Fix safety
    Unsafe: the text goes to the log. Offered where one function of the file prints, for all its prints at once.
    The level follows the word that the text begins with; none is offered beside `print_exc`, which would tell it twice.
    """

    name = "print-in-handler"
    category = "error-handling"
    severity = Severity.INFORMATION
    told_by_one_statement = True
    same_as = frozenset({"T201"})
    aliases = ("PRINT_STATEMENT",)
    invalid = (
        """\
from flask import Flask

app = Flask(__name__)

@app.post("/orders")
def create():
    print("creating an order")  # want
    return {}
""",
    )
    valid = (
        """\
import logging
from flask import Flask

app = Flask(__name__)
logger = logging.getLogger(__name__)

@app.post("/orders")
def create():
    logger.info("creating an order")
    return {}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the first call of a file; the others of its function are shown beside it."""
        for function in facts.functions:
            prints = list(served_prints(function))
            if not prints or facts.asking.ask(PRINTS_BEFORE, facts.module, ".".join(function.path)):
                continue
            yield self.finding(
                facts.span(prints[0]),
                f"`{facts.text(prints[0].func)}` tells what `{function.name}` does while it serves a request\n"
                "Nobody collects it. Use the logger, here and wherever this file prints.",
                Confidence.HIGH,
                reason=reason_of(function, prints[0]).value,
                related=tuple(Related(facts.span(each), "it prints here as well") for each in prints[1:]),
                fixes=_fixes(facts, function, prints),
            )
            return


def _fixes(facts: UnitFacts, function: FunctionFacts, prints: list[t.Call]) -> tuple[Fix, ...]:
    path = ".".join(function.path)
    if any(_is_told_twice(call) for call in prints):
        return ()
    if not all(_can_be_logged(call) for call in prints) or not facts.asking.ask(
        IS_ALONE_IN_PRINTING, facts.module, path
    ):
        return ()
    logger = logger_of(facts)
    edits = tuple(
        replacement(call, f"{logger.expression}.{_level(facts, call)}({_arguments(facts, call)})") for call in prints
    )
    for handler in {h for call in prints for h in call.ancestors() if isinstance(h, t.ExceptHandler)}:
        edits = without_unread_name(facts, handler, edits)
    return (Fix("Log it", edits, imports=logger.imports),)


def _can_be_logged(call: t.Call) -> bool:
    is_plain = bool(call.args) and not call.keywords and isinstance(call.parent, t.ExprStmt)
    return is_plain and not any(isinstance(each, t.Starred) for each in call.args)


def _level(facts: UnitFacts, call: t.Call) -> str:
    """How grave it is, by the word that a text begins with."""
    if any(isinstance(outer, t.ExceptHandler) for outer in call.ancestors()):
        return "exception"
    said = _FIRST_WORD.match(facts.text(call.args[0]).lower())
    return _LEVELS.get(said[1], "info") if said is not None else "info"


_FIRST_WORD = re.compile(
    r"""[furb]*["']+[\s\[({<*!-]*(debug|warning|warn|error|failed|failure|critical|\u274c|\u26a0)"""
)
_LEVELS = {
    "debug": "debug",
    **dict.fromkeys(("warning", "warn", "\u26a0"), "warning"),
    **dict.fromkeys(("error", "failed", "failure", "critical", "\u274c"), "error"),
}


def _is_told_twice(call: t.Call) -> bool:
    """Whether the branch prints the traceback, too: a log would tell it a second time."""
    for outer in call.ancestors():
        if isinstance(outer, t.ExceptHandler):
            return any(isinstance(n, t.Call) and last_name(n.func) == "print_exc" for n in outer.walk())
    return False


def _caught_as(call: t.Call) -> str:
    """The name of the exception that is told with its traceback anyway; empty where there is none."""
    return next((outer.name or "" for outer in call.ancestors() if isinstance(outer, t.ExceptHandler)), "")


def _arguments(facts: UnitFacts, call: t.Call) -> str:
    """The arguments of the log call: one text as it is; several with a place for each."""
    first, caught = call.args[0], _caught_as(call)
    kept = without_exception(facts, first, caught) if len(call.args) == 1 and caught else None
    if kept is not None:
        return kept
    is_text = isinstance(first, t.JoinedStr) or (isinstance(first, t.Constant) and isinstance(first.value, str))
    if len(call.args) == 1:
        return facts.text(first) if is_text else f'"%s", {facts.text(first)}'
    told = call.args
    places = ["%s" for _ in told]
    if (
        isinstance(first, t.Constant)
        and is_text
        and len(first.pieces) == 1
        and not set(str(first.value)) & set('%"\\\n')
    ):
        told, places = told[1:], [str(first.value), *places[1:]]
    rest = ", ".join(facts.text(argument) for argument in told)
    return f'"{" ".join(places)}", {rest}'
