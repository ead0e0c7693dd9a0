"""Parameters that a function writes into a record as a whole, with every field that is in them, or hands on so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.catalogue.pass_through import Done
from offpath.catalogue.words.privileged import is_privileged
from offpath.facts.code.symbols import Symbol, Symbols, last_name
from offpath.facts.flow.flow import Definition
from offpath.facts.values.trails import Step, Trails, behind_written, called
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

_DOCUMENTS = frozenset({"insert_one", "replace_one", "find_one_and_replace"})
_UPDATES = frozenset({"update_one", "update_many", "find_one_and_update"})
_SPREADING = frozenset({"create", "update", "values", "insert", "acreate", "set", "upsert"})
_SCALARS = frozenset({"int", "str", "float", "bool", "bytes", "UUID", "date", "datetime", "Decimal"})


def whole_parameters(node: t.FunctionDef, nodes: Nodes, symbols: Symbols) -> tuple[str, ...]:
    """The parameters whose fields all go into a record: `setattr` in a loop, `$set`, `Model(**changes)`."""
    own = {param.name for param in node.params}
    wholes = _Wholes(symbols)
    written = (wholes.named(value) for call in nodes.of(t.Call) for value in _written(call, symbols))
    return tuple(dict.fromkeys(name for name in written if name in own))


def handed_whole(node: t.FunctionDef, nodes: Nodes, symbols: Symbols) -> Iterator[tuple[Symbol, int | str, str]]:
    """What a function calls with a parameter of its own as a whole: the function, the slot, the parameter."""
    own = {
        param.name for param in node.params if param.annotation is None or last_name(param.annotation) not in _SCALARS
    } - {"self", "cls"}
    wholes = _Wholes(symbols)
    for call in nodes.of(t.Call) if own else ():
        slots: list[tuple[int | str, t.Expr]] = [
            *enumerate(call.args),
            *((k.arg, k.value) for k in call.keywords if k.arg),
        ]
        handed = [(slot, wholes.named(value)) for slot, value in slots]
        handed = [(slot, name) for slot, name in handed if name in own]
        symbol = symbols.of(call.func) if handed else None
        if symbol is not None:
            yield from ((symbol, slot, name) for slot, name in handed)


def _written(call: t.Call, symbols: Symbols) -> Iterator[t.Expr]:
    """What a call takes all fields of."""
    name = last_name(call.func)
    if name == "setattr" and len(call.args) == 3:
        written = set_by_name(call, symbols)
        if written is not None:
            yield written
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


def set_by_name(call: t.Call, symbols: Symbols) -> t.Expr | None:
    """What a `setattr` in a loop takes all fields of; None: it is in no loop, or each field is asked for first."""
    loop = next((each for each in call.ancestors() if isinstance(each, t.For)), None)
    key = call.args[1]
    if loop is None or not isinstance(key, t.Name):
        return None
    taken = _item_of(call.args[2], key.id)
    is_all = taken is not None and _goes_over(loop.iter, (taken, call.args[0]), symbols)
    written = taken if taken is not None and is_all else loop.iter
    return None if asks_of_fields(loop, key.id, written) else written


def _item_of(value: t.Expr, key: str) -> t.Expr | None:
    """What a field is taken from: `data` of `data[key]`."""
    index = value.index if isinstance(value, t.Subscript) else None
    is_key = isinstance(index, t.Name) and index.id == key
    return value.value if isinstance(value, t.Subscript) and is_key else None


def _goes_over(over: t.Expr, wholes: tuple[t.Expr, ...], symbols: Symbols) -> bool:
    """Whether a loop goes over all fields of the data or of the record, and not over some that were chosen."""
    names = {each.id for each in wholes if isinstance(each, t.Name)}
    values = [over]
    if isinstance(over, t.Name):
        values += [each.value for each in symbols.definitions(over) if each.kind == "assign" and each.value is not None]
    return any(isinstance(each, t.Name) and each.id in names for value in values for each in value.walk())


def _is_query(node: t.Expr) -> bool:
    """Whether what takes the fields is a query's, not a dictionary: `db.query(…).filter(…).update(changes)`."""
    return isinstance(node, t.Call)


