"""missing-timeout: a call that can wait for ever."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.resilience.local_commands import is_short_local
from offpath.detect.resilience.missing_timeout import EndlessWait, endless_waits, is_attended, is_own_machine
from offpath.facts.code.kinds_of_files import BUILD, DOCUMENTATION, TESTS
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.summaries.steps import step_to
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import add_argument, insert_before, statement_of
from offpath.repair.missing_timeout import limit_of, misses_timeout
from offpath.rules.base import Confidence, Elsewhere, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Edit


class MissingTimeout(Rule):
    """A call to another service, process or queue has no time limit.

    ## What it does
    Flags network requests, connections, sub-processes, and waits in request handlers that nothing bounds: no timeout
    argument (or `None`), no deadline around the call, no session, adapter, wrapper or default that sets one.

    ## Why it is a risk
    One peer that accepts and never answers holds the worker for ever. When all workers wait, the whole service is down.

    ## Example
    ```python
    response = requests.get(f"{CARRIER}/parcels/{code}")
    ```

    ## Use instead
    ```python
    response = requests.get(f"{CARRIER}/parcels/{code}", timeout=10)
    ```

    ## Known limits
    Libraries with a limit of their own (httpx, aiohttp, boto3, model clients) are flagged only where it is taken away.
    Connection texts that come from the environment are trusted to hold one. What is spread into a call counts where it is known. Silent in steps of a build and
    for processes that a program runs in the foreground or has just killed. Commands that only ask this machine something, and
    connections to this machine, are of low confidence.

    ## Fix safety
    Unsafe: the call can now fail with a timeout, which is the point; how long is right is for you to say. Uploads and models get minutes; where
    a failed one would be tried again, which costs, there is no fix; nor where somebody wrote `timeout=None`, for processes that would run on (`Popen.wait`), and where a
    branch around takes the call's other exceptions and not that of its time limit.
    """

    name = "missing-timeout"
    category = "resilience"
    severity = Severity.WARNING
    told_by_one_statement = True
    same_as = frozenset({"S113", "B113", "W3101", "missing-timeout"})
    silent_in = frozenset({TESTS, BUILD, DOCUMENTATION})
    cwe = (400,)
    invalid = (
        """\
import requests

def position(code):
    return requests.get(f"https://carrier.example/{code}").json()  # want
""",
        """\
import httpx

client = httpx.Client(timeout=None)  # want
""",
    )
    valid = (
        """\
import requests

def position(code):
    return requests.get(f"https://carrier.example/{code}", timeout=5).json()
""",
        """\
import httpx

client = httpx.Client()
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports each call that nothing bounds, on the call."""
        for wait in endless_waits(facts):
            name = wait.name.rpartition("()")[2].lstrip(".") or facts.text(wait.call.func)
            reason = _reason(facts, wait)
            yield self.finding(
                facts.span(wait.call),
                f"`{name}` can wait for ever\n{_HARM[wait.wait.peer]} Set a time limit.",
                _belief(reason, wait),
                evidence=("no caller passes a timeout",) if wait.forwarded else (),
                reason=reason,
                related=tuple(_callers(facts, wait)),
                fixes=tuple(_fixes(facts, wait)),
            )


def _callers(facts: UnitFacts, wait: EndlessWait) -> Iterator[Elsewhere]:
    """Some of the calls that could say how long to wait, where a helper leaves it to them."""
    function = facts.function_of(wait.call) if wait.forwarded else None
    for each in facts.asking.ask(CALLERS, function.qualified_name)[:_MOST_CALLERS] if function is not None else ():
        yield Elsewhere(step_to(each.module, each.function, each.site), "no time limit is handed over here")


_MOST_CALLERS = 3
_BY_HAND, _SHORT, _OWN, _WRITTEN = "run by hand", "short local command", "own machine", "no limit, as written"


def _belief(reason: str, wait: EndlessWait) -> Confidence:
    if reason in (_SHORT, _OWN, _BY_HAND):
        return Confidence.LOW
    return Confidence.MEDIUM if wait.forwarded else Confidence.HIGH


def _reason(facts: UnitFacts, wait: EndlessWait) -> str:
    """What verdicts on a finding are counted by: who waits, and for what."""
    if wait.wait.peer == "process" and is_short_local(facts, wait.call):
        return _SHORT
    if is_own_machine(wait):
        return _OWN
    if is_attended(facts, wait.call):
        return _BY_HAND
    return _WRITTEN if wait.given is not None and not wait.wait.has_default else wait.wait.peer


_HARM = {
    "network": "A peer that never answers holds this worker until the process is killed.",
    "own store": "A store that never answers holds this worker until the process is killed.",
    "process": "A process that never ends holds this worker.",
    "thread": "Where nothing comes, this request is never answered.",
}


def _fixes(facts: UnitFacts, wait: EndlessWait) -> Iterator[Fix]:
    edits = _edits(facts, wait)
    if edits:
        yield Fix("Set a time limit", edits)


def _leaves_running(wait: EndlessWait) -> bool:
    """Whether what is waited for would run on: a process has to be killed, too."""
    return wait.name.startswith("subprocess.Popen.")


def _edits(facts: UnitFacts, wait: EndlessWait) -> tuple[Edit, ...] | None:
    value = limit_of(facts, wait)
    if wait.given is not None or value is None or _leaves_running(wait) or misses_timeout(facts, wait):
        return None
    if wait.forwarded:
        before = insert_before(facts, statement_of(wait.call), f'{wait.forwarded}.setdefault("timeout", {value})')
        return (before,) if before is not None else None
    if not wait.wait.keywords:
        assert isinstance(wait.call.func, t.Attribute)
        receiver = facts.text(wait.call.func.value)
        before = insert_before(facts, statement_of(wait.call), f"{receiver}.settimeout({value})")
        return (before,) if before is not None else None
    return add_argument(facts, wait.call, f"{wait.wait.keywords[0]}={value}")
