"""unlocked-thread-state: a thread and its owner change the same attribute."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.state import changed_attributes, is_under_lock
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.syntax import tree as t


class UnlockedThreadState(Rule):
    """An attribute is changed by a thread's function and elsewhere, and no lock orders the two.

    ## What it does
    Flags changes of attributes in methods that a `Thread`, `Timer` or executor runs, where another method changes the same attribute, both without a lock.

    ## Why it is a risk
    `+=` reads, adds and writes in three steps; a change in between is lost, now and then, under load.

    ## Example
    ```python
    def _run(self):
        self.done += 1
    ```

    ## Use instead
    ```python
    def _run(self):
        with self._lock:
            self.done += 1
    ```

    ## Known limits
    Flags that are only set to constants count as orderly, and so do methods that run before the thread starts. One class at a time.
    """

    name = "unlocked-thread-state"
    category = "race-condition"
    severity = Severity.WARNING
    cwe = (366,)
    invalid = (
        """\
import threading

class Importer:
    def __init__(self):
        self.pending = 0
        self.worker = threading.Thread(target=self._run)

    def add(self, rows):
        self.pending += len(rows)

    def _run(self):
        while True:
            self.pending -= 1  # want
""",
    )
    valid = (
        """\
import threading

class Importer:
    def __init__(self):
        self.pending = 0
        self.lock = threading.Lock()
        self.worker = threading.Thread(target=self._run)

    def add(self, rows):
        with self.lock:
            self.pending += len(rows)

    def _run(self):
        with self.lock:
            self.pending -= 1
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the first change of each attribute in what the thread runs."""
        if facts.source.is_test:
            return
        for function in facts.functions:
            if function.class_name and function.summary.state:
                yield from self._in_method(facts, function)

    def _in_method(self, facts: UnitFacts, function: FunctionFacts) -> Iterator[Finding]:
        seen: set[str] = set()
        for node in function.own_nodes(t.Assign, t.AugAssign, t.AnnAssign, t.Delete, t.Call):
            for attribute, kind in changed_attributes(node, "self"):
                if attribute in seen or kind == "flag" or is_under_lock(node) or _is_made_for_threads(facts, node):
                    continue
                seen.add(attribute)
                others = facts.asking.ask("racing_methods", function.class_name, function.name, attribute)
                if others:
                    yield self.finding(
                        facts.span(node),
                        f"`self.{attribute}` is changed in a thread here, and by `{others[0]}` outside of it, without a lock\n"
                        "A change between the reading and the writing is lost. Hold one lock around both.",
                        Confidence.HIGH if kind == "change" else Confidence.MEDIUM,
                    )


def _is_made_for_threads(facts: UnitFacts, node: t.Node) -> bool:
    """Whether what a method is called on orders threads itself: an event, a queue, a condition."""
    owner = node.func.value if isinstance(node, t.Call) and isinstance(node.func, t.Attribute) else None
    return owner is not None and facts.type_of(owner).startswith(
        ("threading.", "queue.", "multiprocessing.", "asyncio.")
    )
