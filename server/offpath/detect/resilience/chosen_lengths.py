"""Whether the length of what is iterated is chosen where it stands: written out, cut, checked, configured."""

from __future__ import annotations

from offpath.catalogue.libraries import concurrency as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.constants import fold
from offpath.facts.code.symbols import last_name
from offpath.facts.code.walking import once_for_each_place
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


@once_for_each_place
def is_bounded(facts: UnitFacts, source: t.Expr, depth: int = 0) -> bool:
    """Whether the length of what is iterated is chosen: written out, cut, checked, or that of something in the code itself."""
    if depth > 8 or fold(facts, source) is not None:
        return depth <= 8
    if isinstance(source, (t.List, t.Tuple, t.Set, t.Dict)):
        return bool(source.children())
    if isinstance(source, t.Subscript):
        return isinstance(source.index, t.Slice) and source.index.upper is not None
    if isinstance(source, t.Comp):
        return is_bounded(facts, source.generators[0].iter, depth + 1)
    if isinstance(source, (t.Await, t.Starred)):
        return is_bounded(facts, source.value, depth + 1)
    if isinstance(source, (t.Call, t.Attribute)) and _is_configured(source):
        return True
    if isinstance(source, t.Call):
        return _bounded_call(facts, source, depth)
    if isinstance(source, t.Name):
        return _bounded_name(facts, source, depth)
    return _is_written_out(facts, source)


def _is_configured(source: t.Call | t.Attribute) -> bool:
    """Whether whoever runs the program chose the items: `settings.SERVERS`, `Config.get("urls")`."""
    node: t.Expr = source.func if isinstance(source, t.Call) else source
    while isinstance(node, (t.Attribute, t.Call)):
        if isinstance(node, t.Attribute):
            node = node.value
            if not _CONFIGURING.isdisjoint(words(last_name(node))):
                return True
        else:
            node = node.func
    return False


_CONFIGURING = frozenset({"config", "settings", "conf", "environ", "configuration"})


def _bounded_call(facts: UnitFacts, call: t.Call, depth: int) -> bool:
    name = last_name(call.func)
    if name == "range":
        return not any(isinstance(n, t.Call) and last_name(n.func) == "len" for n in call.walk() if n is not call)
    if name in catalogue.SHORTENING or set(words(name)) & {"chunk", "chunks", "batch", "batches", "batched"}:
        return True
    if any(k.arg in catalogue.LIMITING and fold(facts, k.value) is not None for k in call.keywords):
        return True
    if any(
        isinstance(n, t.Constant) and isinstance(n.value, str) and " LIMIT " in n.value.upper() for n in call.walk()
    ):
        return True
    if any(isinstance(n, t.Call) and last_name(n.func) in catalogue.SHORTENING for n in call.walk()):
        return True
    if isinstance(call.func, t.Attribute):
        return is_bounded(facts, call.func.value, depth + 1) if call.func.attr in _VIEWS else False
    return bool(call.args) and name in _RESHAPING and all(is_bounded(facts, a, depth + 1) for a in call.args[:1])


_VIEWS = frozenset({"items", "keys", "values", "copy", "all", "scalars"})
_RESHAPING = frozenset({"enumerate", "zip", "sorted", "list", "tuple", "set", "reversed", "filter", "iter", "dict"})


def _bounded_name(facts: UnitFacts, name: t.Name, depth: int) -> bool:
    definitions = facts.definitions(name)
    if not definitions:
        return _is_written_out(facts, name)
    if _length_is_checked(facts, name):
        return True
    for definition in definitions:
        if definition.kind == "loop" and definition.value is not None:
            shortened = isinstance(definition.value, t.Call) and set(words(last_name(definition.value.func))) & {
                "chunk", "chunks", "batch", "batches", "batched",
            }  # fmt: skip
            if not shortened:
                return False
        elif definition.value is None or not is_bounded(facts, definition.value, depth + 1):
            return False
    return True


def _is_written_out(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether a global name stands for a display or an enumeration in the code itself."""
    found = facts.resolve(node)
    if found is None:
        return False
    if found.kind == "class":
        return found.internal
    return found.name in ("builtins.dict", "builtins.list", "builtins.tuple", "builtins.set") and not found.of


def _length_is_checked(facts: UnitFacts, name: t.Name) -> bool:
    function = facts.function_of(name)
    if function is None:
        return False
    for branch in function.own_nodes(t.If):
        measures = any(
            isinstance(n, t.Call) and last_name(n.func) == "len" and n.args and facts.text(n.args[0]) == name.id
            for n in branch.test.walk()
        )
        if (
            measures
            and isinstance(branch.test, t.Compare)
            and isinstance(branch.body[-1], (t.Raise, t.Return, t.Assign))
        ):
            return True
    return False
