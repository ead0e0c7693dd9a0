"""check-then-act: a record is created because none was found a moment ago."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.catalogue.words.amounts import is_scarce
from offpath.detect.race_condition.first_check_reasons import Reason, is_base, reason_of
from offpath.facts.code.kinds_of_files import DOCUMENTATION, EXAMPLES, MIGRATIONS, TESTS
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.stores.unique import Uniqueness
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.updates.first_checks import FirstCheck, first_checks
from offpath.repair.check_then_act import repair_first_check
from offpath.rules.base import Confidence, Finding, Fix, Related, Rule, Severity
from offpath.syntax import tree as t


class CheckThenAct(Rule):
    """A look for a record decides that one is created, and nothing stops a second caller in between.

    ## What it does
    Flags `exists`, `first`, `count` and the like on a table, followed by an insert into it, with no upsert, lock or handling of the unique constraint's error.

    ## Why it is a risk
    Two requests at once both find none and both create one: two accounts for one address, a room booked twice. With a unique constraint the second is a 500.

    ## Example
    ```python
    if not Coupon.objects.filter(code=code).exists():
        Coupon.objects.create(code=code)
    ```

    ## Use instead
    ```python
    Coupon.objects.get_or_create(code=code)
    ```

    ## Known limits
    A unique constraint is known where the model, CREATE TABLE or CREATE INDEX declares it; where it is known to be missing, fixes that need it are not offered. Silent in
    functions that prepare a store once, in what one worker runs one after the other, and where a branch answers the error of a constraint that is known, in the function
    or around every call of it. Of low confidence are methods of a base class, of which each model decides whether a second one is kept out, and limits of what is
    not scarce, and what one loop in one process does without waiting in between (tornado).

    ## Fix safety
    Unsafe: the second caller gets what is there, or the refusal that the look would have led to.
    """

    name = "check-then-act"
    category = "race-condition"
    severity = Severity.WARNING
    silent_in = frozenset({TESTS, MIGRATIONS, DOCUMENTATION, EXAMPLES})
    between_two = True
    cwe = (367,)
    aliases = ("CHECK_THEN_ACT", "TOCTOU")
    invalid = (
        """\
from django.db import models

class Coupon(models.Model):
    code = models.CharField(max_length=20)

def add(code):
    if not Coupon.objects.filter(code=code).exists():
        Coupon.objects.create(code=code)  # want
""",
    )
    valid = (
        """\
from django.db import models

class Coupon(models.Model):
    code = models.CharField(max_length=20)

def add(code):
    Coupon.objects.get_or_create(code=code)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the creation."""
        for function in facts.functions:
            found = list(first_checks(function))
            if not found or facts.asking.ask(IS_ATTENDED, function.qualified_name):
                continue
            for each, *more in _by_look(found):
                reason = reason_of(function, each)
                can_repair = isinstance(each.decision, t.If) and not more
                repair = repair_first_check(function, each) if can_repair else None
                fixes = (Fix(repair.title, repair.edits, imports=repair.imports),) if repair is not None else ()
                yield self.finding(
                    facts.span(each.act.call),
                    _message(each, reason),
                    _confidence(function, each, reason),
                    reason=reason.value,
                    related=(
                        Related(facts.span(each.look.call), "it is looked for here"),
                        Related(facts.span(_asked(each)), "this decides"),
                    ),
                    fixes=fixes,
                )


def _by_look(found: Iterable[FirstCheck]) -> Iterator[list[FirstCheck]]:
    """All that one look decides, together: what is to be done about it is done once."""
    known: dict[tuple[t.Node, t.Node], list[FirstCheck]] = {}
    for each in sorted(found, key=lambda check: check.act.call.start):
        known.setdefault((each.look.call, each.decision), []).append(each)
    yield from known.values()


def _message(each: FirstCheck, reason: Reason) -> str:
    if reason is Reason.LIMIT:
        return (
            f"{_subject(each)} is created because there were not too many, and two callers at once both count the same\n"
            "Count and create under one lock, or let the store keep the limit."
        )
    advice = _ADVICE[Uniqueness.UNKNOWN if reason is Reason.ANY_MODEL else each.uniqueness]
    return f"{_subject(each)} is created because none was found, and two callers at once both find none\n{advice}"


def _confidence(function: FunctionFacts, each: FirstCheck, reason: Reason) -> Confidence:
    if reason in (Reason.ANY_MODEL, Reason.ONE_LOOP) or (
        reason is Reason.LIMIT and not is_scarce(each.look.target, function.name)
    ):
        return Confidence.LOW
    refuses = reason in (Reason.REFUSES, Reason.WORTH)
    return Confidence.HIGH if each.certain and refuses else Confidence.MEDIUM


_ADVICE = {
    Uniqueness.HELD: "The store refuses the second one, whose caller gets an error that nobody answers. Use an upsert, or answer the constraint's error.",
    Uniqueness.NONE: "No constraint of the model keeps the second one out: both are stored. Declare what is unique, and answer the constraint's error.",
    Uniqueness.UNKNOWN: "Let the store decide: an upsert, or a unique constraint whose error is answered.",
}


def _asked(each: FirstCheck) -> t.Node:
    if isinstance(each.decision, t.If):
        return each.decision.test
    return each.decision.type or each.decision


def _subject(each: FirstCheck) -> str:
    """What is created, as the user writes it: the model on which the look is called, or the table."""
    func = each.look.call.func
    model = func.value if isinstance(func, t.Attribute) else None
    if isinstance(model, t.Name) and model.id[:1].isupper():
        return f"`{model.id}`"
    is_named = (
        bool(each.look.target) and each.act.store not in ("repository", "redis") and not is_base(each.look.target)
    )
    return f"`{each.look.target}`" if is_named else "a record"
