"""shared-mutable-state: requests, threads and tasks change the same object."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.race_condition.shared_mutable_state import SharedChange, shared_changes
from offpath.detect.race_condition.shared_reasons import Reason, reason_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class SharedMutableState(Rule):
    """A module-level or class-level container or counter is changed by handlers, threads or tasks without a lock.

    ## What it does
    Flags changes of dictionaries, lists, sets and counters of a module or class body in functions that serve requests or run beside others.

    ## Why it is a risk
    Two at once overwrite each other; and each worker process has its own copy, so that what one request stores the next one does not find.

    ## Example
    ```python
    orders = {}

    @app.post("/orders")
    def create():
        orders[new_id()] = request.get_json()
    ```

    ## Use instead
    ```python
    @app.post("/orders")
    def create():
        db.session.add(Order(**fields_of(request)))
        db.session.commit()
    ```

    ## Known limits
    Functions that handlers reach through more than three calls are not seen. A lock is known by its type or its name. What handlers only reach is
    reported with low confidence, unless the new value is computed from the old one; so is what is put under a key that is made for it, a cache, what happens when
    the program starts or ends, and what a module keeps that says that it runs in one process.
    """

    name = "shared-mutable-state"
    category = "race-condition"
    severity = Severity.WARNING
    cwe = (362, 567)
    aliases = ("SHARED_STATE", "GLOBAL_MUTABLE_STATE")
    invalid = (
        """\
from flask import Flask, request

app = Flask(__name__)
orders = {}

@app.post("/orders")
def create():
    order = request.get_json()
    orders[order["id"]] = order  # want
    return order
""",
    )
    valid = (
        """\
import threading
from flask import Flask

app = Flask(__name__)
lock = threading.Lock()
hits = {}

@app.get("/")
def index():
    with lock:
        hits["/"] = hits.get("/", 0) + 1
    return "hello"
""",
        """\
HANDLERS = {}

def register(name):
    def keep(function):
        HANDLERS[name] = function
        return function
    return keep
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the first change of each shared name in a function."""
        for function in facts.functions:
            for each in shared_changes(function):
                reason = reason_of(function, each)
                beside = {"request": "requests", "thread": "threads", "task": "tasks"}[each.runs_as]
                yield self.finding(
                    facts.span(each.node),
                    f"`{each.name}` is shared by all {beside} of this process and changed without a lock\n"
                    f"{_HARM.get(reason, _OVERWRITES)} Keep it in a store, or guard it.",
                    Confidence.LOW if reason in _DOUBTED else _confidence(function, each),
                    reason=reason.value,
                )


_OVERWRITES = "Two at once overwrite each other, and other workers have a copy of their own."
_HARM = {
    Reason.FRESH_KEY: "Other workers have a copy of their own and do not find there what this one has put in.",
    Reason.CACHE: "Other workers have a copy of their own, and a change may be lost.",
}
_DOUBTED = frozenset({Reason.ONE_LOOP, Reason.CACHE, Reason.START_OR_END, Reason.FRESH_KEY})


def _confidence(function: FunctionFacts, each: SharedChange) -> Confidence:
    """Coroutines of one loop do not run at once: there, only what other workers see differs. What handlers merely reach may
    belong to a part of the program that runs once.
    """
    if each.mixes:
        return Confidence.MEDIUM
    if not each.relative and (not each.direct or (function.node.is_async and each.runs_as == "task")):
        return Confidence.LOW
    if function.node.is_async:
        return Confidence.MEDIUM if each.direct else Confidence.LOW
    return Confidence.HIGH if each.direct else Confidence.MEDIUM
