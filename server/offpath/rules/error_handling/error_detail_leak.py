"""error-detail-leak: clients are told what went wrong inside."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.error_handling.error_detail_leak import Leak, house_answer, kept_leaks, leaks
from offpath.detect.error_handling.leak_reasons import LeakReason, reason_of
from offpath.facts.failures.except_branches import own_nodes, try_of
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.failures.loggers import logger_of, what_failed
from offpath.facts.project.calls import IS_CALLED_ABOVE
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.answered_results import SENDING
from offpath.repair.caught_names import without_unread_name
from offpath.repair.edits import insert_before
from offpath.repair.error_detail_leak import answer_edits, may_tell_answers
from offpath.rules.base import Confidence, Elsewhere, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t


class ErrorDetailLeak(Rule):
    """The text of an exception, or a traceback, is sent to the client.

    ## What it does
    Flags `str(e)`, `repr(e)`, f-strings with the exception, `e.args` and `traceback.format_exc()` in answers of handlers and in what they show or stream to visitors, in
    what helpers answer or raise that handlers send on, and in answers of functions for every exception.

    ## Why it is a risk
    Exceptions name tables, files, hosts, versions and sometimes secrets. Whoever attacks reads them first.

    ## Example
    ```python
    except Exception as error:
        return jsonify({"error": str(error)}), 500
    ```

    ## Use instead
    ```python
    except Exception:
        logger.exception("order failed")
        return jsonify({"error": "internal error"}), 500
    ```

    ## Known limits
    Silent for exceptions whose text is written for clients (validation, HTTP). Texts that the program translates, tests that somebody asked for, and what narrow
    exceptions of values and of the project say are reported at low confidence. Where a file answers by one function of the project again and again, the first
    place alone is believed. Lists that a caller hands in and reads afterwards are not followed.

    ## Fix safety
    Unsafe: clients no longer see the text. It is logged instead.
    """

    name = "error-detail-leak"
    category = "error-handling"
    severity = Severity.WARNING
    told_by_one_statement = True
    cwe = (209,)
    aliases = ("ERROR_DETAIL_LEAK",)
    invalid = (
        """\
from flask import Flask, jsonify

app = Flask(__name__)

@app.get("/report")
def report():
    try:
        return jsonify(build())
    except Exception as error:
        return jsonify({"error": str(error)}), 500  # want
""",
    )
    valid = (
        """\
import logging
from flask import Flask, jsonify

app = Flask(__name__)
logger = logging.getLogger(__name__)

@app.get("/report")
def report():
    try:
        return jsonify(build())
    except Exception as error:
        logger.exception("report failed: %s", error)
        return jsonify({"error": "internal error"}), 500
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the expression that tells."""
        for function in facts.functions:
            said: set[str] = set()
            for leak in leaks(function):
                house = house_answer(function, leak)
                again = bool(house) and (house in said or _is_said_above(function, house))
                said.add(house)
                around = reason_of(function, leak.node, leak.handler)
                yield self.finding(
                    facts.span(leak.node),
                    f"`{_short(facts, leak.node)}` tells clients what went wrong inside\n"
                    "Exceptions name tables, files and hosts. Log it, and answer with a general message.",
                    Confidence.LOW if again or around.is_doubt else Confidence(leak.certainty),
                    evidence=(f"as above in this file, by `{house.rpartition('.')[2]}`",) if again else (),
                    reason=_reason(leak, house, again) or _told(leak, around),
                    related=tuple(_sending(function)) if leak.is_sent_on else (),
                    fixes=_fixes(function, leak),
                )
            for kept in kept_leaks(function):
                yield self.finding(
                    facts.span(kept.node),
                    f"`{_short(facts, kept.node)}` is kept for clients, who read there what went wrong inside\n"
                    "Exceptions name tables, files and hosts. Log it, and keep a general message.",
                    Confidence(kept.certainty),
                    reason="kept",
                )


def _sending(function: FunctionFacts) -> Iterator[Elsewhere]:
    """Some of the calls by which it gets to clients."""
    for step in function.unit.asking.ask(SENDING, function.qualified_name)[:_MOST_CALLS]:
        yield Elsewhere(step, "it gets to a client through this call")


_MOST_CALLS = 2


def _is_said_above(function: FunctionFacts, house: str) -> bool:
    """Whether another function of the file answers by the same function of the project: one habit is said once."""
    return function.unit.asking.ask(IS_CALLED_ABOVE, function.unit.module, ".".join(function.path), house)


def _reason(leak: Leak, house: str, again: bool) -> str:
    """What verdicts on a finding are counted by: how sure it is, and whether a project answers so wherever something fails."""
    if again:
        return "own helper, again"
    return f"own helper, {leak.certainty}" if house else ""


def _told(leak: Leak, around: LeakReason) -> str:
    """What surrounds a text; of one that was hardly meant to be hidden, only whether it was asked for."""
    return around.value if leak.certainty != Confidence.LOW.value or around.is_doubt else ""


def _short(facts: UnitFacts, node: t.Expr) -> str:
    text = " ".join(facts.text(node).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def _fixes(function: FunctionFacts, leak: Leak) -> tuple[Fix, ...]:
    facts = function.unit
    general = (
        () if leak.handler is not None and may_tell_answers(function, leak.handler) else answer_edits(function, leak)
    )
    if not general:
        return ()
    title, edits = "Answer in general", list(general)
    imports: tuple[str, ...] = ()
    body = leak.handler.body if leak.handler is not None else function.node.body
    if not any(isinstance(n, t.Call) and is_log_call(n) for n in own_nodes(body)):
        logger = logger_of(facts)
        tried = try_of(leak.handler).body if leak.handler is not None else []
        said = f'{logger.expression}.exception("{what_failed(function, tried)} failed")'
        if leak.handler is None:
            said = f'{logger.expression}.error("{function.name}", exc_info={leak.name})'
        logged = insert_before(facts, body[0], said)
        if logged is None:
            return ()
        edits.append(logged)
        title, imports = "Log it and answer in general", logger.imports
    return (Fix(title, without_unread_name(facts, leak.handler, edits), imports=imports),)
