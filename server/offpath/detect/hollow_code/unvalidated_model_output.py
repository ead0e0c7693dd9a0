"""What language models answer, and where it is parsed, executed, stored, shown or counted with unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import models as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.language_models.answers import Answer, answer_of
from offpath.facts.language_models.asking import ASKS_MODEL
from offpath.facts.language_models.calls import is_content, posts_to_model
from offpath.facts.language_models.looked_at import is_check, is_unguarded, key_reads, only_parses, unlooked_keys
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import Chain, alternatives
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.values import Use, Values
from offpath.syntax import tree as t

_MAX_STEPS = 3


@dataclass(frozen=True, slots=True, eq=False)
class ModelSink:
    """One place where a model's answer is believed."""

    call: t.Call
    asked: t.Call
    """Where the model is asked, or the helper that asks it."""
    kind: str
    """`parsed`, `executed`, `stored`, `shown` or `converted`."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One place where a model is asked."""

    call: t.Call
    said: t.Expr
    """What holds its words: the call itself, or what is taken out of a service's answer."""
    may_be_stored: bool = True
    """Whether they are known to be words, not a record of a form."""


def model_sinks(function: FunctionFacts) -> Iterator[ModelSink]:
    """Every such place in a function."""
    seen: set[t.Call] = set()
    for asked in _asked(function):
        for call, kind in _sinks(function, asked.said, 0):
            if call not in seen and (asked.may_be_stored or kind != "stored"):
                seen.add(call)
                yield ModelSink(call, asked.call, kind)


def _asked(function: FunctionFacts) -> Iterator[Asked]:
    """Where models are asked, with what holds their words: the call itself, or what is taken out of a service's answer."""
    posted = []
    for call in function.calls:
        answer = _asks_model(function, call)
        if answer is not None:
            yield Asked(call, call, may_be_stored=answer is not Answer.TYPED)
        elif posts_to_model(call, function.unit.reading.symbols):
            posted.append(call)
    for node in function.own_nodes(t.Subscript, t.Call) if posted else ():
        if is_content(node):
            root = _root_call(function, node)
            if isinstance(root, t.Call) and root in posted:
                yield Asked(root, node)


def _root_call(function: FunctionFacts, node: t.Expr) -> t.Expr:
    """What an expression was taken out of, through names, keys and methods."""
    for _ in range(24):
        if isinstance(node, (t.Subscript, t.Attribute, t.Await)):
            node = node.value
        elif isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in ("get", "json"):
            node = node.func.value
        elif isinstance(node, t.Name):
            definitions = function.unit.definitions(node)
            if len(definitions) != 1 or definitions[0].value is None or definitions[0].path:
                break
            node = definitions[0].value
        else:
            break
    return node


def _asks_model(function: FunctionFacts, call: t.Call) -> Answer | None:
    """What a call that asks a model is answered: a client's method by its library or shape, or a helper that answers with such a call's result."""
    answer = answer_of(function.unit, call)
    if answer is None and _is_asking_helper(function, call):
        return Answer.TEXT
    return answer if answer is not Answer.STRUCTURED else None


