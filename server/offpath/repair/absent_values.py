"""What to write where a value may be absent: ask outright, or let the branch that waits for a bad value catch an absent one.

Whether something knows a subscript is told by its type, by where it comes from, or by what it is called; where nothing tells, nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.words import absent as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.hollow_code.absent_values import AbsentUse
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names, own_nodes
from offpath.facts.identity.sources import sources_of
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import replacement
from offpath.syntax import tree as t
from offpath.text.span import Edit

_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class AbsentRepair:
    """One way to mend a use of a value that may be absent."""

    title: str
    edits: tuple[Edit, ...]


def repair_absent(facts: UnitFacts, each: AbsentUse) -> AbsentRepair | None:
    """The repair of one use; None: none is known to be right."""
    branch = _branch_for_values(each.use)
    if branch is not None:
        return _caught_there(facts, branch, "AttributeError" if each.what.startswith(".") else "TypeError")
    if each.receiver is None:
        return None
    default = _default_behind(each)
    if default is not None:
        return _with_default(facts, each, default)
    if last_name(each.receiver) in _OPTIONAL_TEXTS:
        return _with_empty_text(facts, each)
    kind = _kind(facts, each.receiver, 0)
    if not kind:
        return None
    if kind == _MAPPING and _is_body(facts, each.receiver):
        return None
    asked = ".attrib" if kind == _ELEMENT else ""
    text = f"{facts.text(each.receiver)}{asked}[{facts.text(each.read.args[0])}]"
    return AbsentRepair(f"Ask for `{each.key}` outright", (replacement(each.read, text),))


def _is_body(facts: UnitFacts, receiver: t.Expr) -> bool:
    """Whether a plain dictionary holds what a client sent: a key that is not there is no better answered than an absent value."""
    made = [receiver]
    if isinstance(receiver, t.Name):
        made += [each.value for each in facts.definitions(receiver) if each.value is not None]
    values = (each.value if isinstance(each, t.Await) else each for each in made)
    return any(_reads_body(each.func if isinstance(each, t.Call) else each) for each in values)


def _reads_body(asked: t.Expr) -> bool:
    if last_name(asked) == "json" and isinstance(asked, t.Attribute):
        return last_name(asked.value) == "request"
    return last_name(asked) in _BODIES


_BODIES = frozenset({"get_json", "to_dict"})


def _default_behind(each: AbsentUse) -> t.Expr | None:
    """What holds where the value is absent, said too late: `30` of `int(limits.get("window")) or 30`."""
    outer = each.use.parent
    if not each.direct or not isinstance(outer, t.BoolOp) or outer.op != "or" or outer.values[0] is not each.use:
        return None
    last = outer.values[-1]
    known = isinstance(last, t.Constant) and isinstance(last.value, (int, float)) and not isinstance(last.value, bool)
    return last if known and len(outer.values) == _TWO and each.what in ("int", "float") else None


_TWO = 2


def _with_default(facts: UnitFacts, each: AbsentUse, default: t.Expr) -> AbsentRepair:
    text = facts.text(default)
    return AbsentRepair(
        f"Take `{text}` where `{each.key}` is absent, too",
        (replacement(each.read, f"{facts.text(each.read)} or {text}"),),
    )


_OPTIONAL_TEXTS = frozenset({"headers", "POST", "GET", "META", "COOKIES", "cookies", "environ"})
"""Parts of a request that hold texts and raise as a bad key what is not there: a failure like the one before, or a header that nobody must send."""


def _with_empty_text(facts: UnitFacts, each: AbsentUse) -> AbsentRepair | None:
    """What a client need not send is no text then: asked for outright, it would turn the client away, or fail as before."""
    cut = isinstance(each.use, t.Subscript) and isinstance(each.use.index, t.Slice)
    if not (each.what.startswith(".") or cut) or len(each.read.args) != 1:
        return None
    key = each.read.args[0]
    quote = facts.text(key)[-1:]
    text = f"{facts.text(each.read.func)}({facts.text(key)}, {quote}{quote})"
    return AbsentRepair(f"Take an empty text where `{each.key}` is absent", (replacement(each.read, text),))


def _branch_for_values(use: t.Node) -> t.ExceptHandler | None:
    """The branch around a use that is there for values that cannot be converted: an absent one belongs there, too."""
    child = use
    for outer in use.ancestors():
        if isinstance(outer, t.Try) and child in outer.body:
            for handler in outer.handlers:
                if not catalogue.OF_BAD_VALUES.isdisjoint(caught_names(handler)):
                    return handler
        if isinstance(outer, (t.FunctionDef, t.Lambda)):
            return None
        child = outer
    return None


def _caught_there(facts: UnitFacts, branch: t.ExceptHandler, raised: str) -> AbsentRepair | None:
    kind = branch.type
    if kind is None or any(
        isinstance(node, t.Attribute) and isinstance(node.value, t.Name) and node.value.id == branch.name
        for node in own_nodes(branch.body)
    ):
        return None
    title = f"Catch the `{raised}` of an absent value there, too"
    if not isinstance(kind, t.Tuple):
        both = sorted((facts.text(kind), raised), key=str.lower)
        return AbsentRepair(title, (replacement(kind, f"({', '.join(both)})"),))
    last = kind.elts[-1]
    return AbsentRepair(title, (replacement(last, f"{facts.text(last)}, {raised}"),))


_MAPPING, _ELEMENT = "mapping", "element"


def _kind(facts: UnitFacts, node: t.Expr, depth: int) -> str:
    """Whether an expression's value is a mapping, or an element of XML; empty: cannot tell."""
    if depth > _MAX_DEPTH:
        return ""
    known = facts.type_of(node)
    node = stripped(node)
    if known:
        return _MAPPING if known.startswith(catalogue.MAPPINGS) else ""
    if isinstance(node, t.Call):
        return _kind_of_call(facts, node, depth)
    if isinstance(node, t.Subscript):
        return _kind(facts, node.value, depth + 1)
    if isinstance(node, t.Name):
        found = {_kind_of_binding(facts, each.value, each.node, depth) for each in facts.definitions(node)}
        if found and found != {""}:
            return found.pop() if len(found) == 1 else ""
        if any(each.value is not None for each in facts.definitions(node)):
            return ""
    function = facts.function_of(node)
    if function is not None and any(source.kind == "client" for source in sources_of(function).of(node)):
        return _MAPPING
    spoken = words(last_name(node))
    return _MAPPING if spoken and spoken[-1] in catalogue.NAMES_OF_MAPPINGS else ""


def _kind_of_binding(facts: UnitFacts, value: t.Expr | None, node: t.Node, depth: int) -> str:
    if value is not None:
        return _kind(facts, value, depth + 1)
    annotation = node.annotation if isinstance(node, t.Param) else None
    return _MAPPING if annotation is not None and last_name(annotation) in ("dict", "Mapping", "Dict") else ""


def _kind_of_call(facts: UnitFacts, call: t.Call, depth: int) -> str:
    callee, name = facts.callee(call), last_name(call.func)
    if callee.startswith(catalogue.ELEMENT_MODULES):
        return _ELEMENT
    if name in catalogue.MAKING_MAPPINGS:
        return _MAPPING
    return _kind(facts, call.func.value, depth + 1) if isinstance(call.func, t.Attribute) else ""
