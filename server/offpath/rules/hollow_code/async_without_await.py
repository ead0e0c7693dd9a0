"""async-without-await: a coroutine that never lets go of the loop."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from offpath.catalogue.libraries.concurrency import TAKING_LONG
from offpath.catalogue.words.verbs import first_word
from offpath.facts.functions.promises import has_fixed_signature
from offpath.facts.project.calls import HANDED_ON
from offpath.facts.project.names import NAMESAKE
from offpath.facts.routes.routes import HANDLER
from offpath.facts.running.stakes import STAKE, Stake
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.syntax import tree as t


class AsyncWithoutAwait(Rule):
    """An `async def` awaits nothing.

    ## What it does
    Flags coroutine functions without `await`, `async for` or `async with`, where no framework, base class or caller by reference asks for a coroutine.

    ## Why it is a risk
    It looks as if other work went on meanwhile. It runs through in one go; whatever takes long in it holds up every other task.

    ## Example
    ```python
    async def monthly_total(orders):
        return sum(order.total for order in orders)
    ```

    ## Use instead
    ```python
    def monthly_total(orders):
        return sum(order.total for order in orders)
    ```

    ## Known limits
    Silent for handlers, decorated functions, overrides, functions handed on by name, and methods that another class has under the same name, and several
    functions of one shape. Of low confidence where something begins or ends (`connect`, `close`), and where it refuses requests as a dependency does. What it says
    of the harm depends on whether anything in it asks or writes outside of the program.
    """

    name = "async-without-await"
    category = "hollow-code"
    severity = Severity.INFORMATION
    same_as = frozenset({"RUF029"})
    aliases = ("FAKE_ASYNC",)
    invalid = (
        """\
async def monthly_total(orders):  # want
    return sum(order.total for order in orders)
""",
    )
    valid = (
        """\
async def monthly_total(orders):
    return sum([order.total async for order in orders])
""",
        """\
from fastapi import FastAPI

app = FastAPI()

@app.get("/health")
async def health():
    return {"status": "ok"}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `def` line."""
        for function in facts.functions:
            if not function.node.is_async or _lets_go(function):
                continue
            reason = _reason(function)
            if not _is_asked_for(function, blocks=reason is _Reason.BLOCKS):
                yield self.finding(
                    function.name_span,
                    f"`{function.name}` is `async` and awaits nothing\n{_HARM.get(reason, _NO_HARM)}",
                    Confidence.LOW if reason in (_Reason.HOOK, _Reason.DEPENDENCY) else Confidence.MEDIUM,
                    reason=reason.value,
                )


class _Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    BLOCKS = "blocks the loop"
    HOOK = "start or end"
    DEPENDENCY = "like a dependency"
    STYLE = "takes no time"


_HARM = {
    _Reason.BLOCKS: "What it waits for holds up every other task. Await a client that is asynchronous, or run it in a thread: `await asyncio.to_thread(…)`."
}
_NO_HARM = "It runs through in one go, as a plain function does. Make it one, or await what takes long."

_BEGINNING_OR_ENDING = frozenset(
    {"start", "stop", "close", "open", "init", "initialize", "initialise", "setup", "shutdown", "startup", "connect", "disconnect", "dispose", "teardown", "register",
     "cleanup"}
)  # fmt: skip
"""First words of what a program does once, and awaits in the pair."""

_BLOCKING = frozenset(
    {"time.sleep", "subprocess.run", "subprocess.call", "subprocess.check_output", "subprocess.check_call"}
)


def _reason(function: FunctionFacts) -> _Reason:
    """What a finding rests on: whether anything in it takes long, and who may want a coroutine all the same."""
    if first_word(function.name) in _BEGINNING_OR_ENDING:
        return _Reason.HOOK
    if any(each.rpartition(".")[2] == "HTTPException" for each in function.summary.raises):
        return _Reason.DEPENDENCY
    called = [function.unit.callee(call) for call in function.calls]
    if any(each in _BLOCKING or each.startswith(TAKING_LONG) for each in called):
        return _Reason.BLOCKS
    reached = function.unit.asking.ask(STAKE, function.qualified_name)
    return _Reason.BLOCKS if reached in (Stake.WRITES, Stake.ASKS) else _Reason.STYLE


def _lets_go(function: FunctionFacts) -> bool:
    """Whether a coroutine function can give way: it awaits, or is a generator."""
    if next(function.own_nodes(t.Await, t.Yield), None) is not None:
        return True
    loops = (node.is_async for node in function.own_nodes(t.For))
    blocks = (node.is_async for node in function.own_nodes(t.With))
    parts = (node.is_async for node in function.own_nodes(t.Comprehension))
    return any((*loops, *blocks, *parts))


def _is_asked_for(function: FunctionFacts, *, blocks: bool) -> bool:
    """Whether somebody else asks for a coroutine. That one beside it is one as well is no reason to hold up all others."""
    if function.summary.is_stub or all(isinstance(each, t.Raise) for each in function.node.body):
        return True
    ask = function.unit.asking.ask
    if function.class_name and ask(NAMESAKE, function.qualified_name, function.name, (), not blocks):
        return True
    if ask(HANDED_ON, f"{function.name}()"):
        return True
    return ask(HANDLER, function.qualified_name) is not None or has_fixed_signature(function, by_sisters=not blocks)
