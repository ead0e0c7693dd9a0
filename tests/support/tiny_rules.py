"""Rules small enough to test the engine with."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.unit import UnitFacts
from offpath.rules.base import Applicability, Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span


class Shouting(Rule):
    """Every string "shout", fixed to "whisper"."""

    name = "shouting"
    category = "tiny"
    severity = Severity.WARNING

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """One finding for each constant."""
        for node in facts.nodes(t.Constant):
            if node.value == "shout":
                edit = Edit(Span(node.start, node.end), '"whisper"')
                fix = Fix("whisper instead", (edit,), Applicability.SAFE)
                yield self.finding(facts.span(node), "a shout", Confidence.HIGH, fixes=(fix,))


class BareSleep(Rule):
    """Every call of `sleep(…)`, fixed to `time.sleep(…)` with its import."""

    name = "bare-sleep"
    category = "tiny"
    severity = Severity.ERROR

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """One finding for each call."""
        for node in facts.nodes(t.Call):
            if isinstance(node.func, t.Name) and node.func.id == "sleep":
                fix = Fix("call time.sleep", (Edit.insert(node.func.start, "time."),), imports=("import time",))
                yield self.finding(facts.span(node), "a bare sleep", Confidence.MEDIUM, fixes=(fix,))


class CallsCoroutine(Rule):
    """A call of a function of the project that is a coroutine: a fact of another unit or file."""

    name = "calls-coroutine"
    category = "tiny"
    severity = Severity.WARNING

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """One finding for each such call."""
        for node in facts.nodes(t.Call):
            summary = facts.summary(facts.callee(node))
            if summary is not None and summary.is_async:
                yield self.finding(facts.span(node), "calls a coroutine", Confidence.LOW)


class AnyFunction(Rule):
    """The name of every function, with its qualified path: moves whenever anything moves."""

    name = "any-function"
    category = "tiny"
    severity = Severity.INFORMATION

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """One finding for each function."""
        for function in facts.functions:
            yield self.finding(function.name_span, function.qualified_name, Confidence.MEDIUM)


TINY_RULES: tuple[Rule, ...] = (Shouting(), BareSleep(), CallsCoroutine(), AnyFunction())
