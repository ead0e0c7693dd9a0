"""unbounded-concurrency: as much work at once as there are items."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.detect.resilience.how_many import Reason
from offpath.detect.resilience.unbounded_concurrency import Spawn, reason_of, unlimited_spawns
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import indent_unit, indentation, insertion, line_end, replacement, statement_of
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t

_LIMIT = 10


class UnboundedConcurrency(Rule):
    """Work is started at once for every item of something of unknown length.

    ## What it does
    Flags `gather` over a comprehension, tasks, threads and processes started in a loop, and executors with a worker for each
    item, where nothing limits how many run at once; also for each connection or message in a loop without end.

    ## Why it is a risk
    Ten items work; ten thousand exhaust sockets, memory, or the service on the other side, and all of them fail together.

    ## Example
    ```python
    await asyncio.gather(*[fetch(client, url) for url in urls])
    ```

    ## Use instead
    ```python
    semaphore = asyncio.Semaphore(10)

    async def limited(awaitable):
        async with semaphore:
            return await awaitable

    await asyncio.gather(*[limited(fetch(client, url)) for url in urls])
    ```

    ## Known limits
    Silent where the length is written out, cut, or checked (here, or by all callers), where the function that is started waits for a semaphore or for nothing at
    all, and where what is gathered runs already. Of low confidence where nothing says that there are as many as data has (services, rules, plug-ins of the
    program itself), where the work is to end what runs, and in commands.

    ## Fix safety
    Unsafe: work that ran at once now waits for its turn. There is none for work that goes on for ever: what waits for its turn would never get one.
    """

    name = "unbounded-concurrency"
    category = "resilience"
    severity = Severity.WARNING
    cwe = (770,)
    invalid = (
        """\
import asyncio

async def titles(client, urls):
    return await asyncio.gather(*[client.get(url) for url in urls])  # want
""",
        """\
import threading

def check_all(urls, check):
    for url in urls:
        threading.Thread(target=check, args=(url,)).start()  # want
""",
    )
    valid = (
        """\
import asyncio

async def titles(client, urls):
    return await asyncio.gather(*[client.get(url) for url in urls[:10]])
""",
        """\
import asyncio

REGIONS = ("eu", "us")

async def health(client):
    return await asyncio.gather(*[client.get(region) for region in REGIONS])
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the gathering or starting call."""
        for spawn in unlimited_spawns(facts):
            reason = reason_of(facts, spawn)
            if reason is None:
                continue
            is_data = reason in (Reason.DATA, Reason.NAMED)
            yield self.finding(
                facts.span(spawn.call),
                "as much work is started at once as there are items\n"
                "A long list exhausts sockets, memory or the service on the other side. Limit how many run at once.",
                Confidence.MEDIUM if is_data else Confidence.LOW,
                reason=reason.value,
                fixes=tuple(_fixes(facts, spawn)) if is_data else (),
            )


def _never_ends(facts: UnitFacts, work: t.Call) -> bool:
    """Whether what is started goes on for ever, so that nothing that waits for its turn would get one."""
    summary = facts.summary(facts.callee(work))
    is_endless = summary is not None and summary.never_returns
    return is_endless or not _ENDLESS.isdisjoint(words(last_name(work.func)))


_ENDLESS = frozenset(
    {
        "forever",
        "loop",
        "worker",
        "listen",
        "listener",
        "serve",
        "consume",
        "consumer",
        "watch",
        "watcher",
        "poll",
        "poller",
        "monitor",
    }
)
"""Words of functions that go on until they are ended."""


def _fixes(facts: UnitFacts, spawn: Spawn) -> Iterator[Fix]:
    if spawn.kind == "executor" and spawn.work is not None:
        bounded = replacement(spawn.work, f"min({_LIMIT}, {facts.text(spawn.work)})")
        yield Fix("Limit the number of workers", (bounded,))
    if spawn.kind not in ("gather", "task") or not isinstance(spawn.work, t.Call):
        return
    if _never_ends(facts, spawn.work):
        return
    function = facts.function_of(spawn.call)
    if function is None or not function.node.is_async or spawn.loop is None:
        return
    statement = statement_of(spawn.loop)
    before = facts.reading.text[facts.reading.text.rfind("\n", 0, statement.start) + 1 : statement.start]
    if before.strip():
        return
    indent, step, end = indentation(facts, statement), indent_unit(facts), line_end(facts)
    lines = (
        f"semaphore = asyncio.Semaphore({_LIMIT})",
        "",
        f"{indent}async def limited(awaitable):",
        f"{indent}{step}async with semaphore:",
        f"{indent}{step}{step}return await awaitable",
        "",
        f"{indent}",
    )
    wrapped = replacement(spawn.work, f"limited({facts.text(spawn.work)})")
    yield Fix(
        f"Run at most {_LIMIT} at once",
        (insertion(statement.start, end.join(lines)), wrapped),
        imports=("import asyncio",),
    )
