"""The vocabulary of rules: what a rule is, what it finds, and how it proposes to repair it.

Spans and edits are in characters from the start of the analysed unit's text; the engine turns them into lines.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from offpath.facts.code.kinds_of_files import DOCUMENTATION, TESTS
from offpath.text.span import Edit, Span

if TYPE_CHECKING:
    from offpath.facts.summaries.steps import Step
    from offpath.facts.unit import UnitFacts


class Severity(Enum):
    """How grave a finding is if it is true; verdicts may say that its like are less (`offpath.engine.reporting.measures`)."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class Confidence(Enum):
    """How likely a finding is true; decided per finding, from its evidence."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for low, 1 for medium, 2 for high."""
        return ("low", "medium", "high").index(self.value)


class Applicability(Enum):
    """Whether a fix keeps the intended behaviour (`SAFE`, joins fix-all) or changes it on purpose (`UNSAFE`)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place in the finding's unit that belongs to it, with what happens there."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A second place in another function of the project, mostly in another file; where it stands is found when it is shown."""

    step: Step
    message: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One repair: a verb-phrase title and text edits in the finding's unit."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.UNSAFE
    imports: tuple[str, ...] = ()
    """Import statements that the new text needs (`from sqlalchemy import select`); added where the file lacks them."""
    new_globals: tuple[str, ...] = ()
    """Names that the new text binds in the module, where no unit can tell what the others use: withheld where the file
    mentions one of them, or imports names that are not seen.
    """


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about one span of a unit."""

    rule: str
    span: Span
    message: str
    """What is wrong, why it matters, what to do; the first line stands alone and is short."""
    severity: Severity
    confidence: Confidence
    evidence: tuple[str, ...] = ()
    """What the confidence rests on, a phrase each."""
    reason: str = ""
    """The kind of evidence, where a rule knows several or verdicts have changed the confidence that the rule gave: verdicts
    are counted by it.
    """
    related: tuple[Related | Elsewhere, ...] = ()
    fixes: tuple[Fix, ...] = ()


class Rule(ABC):
    """One rule. Subclasses hold no state; the docstring's sections become the rule's page.

    Sections of the docstring, in this order: `What it does`, `Why it is a risk`, `Example`, `Use instead`,
    `Known limits`, `Fix safety`.
    """

    name: ClassVar[str]
    category: ClassVar[str]
    severity: ClassVar[Severity]
    cwe: ClassVar[tuple[int, ...]] = ()
    silent_in: ClassVar[frozenset[str]] = frozenset({TESTS, DOCUMENTATION})
    """The kinds of files, in the words of `places`, in which what the rule finds is no fault."""
    between_two: ClassVar[bool] = False
    """Whether what the rule finds takes two at the same time, so that it matters little in what one person runs."""
    told_by_one_statement: ClassVar[bool] = False
    """Whether one statement is wrong by itself; else what is missing may still be written, and who types is given more time."""
    told_with: ClassVar[frozenset[str]] = frozenset()
    """Rules whose finding on the same place says this one's as well."""
    aliases: ClassVar[tuple[str, ...]] = ()
    """The pattern's names in other tools, such as `SILENT_FAILURE`."""
    same_as: ClassVar[frozenset[str]] = frozenset()
    """What linters call the rule that asks the same (`S110`, `B110`, `broad-except`): who has answered it there is not asked again."""
    valid: ClassVar[tuple[str, ...]] = ()
    """Samples on which the rule is silent. Several files are parted by `# file: path.py` lines."""
    invalid: ClassVar[tuple[str, ...]] = ()
    """Samples with a `# want` comment at the end of each line that is reported."""

    @abstractmethod
    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """The findings in one unit."""

    def finding(
        self,
        span: Span,
        message: str,
        confidence: Confidence,
        *,
        evidence: tuple[str, ...] = (),
        reason: str = "",
        related: tuple[Related | Elsewhere, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> Finding:
        """A finding of this rule at its own severity."""
        return Finding(self.name, span, message, self.severity, confidence, evidence, reason, related, fixes)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one run, by name."""

    rules: tuple[Rule, ...] = field(default=())

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def named(self, name: str) -> Rule | None:
        """The rule of this name or alias, or None."""
        for rule in self.rules:
            if rule.name == name or name in rule.aliases:
                return rule
        return None
