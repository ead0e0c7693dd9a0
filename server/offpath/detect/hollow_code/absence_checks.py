"""Whether somebody asks for a value that may be absent, or makes sure of it, before it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offpath.catalogue.words import absent as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.names import CLASS
from offpath.facts.project.refusals import MAY_REFUSE
from offpath.facts.summaries.binding import parameter_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.same_place import place_of
from offpath.syntax import tree as t

_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "**", "%"})
_ORDERING = frozenset({"<", "<=", ">", ">="})


def what_fails(node: t.Expr) -> tuple[t.Expr | t.Stmt, str] | None:
    """What around an expression fails where its value is None."""
    parent = node.parent
    if isinstance(parent, t.Call) and parent.args[:1] == [node] and last_name(parent.func) in catalogue.CONVERSIONS:
        return parent, last_name(parent.func)
    if isinstance(parent, t.Subscript) and parent.value is node:
        return parent, "[…]"
    if isinstance(parent, t.Attribute) and parent.value is node:
        return parent, f".{parent.attr}"
    if isinstance(parent, t.BinOp) and parent.op in _ARITHMETIC:
        text = parent.op == "%" and (parent.right is node or isinstance(parent.left, (t.Constant, t.JoinedStr)))
        return None if text else (parent, parent.op)
    if isinstance(parent, t.For) and parent.iter is node:
        return node, "for"
    if isinstance(parent, t.Comprehension) and parent.iter is node:
        return node, "for"
    if isinstance(parent, t.Compare):
        position = ([parent.left, *parent.comparators]).index(node)
        if position and parent.ops[position - 1] in ("in", "not in"):
            return parent, "in"
        if any(op in _ORDERING for op in parent.ops):
            return parent, next(op for op in parent.ops if op in _ORDERING)
    return None


def is_checked(facts: UnitFacts, read: t.Call, key: str, name: str | None) -> bool:
    """Whether the function (or the unit's own statements) asks anywhere whether the value is there, or puts it there; or everything
    that calls it has asked.

    ``name`` is what the value is bound to.
    """
    function = facts.function_of(read)
    receiver = read.func.value if isinstance(read.func, t.Attribute) else None
    asked, place = place_of(receiver) or (facts.text(receiver) if receiver is not None else ""), place_of(read)
    for node in _nodes(facts, function):
        for test in tests_of(node):
            if any(_asks(facts, each, read, place, asked, key, name) for each in test.walk()):
                return True
        if isinstance(node, t.Subscript) and _names(facts, node, asked, key) and _is_stored(node):
            return True
        if isinstance(node, t.Call) and _makes_sure(facts, node, read, asked, key, name):
            return True
    return (
        _is_selected_by_path(facts, receiver, key)
        or _is_written_out(facts, receiver, key)
        or _is_part_of_path(facts, function, receiver, key)
        or _is_of_valid_form(facts, function, receiver)
        or (function is not None and _callers_ask(function, place))
    )


def _nodes(facts: UnitFacts, function: FunctionFacts | None) -> Iterator[t.Node]:
    return function.own_nodes(t.Node) if function is not None else facts.tree.walk()


def tests_of(node: t.Node) -> tuple[t.Expr, ...]:
    """What a node tests."""
    if isinstance(node, (t.If, t.While, t.IfExp, t.Assert)):
        return (node.test,)
    if isinstance(node, t.BoolOp):
        return tuple(node.values) if node.op == "or" else tuple(node.values[:-1])
    if isinstance(node, t.Comprehension):
        return tuple(node.ifs)
    if isinstance(node, t.Match):
        return (node.subject,)
    if isinstance(node, t.Compare) and any(op in ("is", "is not", "==", "!=") for op in node.ops):
        return (node,)
    return ()


def _asks(facts: UnitFacts, node: t.Node, read: t.Call, place: str, asked: str, key: str, name: str | None) -> bool:
    if isinstance(node, t.Name):
        if name is not None and node.id == name:
            return what_fails(node) is None
        return bool(place) and any(
            _reads_place(d.value, read, place) for d in facts.definitions(node) if d.value is not None
        )
    if isinstance(node, t.Call):
        if node is read:
            return what_fails(read) is None
        return place_of(node) == place if place else facts.text(node) == facts.text(read)
    if isinstance(node, t.Subscript):
        return _names(facts, node, asked, key)
    if isinstance(node, t.Compare) and any(op in ("in", "not in") for op in node.ops):
        left = node.left
        container = place_of(node.comparators[-1]) or facts.text(node.comparators[-1])
        same = container in (asked, f"{asked}.keys()", f"{asked}.keys", "os.environ", "environ")
        return same and (not isinstance(left, t.Constant) or left.value == key)
    return False


def _reads_place(value: t.Expr, read: t.Call, place: str) -> bool:
    """Whether a value is read from the same place, with a default or in another form: `(data.get("token") or "").strip()`."""
    return any(isinstance(n, t.Call) and n is not read and place_of(n) == place for n in value.walk())


def _names(facts: UnitFacts, node: t.Subscript, asked: str, key: str) -> bool:
    """Whether a subscript names the same element."""
    is_key = isinstance(node.index, t.Constant) and node.index.value == key
    return is_key and (place_of(node.value) or facts.text(node.value)) == asked


def _is_stored(node: t.Subscript) -> bool:
    parent = node.parent
    return isinstance(parent, t.Assign) and node in parent.targets


def _makes_sure(facts: UnitFacts, call: t.Call, read: t.Call, asked: str, key: str, name: str | None) -> bool:
    """Whether a call puts the value there, or refuses what lacks it: `data.setdefault("x", 1)`, `validate(data)`, `demand("x", data.get("x"))`."""
    if call.start >= read.start and name is None:
        return False
    if isinstance(call.func, t.Attribute) and call.func.attr in ("setdefault", "update"):
        return _same(facts, call.func.value, asked)
    if call.start < read.start and not _CHECKING.isdisjoint(words(last_name(call.func))):
        return not call.args or any(_same(facts, each, asked) for each in call.args)
    handed = any(_is_value(facts, each, read, name) for each in call.args) or (
        any(_same(facts, each, asked) for each in call.args)
        and any(isinstance(each, t.Constant) and each.value == key for each in call.args)
    )
    found = facts.resolve(call.func) if handed else None
    return found is not None and found.internal and bool(facts.asking.ask(MAY_REFUSE, found.name))


_CHECKING = frozenset({"validate", "valid", "check", "require", "ensure", "verify", "validated"})


def _same(facts: UnitFacts, node: t.Expr, asked: str) -> bool:
    return (place_of(node) or facts.text(node)) == asked


def _is_value(facts: UnitFacts, node: t.Expr, read: t.Call, name: str | None) -> bool:
    """Whether an argument is the value: by the name that it is bound to, or read from the same place."""
    if isinstance(node, t.Name):
        made = [definition.value for definition in facts.definitions(node)]
        place = place_of(read)
        return node.id == name or (bool(place) and any(place_of(each) == place for each in made))
    return node is not read and isinstance(node, t.Call) and bool(place_of(read)) and place_of(node) == place_of(read)


def _is_selected_by_path(facts: UnitFacts, receiver: t.Expr | None, key: str) -> bool:
    """Whether a path has chosen only elements that bear an attribute: `root.xpath("//Cube[@rate]")`."""
    if not isinstance(receiver, t.Name):
        return False
    for definition in facts.definitions(receiver):
        call = _bound_to(facts, definition.value)
        if not isinstance(call, t.Call) or last_name(call.func) not in _SELECTING:
            return False
        if _asks_for_attribute(call, key):
            continue
        path = call.args[0].value if call.args and isinstance(call.args[0], t.Constant) else None
        if not isinstance(path, str) or not re.search(rf"\[[^\]]*@?\b{re.escape(key)}\b[^\]]*\]\s*$", path):
            return False
    return bool(facts.definitions(receiver))


def _bound_to(facts: UnitFacts, node: t.Expr | None) -> t.Expr | None:
    """What a name is bound to, if to one thing: `links = soup.find_all("a")`."""
    definitions = facts.definitions(node) if isinstance(node, t.Name) else ()
    is_one = len(definitions) == 1 and definitions[0].kind == "assign" and not definitions[0].path
    return definitions[0].value if is_one else node


_SELECTING = frozenset(
    {"xpath", "findall", "iterfind", "find", "css", "select", "select_one", "find_all", "findAll", "find_next"}
)


def _asks_for_attribute(call: t.Call, key: str) -> bool:
    """Whether only elements with an attribute are wanted: `soup.find_all("a", href=True)`, `find_all(attrs={"href": pattern})`."""
    given = call.keyword("attrs")
    wanted = [item.value for item in given.items if _is_text(item.key, key)] if isinstance(given, t.Dict) else []
    named = call.keyword(key)
    wanted += [named] if named is not None else []
    return any(not (isinstance(each, t.Constant) and each.value in (None, False)) for each in wanted)


def _is_text(node: t.Expr | None, text: str) -> bool:
    return isinstance(node, t.Constant) and node.value == text


def _is_written_out(facts: UnitFacts, receiver: t.Expr | None, key: str) -> bool:
    """Whether what is asked is a dictionary that the function writes out, with a value under the key that is there."""
    definitions = facts.definitions(receiver) if isinstance(receiver, t.Name) else ()
    return bool(definitions) and all(
        isinstance(d.value, t.Dict) and not d.path and any(_gives(item, key) for item in d.value.items)
        for d in definitions
    )


def _gives(item: t.DictItem, key: str) -> bool:
    value = item.value
    is_absent = isinstance(value, t.Constant) and value.value is None
    if isinstance(value, t.Call) and last_name(value.func) in ("get", "getenv", "pop"):
        is_absent = len(value.args) < 2
    return isinstance(item.key, t.Constant) and item.key.value == key and not is_absent


def _is_part_of_path(facts: UnitFacts, function: FunctionFacts | None, receiver: t.Expr | None, key: str) -> bool:
    """Whether the key is a part of the paths that the handler's class names: `"/commits/n:commitid"`, and the parameters of the path are asked."""
    if function is None or receiver is None or not function.class_name or last_name(receiver) not in _PARAMETERS:
        return False
    summary = facts.asking.ask(CLASS, function.class_name)
    part = re.compile(rf"^/.*[:<{{]{re.escape(key)}\b")
    return summary is not None and any(part.search(each) for field in summary.fields for each in field.references)


_PARAMETERS = frozenset({"kwargs", "path_params", "match_info", "matchdict", "view_args", "params", "path_kwargs"})
"""Names of what holds the parameters of a path."""


def _is_of_valid_form(facts: UnitFacts, function: FunctionFacts | None, receiver: t.Expr | None) -> bool:
    """Whether what is asked holds the fields of a form that is valid: in `form_valid`, or where the function asks it."""
    if (
        function is None
        or not isinstance(receiver, t.Attribute)
        or receiver.attr not in ("cleaned_data", "validated_data")
    ):
        return False
    form = facts.text(receiver.value)
    return function.name in ("form_valid", "formset_valid") or any(
        isinstance(call.func, t.Attribute) and call.func.attr == "is_valid" and facts.text(call.func.value) == form
        for call in function.calls
        if not isinstance(call.parent, t.ExprStmt) or call.keywords
    )


def _callers_ask(function: FunctionFacts, place: str) -> bool:
    """Whether whatever calls a function has asked before for a part of the visitor's request, or of what it hands over."""
    root, bracket, rest = place.partition("[")
    parameters = function.summary.parameters
    if not place.startswith("request.") and not (bracket and any(each.name == root for each in parameters)):
        return False
    sites = [site for _, _, site in function.unit.asking.ask(CALLERS, function.qualified_name)]
    return bool(sites) and all(
        place in site.asked
        or any(asked == f"[{rest}" and parameter_of(parameters, slot) == root for slot, asked in site.asked_of)
        for site in sites
    )