def _is_asking_helper(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a function of the project answers with what a model says."""
    found = function.unit.resolve(call.func)
    return found is not None and found.internal and bool(function.unit.asking.ask(ASKS_MODEL, found.name))


def _sinks(function: FunctionFacts, node: t.Expr, step: int) -> Iterator[tuple[t.Call, str]]:
    facts = function.unit
    if step == 0:
        yield from _converted(function, node)
    uses = list(Values(facts.reading.symbols).uses(node))
    behind = _behind_parsing(function, uses)
    if any(is_check(function, use) for use in uses if use.node not in behind):
        return
    for use in uses:
        call = use.node
        if use.kind != "argument" or not isinstance(call, t.Call) or call in behind:
            continue
        callee = facts.callee(call)
        if callee in catalogue.PARSING:
            if not (_is_envelope(use.value) or _was_wrapped(function, call) or _is_constrained(function)):
                yield from _parsed(function, call)
        elif callee in catalogue.EXECUTING:
            yield call, "executed"
        elif callee in catalogue.SHOWING:
            yield call, "shown"
        elif callee.startswith("re.") and step < _MAX_STEPS:
            yield from _sinks(function, call, step + 1)
        elif _runs_as_statement(function, use):
            yield call, "executed"
        elif step < _MAX_STEPS and only_parses(function, call):
            yield from _stored_parts(function, call)
        elif step == 0 and use.derived and not (isinstance(node, t.Call) and _is_asking_helper(function, node)):
            stored = _stored(function, use)
            if stored is not None:
                yield stored, "stored"


def _is_envelope(node: t.Expr) -> bool:
    """Whether what is parsed is the body of a service's answer, in which the model's words stand somewhere: `response["body"].read()`."""
    return isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr == "read"


def _was_wrapped(function: FunctionFacts, parsed: t.Call) -> bool:
    """Whether what is parsed is what was written as JSON just before: nothing of it can be malformed."""
    given = parsed.args[0] if parsed.args else None
    made = function.unit.definitions(given) if isinstance(given, t.Name) else ()
    values = [each.value for each in made] if made else [given]
    return all(isinstance(each, t.Call) and last_name(each.func) in ("dumps", "model_dump_json") for each in values)


def _is_constrained(function: FunctionFacts) -> bool:
    """Whether the function hands the model a schema that it was given or made: the service then answers nothing else."""
    handed = [(node.arg, node.value) for node in function.own_nodes(t.Keyword)]
    handed += [
        (node.key.value, node.value) for node in function.own_nodes(t.DictItem) if isinstance(node.key, t.Constant)
    ]
    for node in function.own_nodes(t.Assign):
        for each in node.targets:
            if isinstance(each, t.Subscript) and isinstance(each.index, t.Constant):
                handed.append((each.index.value, node.value))
    return any(_holds_schema(name, value) for name, value in handed)


def _holds_schema(name: object, value: t.Expr) -> bool:
    """Whether what is handed under a name is a schema: by the name, or by how it was made."""
    if name in catalogue.CONSTRAINING:
        return not isinstance(value, t.Constant)
    if name == "response_format":
        return isinstance(value, (t.Name, t.Attribute))
    return isinstance(value, t.Call) and last_name(value.func) in ("model_json_schema", "json_schema")


def _behind_parsing(function: FunctionFacts, uses: list[Use]) -> set[t.Node]:
    """Where what was parsed goes: what is asked there is asked of parts of the answer."""
    values = Values(function.unit.reading.symbols)
    calls = [use.node for use in uses if use.kind == "argument" and isinstance(use.node, t.Call)]
    parsing = [c for c in calls if function.unit.callee(c) in catalogue.PARSING or only_parses(function, c)]
    return {use.node for call in parsing for use in values.uses(call)} - set(parsing)


def _parsed(function: FunctionFacts, parsed: t.Call) -> Iterator[tuple[t.Call, str]]:
    """What is parsed and not looked at, or run as it comes: whatever is used must have been looked at itself."""
    if isinstance(parsed.parent, t.Keyword) and parsed.parent.arg is None:
        return
    values = Values(function.unit.reading.symbols)
    unlooked = unlooked_keys(function, parsed)
    checks = [use for use in values.uses(parsed) if is_check(function, use)]
    if unlooked is None or (not unlooked and (checks or any(key_reads(function, parsed)))):
        return
    executed = [call for read in unlooked for call in _executing(function, read.node)]
    yield from ((call, "executed") for call in executed)
    if not executed and (not checks or any(read.is_demanded for read in unlooked)):
        yield parsed, "parsed"


def _executing(function: FunctionFacts, node: t.Expr) -> Iterator[t.Call]:
    """The calls that run a value, as a command or as a query of a store."""
    queries = [each.call for each in accesses_in(function) if each.store == "mongo" and not each.through]
    for use in Values(function.unit.reading.symbols).uses(node):
        call = use.node
        if use.kind != "argument" or not isinstance(call, t.Call):
            continue
        is_query = call in queries or last_name(call.func) == "aggregate"
        runs = function.unit.callee(call) in catalogue.EXECUTING or _runs_as_statement(function, use)
        if runs or (is_query and call.args[:1] == [use.value]):
            yield call


def _converted(function: FunctionFacts, said: t.Expr) -> Iterator[tuple[t.Call, str]]:
    """Numbers that are made of what stands under a key, which may be null or a word, where nothing catches that."""
    for read in key_reads(function, said):
        call = read.node.parent
        if not isinstance(call, t.Call) or call.args[:1] != [read.node] or last_name(call.func) not in ("float", "int"):
            continue
        uses = Values(function.unit.reading.symbols).uses(read.node)
        if is_unguarded(call) and not any(use.kind == "condition" for use in uses):
            yield call, "converted"


def _stored_parts(function: FunctionFacts, parsed: t.Call) -> Iterator[tuple[t.Call, str]]:
    uses = list(Values(function.unit.reading.symbols).uses(parsed))
    if any(is_check(function, use) for use in uses):
        return
    for use in uses:
        stored = _stored(function, use) if use.kind == "argument" else None
        if stored is not None:
            yield stored, "stored"


def _runs_as_statement(function: FunctionFacts, use: Use) -> bool:
    call = use.node
    return (
        isinstance(call, t.Call)
        and last_name(call.func) in ("execute", "executescript")
        and call.args[:1] == [use.value]
        and not _is_built(function.unit, use.value)
    )


def _is_built(facts: UnitFacts, statement: t.Expr) -> bool:
    """Whether a statement is put together by a mapper, which hands over as a value whatever it is given: no text of SQL among it."""
    chains = alternatives(facts, statement)
    calls = [each for chain in chains for each in _calls_of(chain)]
    return all(
        isinstance(chain.root, t.Call) and facts.callee(chain.root) in catalogue.BUILDING for chain in chains
    ) and not any(last_name(call.func) in catalogue.WRITING_SQL for call in calls)


def _calls_of(chain: Chain) -> Iterator[t.Call]:
    """The calls in what a chain starts from and in what its steps are handed."""
    steps = [link.call for link in chain.links if link.call is not None]
    for part in (chain.root, *(each for step in steps for each in (*step.args, *step.keywords))):
        yield from (each for each in part.walk() if isinstance(each, t.Call))


def _stored(function: FunctionFacts, use: Use) -> t.Call | None:
    """The write that takes a model's words into a store, but for one that keeps what was said."""
    call = use.node
    if not isinstance(call, t.Call):
        return None
    for access in accesses_in(function):
        if not access.writes or access.through or access.store in ("redis", "cache"):
            continue
        inside = access.call is call or any(outer is access.call for outer in call.ancestors())
        recorded = access.record is not None and any(node is call for node in _made(function, access.record))
        if (inside or recorded) and not _keeps_talk(access, use.value):
            return access.call
    return None


def _keeps_talk(access: DataAccess, value: t.Expr) -> bool:
    """Whether a write keeps what was said, as it was said: by its table, or by the class that is filled with it."""
    filled = [last_name(outer.func) for outer in (value, *value.ancestors()) if isinstance(outer, t.Call)]
    return any(not catalogue.KEEPING_TALK.isdisjoint(words(name)) for name in (access.target, *filled))


def _made(function: FunctionFacts, record: t.Expr) -> Iterator[t.Expr]:
    """The constructions that a record may come from."""
    yield record
    if isinstance(record, t.Name):
        for definition in function.unit.definitions(record):
            if definition.value is not None:
                yield definition.value
