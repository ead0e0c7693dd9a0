"""unlogged-exception: a broad except turns a failure into an answer, and nobody learns what failed."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.verbs import first_word
from offpath.detect.error_handling.false_success import false_success
from offpath.detect.error_handling.hidden_failures import asks_what_is_there, excuse_of, is_within_logging
from offpath.detect.error_handling.open_questions import is_question, lets_in
from offpath.detect.hollow_code.invented_fallbacks import invented_fallback
from offpath.facts.code.kinds_of_files import BUILD, DOCUMENTATION, TESTS
from offpath.facts.failures.branch_answers import (
    BranchAnswer,
    answers_in,
    definition_at,
    is_asked,
    is_default,
    leaves_trace,
    says_something,
)
from offpath.facts.failures.except_branches import (
    except_span,
    is_broad,
    is_cleanup,
    is_conversion,
    is_empty,
    is_guess,
    only_asks_for_library,
    try_of,
)
from offpath.facts.failures.loggers import logger_of, what_failed
from offpath.facts.failures.reasons import documents, gives_reason
from offpath.facts.running.stakes import Stake
from offpath.facts.stores.tried import is_told_by_callees, only_changes_schema, stake_of, work_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.edits import insert_before
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t


class UnloggedException(Rule):
    """A broad except branch returns a value and leaves no trace of the exception.

    ## What it does
    Flags `except Exception`, bare `except` and the like that return a value, or set one that is returned behind them, where the branch neither logs, nor
    raises, nor uses the exception.

    ## Why it is a risk
    Every mistake in the `try`, a misspelt name included, looks like the expected failure. When users complain, there is nothing to look at.

    ## Example
    ```python
    try:
        return client.balance(account)
    except Exception:
        return None
    ```

    ## Use instead
    ```python
    try:
        return client.balance(account)
    except Exception:
        logger.exception("balance failed")
        return None
    ```

    ## Known limits
    Silent where the function asks a question whose answer the failure is (`is_`, `has_`, `can_`, `detect_`, `column_exists`), but for guards that then let in
    whom they were to keep out (`is_locked`), where a comment in the branch or the docstring says why or what is answered then, where what is called logs its
    failures itself, within handlers of the log, for libraries that are only asked for, for guesses at a value's form, and for putting things away.
    Branches that report success are silent-failure.
    Where the `try` only works something out from its values, makes a column that may be there, or measures, where the docstring names the answer as the
    other one, where a text is only shown, and where a person runs it at a terminal, the finding is of low confidence.

    ## Fix safety
    Unsafe: the log grows by what was hidden.
    """

    name = "unlogged-exception"
    category = "error-handling"
    severity = Severity.WARNING
    same_as = frozenset({"BLE001", "W0702", "W0703", "W0718", "bare-except", "broad-except", "broad-exception-caught"})
    silent_in = frozenset({TESTS, DOCUMENTATION, BUILD})
    cwe = (778,)
    invalid = (
        """\
def balance(client, account):
    try:
        return client.balance(account)
    except Exception:  # want
        return None
""",
    )
    valid = (
        """\
import logging

logger = logging.getLogger(__name__)

def balance(client, account):
    try:
        return client.balance(account)
    except Exception:
        logger.exception("balance failed")
        return None
""",
        """\
def number(text):
    try:
        return int(text)
    except ValueError:
        return None
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `except` line."""
        for handler in facts.nodes(t.ExceptHandler):
            function = facts.function_of(handler)
            if function is None or not is_broad(handler) or not _hides(facts, handler, function):
                continue
            stake = stake_of(function, try_of(handler).body)
            if stake is Stake.UNSEEN and first_word(function.name) in _ATTEMPTS:
                stake = Stake.COMPUTES
            is_expected = only_changes_schema(function, handler)
            excuse = excuse_of(function, handler, answers_in(facts, handler))
            work = work_of(function, try_of(handler).body)
            why = excuse or work or stake
            reason = "schema change" if is_expected else why.value
            yield self.finding(
                except_span(handler),
                f"what failed in `{function.name}` becomes an answer, and nobody learns of it\n"
                "Any mistake in the `try` looks like the expected failure. Log it with its traceback, or catch what you expect.",
                Confidence.LOW if is_expected or excuse is not None else _BELIEF[stake],
                reason=reason,
                fixes=_fixes(facts, handler, function),
            )


_BELIEF = {
    Stake.WRITES: Confidence.HIGH,
    Stake.ASKS: Confidence.HIGH,
    Stake.UNSEEN: Confidence.MEDIUM,
    Stake.COMPUTES: Confidence.LOW,
}
"""What only works something out from values fails where these have another form, which is what the branch is for."""


def _hides(facts: UnitFacts, handler: t.ExceptHandler, function: FunctionFacts) -> bool:
    """Whether a branch answers with a value and leaves no trace."""
    if is_empty(handler) or only_asks_for_library(facts, handler) or is_guess(handler) or is_cleanup(handler, function):
        return False
    answers = [each for each in answers_in(facts, handler) if each.is_direct or _stands_in(function, each)]
    if not answers or leaves_trace(handler) or (is_question(function.name) and not lets_in(function, handler, answers)):
        return False
    if asks_what_is_there(function, handler) or is_within_logging(function):
        return False
    if is_told_by_callees(function, try_of(handler).body):
        return False
    if gives_reason(facts, handler) or all(documents(function, each.value) for each in answers):
        return False
    return (
        invented_fallback(facts, handler) is None
        and false_success(facts, handler) is None
        and not is_conversion(facts, handler)
    )


def _stands_in(function: FunctionFacts, answer: BranchAnswer) -> bool:
    """Whether what a branch sets goes to the caller as it is, and says nothing of a failure itself."""
    if not is_default(answer.value) or says_something(answer.value):
        return False
    target = answer.node.targets[0] if isinstance(answer.node, t.Assign) else None
    bound = definition_at(function, target) if isinstance(target, t.Name) else None
    return bound is None or not is_asked(bound)


_ATTEMPTS = frozenset(
    {
        "try",
        "parse",
        "guess",
        "maybe",
        "coerce",
        "cast",
        "convert",
        "decode",
        "format",
        "infer",
        "normalize",
        "normalise",
    }
)
"""First words of functions that work something out as far as the value allows."""


def _fixes(facts: UnitFacts, handler: t.ExceptHandler, function: FunctionFacts | None) -> tuple[Fix, ...]:
    logger = logger_of(facts)
    name = what_failed(function, try_of(handler).body)
    edit = insert_before(facts, handler.body[0], f'{logger.expression}.exception("{name} failed")')
    return (Fix("Log it with its traceback", (edit,), imports=logger.imports),) if edit is not None else ()
