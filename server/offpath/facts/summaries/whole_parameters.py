"""Parameters that a function writes into a record as a whole, with every field that is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.facts.code.symbols import Symbols, last_name
from offpath.syntax import tree as t

_DOCUMENTS = frozenset({"insert_one", "replace_one", "find_one_and_replace"})
_UPDATES = frozenset({"update_one", "update_many", "find_one_and_update"})
_SPREADING = frozenset({"create", "update", "values", "insert", "acreate", "set", "upsert"})
_COPYING = frozenset({"dict", "copy", "items", "model_dump"})


def whole_parameters(node: t.FunctionDef, body: list[t.Node], symbols: Symbols) -> tuple[str, ...]:
    """The parameters whose fields all go into a record: `setattr` in a loop, `$set`, `Model(**changes)`."""
    own = {param.name for param in node.params}
    written = (_named(value, symbols) for call in body if isinstance(call, t.Call) for value in _written(call))
    return tuple(dict.fromkeys(name for name in written if name in own))


def _written(call: t.Call) -> Iterator[t.Expr]:
    """What a call takes all fields of."""
    name = last_name(call.func)
    if name == "setattr" and len(call.args) == 3:
        loop = next((each for each in call.ancestors() if isinstance(each, t.For)), None)
        if loop is not None and isinstance(call.args[1], t.Name) and not asks_of_fields(loop, call.args[1].id):
            yield loop.iter
    elif name in _DOCUMENTS and call.args:
        yield call.args[-1]
    elif name in _UPDATES and len(call.args) > 1 and isinstance(call.args[1], t.Dict):
        value = call.args[1].get("$set")
        if value is not None:
            yield value
    elif (
        name in _SPREADING and isinstance(call.func, t.Attribute) and len(call.args) == 1 and _is_query(call.func.value)
    ):
        yield call.args[0]
    if name[:1].isupper() or name in _SPREADING:
        yield from (keyword.value for keyword in call.keywords if keyword.arg is None)


def _is_query(node: t.Expr) -> bool:
    """Whether what takes the fields is a query's, not a dictionary: `db.query(…).filter(…).update(changes)`."""
    return isinstance(node, t.Call)


def _named(node: t.Expr, symbols: Symbols) -> str:
    """The parameter that an expression is, through copies; empty: another value."""
    while isinstance(node, (t.Call, t.Await)):
        if isinstance(node, t.Await):
            node = node.value
            continue
        if last_name(node.func) not in _COPYING or any(k.arg in ("include", "exclude") for k in node.keywords):
            return ""
        inner = node.args[0] if node.args else node.func.value if isinstance(node.func, t.Attribute) else None
        if inner is None:
            return ""
        node = inner
    if not isinstance(node, t.Name):
        return ""
    definitions = symbols.definitions(node)
    is_narrowed = any(_takes_out(use) for each in definitions for use in each.uses)
    return node.id if not is_narrowed and all(each.kind == "parameter" for each in definitions) else ""


def _takes_out(use: t.Name) -> bool:
    parent = use.parent
    if isinstance(parent, t.Attribute) and parent.attr in ("pop", "keys"):
        return True
    return isinstance(parent, t.Subscript) and isinstance(parent.parent, t.Delete)


def asks_of_fields(loop: t.For, key: str) -> bool:
    """Whether a loop asks of each field whether it may be set."""
    compared: Iterable[t.Compare] = (node for node in loop.walk() if isinstance(node, t.Compare))
    return any(
        isinstance(inner, t.Name) and inner.id == key
        for node in compared
        if any(op in ("in", "not in", "==", "!=") for op in node.ops)
        for inner in node.left.walk()
    )
