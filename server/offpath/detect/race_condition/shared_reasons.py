"""How much a change of something shared matters: what it does to the others, and whether there are others."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.libraries.concurrency import CACHE_WORDS
from offpath.catalogue.words.verbs import first_word, words
from offpath.detect.race_condition.shared_mutable_state import SharedChange
from offpath.facts.code.symbols import last_name
from offpath.facts.running.one_loop import IS_OF_ONE_LOOP, RUNS_IN_ONE_LOOP
from offpath.facts.stores.chain import local_value
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    WRITTEN_BACK = "read and written back"
    ONE_STEP = "changed in one step"
    MIXES = "mixes callers"
    FRESH_KEY = "a key of its own"
    ONE_LOOP = "one loop"
    CACHE = "a cache"
    START_OR_END = "start or end"


def reason_of(function: FunctionFacts, change: SharedChange) -> Reason:
    """What a finding rests on."""
    ask = function.unit.asking.ask
    if ask(RUNS_IN_ONE_LOOP, function.unit.module) or (ask(IS_OF_ONE_LOOP) and change.runs_as == "request"):
        return Reason.ONE_LOOP
    if change.mixes:
        return Reason.MIXES
    if first_word(function.name) in _BEGINNING_OR_ENDING:
        return Reason.START_OR_END
    if change.relative:
        return Reason.WRITTEN_BACK
    if not CACHE_WORDS.isdisjoint(words(change.name.rpartition(".")[2])):
        return Reason.CACHE
    return Reason.FRESH_KEY if _is_fresh(function, change.node) else Reason.ONE_STEP


_BEGINNING_OR_ENDING = frozenset(
    {"startup", "shutdown", "lifespan", "teardown", "init", "initialize", "initialise", "setup", "dispose"}
)
_MAKING_KEYS = frozenset(
    {"uuid4", "uuid1", "uuid7", "token_hex", "token_urlsafe", "ObjectId", "ulid", "ULID", "nanoid"}
)


def _is_fresh(function: FunctionFacts, node: t.Node) -> bool:
    """Whether an element is put under a key that nobody else has: `jobs[str(uuid4())] = …`."""
    target = node.targets[0] if isinstance(node, t.Assign) else None
    if not isinstance(target, t.Subscript):
        return False
    made = local_value(function.unit, target.index)
    if isinstance(made, t.Attribute):
        owner = local_value(function.unit, made.value)
        if made.attr in ("id", "uid", "uuid", "key") and isinstance(owner, t.Call):
            return last_name(owner.func)[:1].isupper()
    return any(isinstance(n, t.Call) and last_name(n.func) in _MAKING_KEYS for n in made.walk()) if made else False
