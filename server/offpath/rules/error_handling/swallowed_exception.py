"""swallowed-exception: a broad except that does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.fail_open_verification import OpenWays
from offpath.detect.error_handling.false_success import claims_what_failed, false_success
from offpath.detect.error_handling.hidden_failures import Excuse, excuse_of, is_within_logging
from offpath.facts.code.kinds_of_files import BUILD, DOCUMENTATION, TESTS
from offpath.facts.failures.branch_answers import is_refused_behind
from offpath.facts.failures.except_branches import (
    caught_names,
    except_span,
    is_broad,
    is_cleanup,
    is_empty,
    is_guess,
    is_optional_import,
    is_optional_reading,
    try_of,
)
from offpath.facts.failures.loggers import Logger, logger_of, tried_call, what_failed
from offpath.facts.failures.reasons import gives_reason, tells_of_leaving_out
from offpath.facts.running.stakes import Stake
from offpath.facts.stores.tried import Work, drops_entry, is_told_by_callees, only_changes_schema, stake_of, work_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.edits import indentation, line_end, quote_of, replacement
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span


class SwallowedException(Rule):
    """A broad except branch does nothing.

    ## What it does
    Flags `except Exception`, bare `except` and the like whose body is only `pass`, `continue` or `...`, or binds the exception to a name that nothing reads.

    ## Why it is a risk
    Every mistake in the `try`, a misspelt name included, vanishes without a trace, and what follows runs on half-done work.

    ## Example
    ```python
    try:
        sync(record)
    except Exception:
        pass
    ```

    ## Use instead
    ```python
    try:
        sync(record)
    except Exception:
        logger.exception("sync failed")
    ```

    ## Known limits
    Silent for narrow exceptions, `contextlib.suppress`, putting things away (closing, cancelling, removing temporary files), optional imports, where a comment in
    the branch, or one before the `try` that says that it may fail, gives the reason or the docstring says what is left out, and where what the `try` was to get
    is asked for behind it and refused. Silent, too, where what is called logs its failures itself, and within handlers of the log.
    Where the `try` only works something out from its values, makes a column that may be there, measures, or looks which of a few things are there, and where a
    person runs it at a terminal, the finding is of low confidence.

    ## Fix safety
    Unsafe: the log grows by what was hidden. Where success would be reported although a commit failed, the failure is raised.
    """

    name = "swallowed-exception"
    category = "error-handling"
    severity = Severity.WARNING
    same_as = frozenset(
        {
            "S110",
            "S112",
            "BLE001",
            "B110",
            "B112",
            "W0702",
            "W0703",
            "W0718",
            "bare-except",
            "broad-except",
            "broad-exception-caught",
        }
    )
    silent_in = frozenset({TESTS, DOCUMENTATION, BUILD})
    cwe = (391,)
    aliases = ("EMPTY_EXCEPT",)
    invalid = (
        """\
def sync_all(records, sync):
    for record in records:
        try:
            sync(record)
        except Exception:  # want
            continue
""",
        """\
def load(path):
    try:
        return fetch(path)
    except:  # want
        pass
""",
    )
    valid = (
        """\
def close(connection):
    try:
        connection.close()
    except Exception:
        pass
""",
        """\
def find(prices, sku):
    try:
        return prices[sku]
    except KeyError:
        pass
    return None
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `except` line."""
        for handler in facts.nodes(t.ExceptHandler):
            if not is_broad(handler) or not is_empty(handler) or is_optional_import(handler):
                continue
            if is_guess(handler) or is_optional_reading(handler):
                continue
            function = facts.function_of(handler)
            if is_cleanup(handler, function) or gives_reason(facts, handler) or is_refused_behind(facts, handler):
                continue
            if function is not None and _is_told(function, handler):
                continue
            if false_success(facts, handler) is not None or handler in facts.derived(OpenWays).nodes:
                continue
            reason = _reason(function, handler)
            caught = " or ".join(f"`{name}`" for name in caught_names(handler)) or "everything"
            yield self.finding(
                except_span(handler),
                f"{caught} is caught and nothing is done\n"
                "Any mistake in the `try` vanishes without a trace. Log it with its traceback, or catch what you expect.",
                _BELIEF.get(reason, Confidence.HIGH),
                reason=reason,
                fixes=_fixes(facts, handler, function),
            )


def _is_told(function: FunctionFacts, handler: t.ExceptHandler) -> bool:
    """Whether the docstring says what is left out, what is called tells of its failures itself, or the log itself failed."""
    told = tells_of_leaving_out(function) or is_within_logging(function)
    return told or is_told_by_callees(function, try_of(handler).body)


def _reason(function: FunctionFacts | None, handler: t.ExceptHandler) -> str:
    """How far the `try` gets, by which verdicts are counted; empty outside of functions."""
    if function is None:
        return ""
    excuse = excuse_of(function, handler)
    if excuse is not None:
        return excuse.value
    if only_changes_schema(function, handler):
        return _SCHEMA
    body = try_of(handler).body
    work = work_of(function, body)
    if work is not None:
        return work.value
    stake = stake_of(function, body)
    return _DROPPED if stake in (Stake.COMPUTES, Stake.UNSEEN) and drops_entry(handler) else stake.value


_SCHEMA, _DROPPED = "schema change", "drops an entry"

_BELIEF = {
    _SCHEMA: Confidence.LOW,
    **{each.value: Confidence.LOW for each in Excuse},
    Stake.COMPUTES.value: Confidence.LOW,
    _DROPPED: Confidence.MEDIUM,
    **{each.value: Confidence.MEDIUM for each in Work},
    Stake.UNSEEN.value: Confidence.MEDIUM,
}
"""What fails mostly because a value has another form, or because what is to be made is there, is hardly a fault."""


def _said(facts: UnitFacts, handler: t.ExceptHandler, function: FunctionFacts | None, logger: Logger) -> str:
    """The log call: that what was called failed, where the function goes on, else that the function did."""
    tried, quote = try_of(handler), quote_of(facts)
    goes_on = function is not None and (tried.parent is not function.node or tried is not function.node.body[-1])
    called = tried_call(facts, tried.body) if goes_on and not claims_what_failed(facts, handler) else ""
    failed = called.rpartition(".")[2] or what_failed(function, tried.body)
    return f"{logger.expression}.exception({quote}{failed} failed{quote})"


def _fixes(facts: UnitFacts, handler: t.ExceptHandler, function: FunctionFacts | None) -> tuple[Fix, ...]:
    logger = logger_of(facts)
    call = _said(facts, handler, function, logger)
    last = handler.body[-1]
    between = f"{line_end(facts)}{indentation(facts, last)}"
    on_its_line = "\n" not in facts.reading.text[handler.start : last.start]
    if isinstance(last, t.Continue):
        if on_its_line:
            return ()
        edit = Edit(Span(last.start, last.start), f"{call}{between}")
    elif claims_what_failed(facts, handler):
        if on_its_line:
            return ()
        edit = replacement(last, f"{call}{between}raise")
        return (Fix("Log it with its traceback and raise it", (edit,), imports=logger.imports),)
    else:
        edit = replacement(last, call)
    return (Fix("Log it with its traceback", (edit,), imports=logger.imports),)
