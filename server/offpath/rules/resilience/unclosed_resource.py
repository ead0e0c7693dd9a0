"""unclosed-resource: a connection, or an asynchronous generator that holds one, is left open."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.resilience.not_given_back import kept_connections
from offpath.detect.resilience.unclosed_on_failure import left_open
from offpath.detect.resilience.unclosed_resource import LeftGenerator, left_generators
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Applicability, Confidence, Finding, Fix, Related, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span


class UnclosedResource(Rule):
    """A connection stays open where something fails, or an asynchronous generator that holds one is left before its end.

    ## What it does
    Flags `async for` over a generator that yields what it closes behind the `yield` (by `with`, or in `finally`), where the loop is left by `return` or `break`
    or passes the value on by `yield`, and `anext(…)` of such a generator. Flags connections of databases, SQLAlchemy's sessions and HTTP sessions that are closed
    at the end of a `try`, where a branch catches the exception and neither closes them nor goes on to what does. Flags ways out of a function between taking a
    connection out of a pool (`getconn`, `acquire`, or a helper that does) and the `try` whose `finally` gives it back.

    ## Why it is a risk
    Nothing closes an asynchronous generator that is left: its `finally` waits for the garbage collector, and runs in another task. Until then the connection is
    taken from the pool.

    ## Example
    ```python
    async def next_job():
        async for session in get_session():
            return (await session.scalars(select(Job).limit(1))).first()
    ```

    ## Use instead
    ```python
    async def next_job():
        async with asynccontextmanager(get_session)() as session:
            return (await session.scalars(select(Job).limit(1))).first()
    ```

    ## Known limits
    Silent where the generator is closed (`aclosing`, `aclose()`), where the loop closes in `finally` what it takes, where a framework drives it (`Depends`), and for
    generators that hold nothing open. A generator in a file that cannot be seen is told by its name. Files and sockets are not looked at yet.

    ## Fix safety
    The fix takes the value by `async with asynccontextmanager(…)`, which closes the generator when the block ends, and is offered one at a time.
    """

    name = "unclosed-resource"
    category = "resilience"
    severity = Severity.WARNING
    cwe = (772,)
    invalid = (
        """\
import asyncpg

async def connection(dsn):
    conn = await asyncpg.connect(dsn, timeout=5)
    try:
        yield conn
    finally:
        await conn.close()

async def version(dsn):
    async for conn in connection(dsn):  # want
        return await conn.fetchval("SELECT version()")
""",
    )
    valid = (
        """\
from contextlib import asynccontextmanager
import asyncpg

@asynccontextmanager
async def connection(dsn):
    conn = await asyncpg.connect(dsn, timeout=5)
    try:
        yield conn
    finally:
        await conn.close()

async def version(dsn):
    async with connection(dsn) as conn:
        return await conn.fetchval("SELECT version()")
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the loop's header, or on the call."""
        for function in facts.functions:
            for each in left_open(function):
                yield self.finding(
                    facts.span(each.opened),
                    f"`{each.name}` stays open where something fails\n"
                    "It is closed at the end of the `try` alone, which the exception skips. Close it in `finally`, or enter it by `with closing(…)`.",
                    Confidence.MEDIUM,
                    reason="closed on success alone",
                    related=(Related(facts.span(each.handler.body[0]), "this goes on without closing it"),),
                )
            for kept in kept_connections(function):
                yield self.finding(
                    facts.span(kept.way or kept.taken.value),
                    f"`{kept.name}` is not given back to its pool {'on this way out' if kept.way else 'where something fails'}\n"
                    "Each time one connection less is left for the others. Begin the `try` right behind the taking, and give it back in its `finally`.",
                    Confidence.MEDIUM,
                    reason="kept on a way out" if kept.way else "given back on success alone",
                    related=(Related(facts.span(kept.taken.value), "it is taken out here"),) if kept.way else (),
                )
            for left in left_generators(function):
                node = left.node
                span = Span(node.start, node.iter.end) if isinstance(node, t.For) else facts.span(node)
                yield self.finding(
                    span,
                    f"`{left.generator}` is left open\n"
                    f"{_HOW[left.how]}, and nothing closes the generator: what it holds waits for the garbage collector. "
                    "Take it by `async with`, of an `asynccontextmanager`.",
                    _CONFIDENCE[left.certainty],
                    fixes=tuple(_fixes(facts, left)),
                )


_HOW = {
    "return": "`return` leaves the loop in its middle",
    "break": "`break` leaves the loop in its middle",
    "yield": "Whoever gets the value may never come back",
    "anext": "Only one value is taken",
}
_CONFIDENCE = {"seen": Confidence.HIGH, "by name": Confidence.MEDIUM, "other": Confidence.LOW}


def _fixes(facts: UnitFacts, left: LeftGenerator) -> Iterator[Fix]:
    """`async with asynccontextmanager(f)(…) as x:`, where the body is no loop's."""
    loop = left.node
    if not isinstance(loop, t.For) or left.certainty == "other" or not isinstance(loop.iter, t.Call) or loop.orelse:
        return
    if any(isinstance(each, (t.Break, t.Continue)) for each in t.walked(loop.body, (t.FunctionDef, t.ClassDef))):
        return
    func = facts.text(loop.iter.func)
    arguments = facts.text(loop.iter)[loop.iter.args_start - loop.iter.start :]
    target = facts.text(loop.target)
    header = f"async with asynccontextmanager({func}){arguments} as {target}"
    yield Fix(
        f"Take `{target}` by `async with`",
        (Edit(Span(loop.start, loop.iter.end), header),),
        Applicability.UNSAFE,
        imports=("from contextlib import asynccontextmanager",),
    )