class _Wholes:
    """The parameters of a function that its expressions are, through copies and their names."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self._trails = Trails(self._look)
        self._narrowed: dict[Definition, bool] = {}

    def named(self, node: t.Expr) -> str:
        """The parameter that an expression is; empty: another value."""
        names = self._trails.of(node)
        return names[0] if len(names) == 1 else ""

    def _look(self, node: t.Node) -> list[str | Step]:
        if not isinstance(node, t.Name):
            return [*whole_steps(node)] or [""]
        definitions = self._symbols.definitions(node)
        if any(self._is_narrowed(definition) for definition in definitions):
            return [""]
        if all(definition.kind == "parameter" for definition in definitions):
            return [node.id]
        return [*bound_whole(self._symbols, node)] or [""]

    def _is_narrowed(self, definition: Definition) -> bool:
        if definition not in self._narrowed:
            self._narrowed[definition] = any(takes_out_power(use) for use in definition.uses)
        return self._narrowed[definition]


def bound_whole(symbols: Symbols, name: t.Name) -> list[Step]:
    """The values that a name stands for as a whole; none, where one of its bindings gives it something else."""
    definitions = symbols.definitions(name)
    if any(each.kind != "assign" or each.path for each in definitions):
        return []
    return [Step(each.value, Done.SAME, name, each) for each in definitions if each.value is not None]


def whole_steps(node: t.Node) -> list[Step]:
    """What an expression holds every field of: `data` of `data.items()`, `{**data}`, `await data.copy()`, `defaults | data`, `data or {}`."""
    if isinstance(node, t.Call):
        if any(k.arg in ("include", "exclude") for k in node.keywords):
            return []
        is_mapping = last_name(node.func) in _MAPPINGS
        return [step for step in called(node) if step.done in _WHOLE or (is_mapping and step.done is Done.ITEMS)]
    steps = []
    if isinstance(node, t.Dict):
        steps = [Step(item.value, Done.ITEMS, node) for item in node.items if item.key is None]
    elif isinstance(node, _CHOICES) or (isinstance(node, t.BinOp) and node.op == "|"):
        steps = [step for step in behind_written(node) if step.done is not Done.MEASURED]
    return [step for step in steps if not (isinstance(step.to, t.Dict) and not step.to.items)]


_WHOLE = frozenset({Done.SAME, Done.CONVERTED, Done.PARSED})
_MAPPINGS = frozenset({"dict", "OrderedDict", "items"})
_CHOICES = (t.Await, t.Starred, t.NamedExpr, t.IfExp, t.BoolOp)


def takes_out_power(use: t.Name) -> bool:
    """Whether something takes a field out that no client should set, or one that is not written out: `data.pop("role")`, `del data[key]`."""
    parent = use.parent
    if isinstance(parent, t.Attribute) and parent.attr == "pop":
        call = parent.parent
        return _is_of_power(call.args[0] if isinstance(call, t.Call) and call.args else None)
    if isinstance(parent, t.Attribute):
        return parent.attr == "keys"
    return isinstance(parent, t.Subscript) and isinstance(parent.parent, t.Delete) and _is_of_power(parent.index)


def _is_of_power(key: t.Expr | None) -> bool:
    """Whether a key names a field of power, or may do so."""
    return not isinstance(key, t.Constant) or not isinstance(key.value, str) or is_privileged(key.value)


def asks_of_fields(loop: t.For, key: str, written: t.Expr | None = None) -> bool:
    """Whether a loop asks of each field whether it may be set; whether it was sent at all, `key in data`, is no such question."""
    compared: Iterable[t.Compare] = (node for node in loop.walk() if isinstance(node, t.Compare))
    return any(
        isinstance(inner, t.Name) and inner.id == key
        for node in compared
        if any(op in ("in", "not in", "==", "!=") for op in node.ops)
        and not _is_same_name(node.comparators[0], written)
        for inner in node.left.walk()
    )


def _is_same_name(one: t.Expr, other: t.Expr | None) -> bool:
    return isinstance(one, t.Name) and isinstance(other, t.Name) and one.id == other.id
