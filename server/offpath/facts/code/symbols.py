"""What an expression denotes, as far as its own unit tells: a symbol that the project resolves.

A symbol is a nested tuple of strings, so that it compares by value, hashes and pickles:

    ("global", "db")                    a name of the module's global scope, or a builtin
    ("import", "2", "models.User")      an import target, with the dots of a relative import counted
    ("attr", symbol, "session")         an attribute
    ("call", symbol, argument | None)   what a call gives; `argument` is the first one's symbol, where it matters
    ("item", symbol)                    an element, by iteration or subscript
    ("tuple", symbol | None, …)         a written tuple of a few items
    ("part", symbol, 0)                 an item of what a call gives, by unpacking
    ("enter", symbol)                   what `with` or `async with` binds
    ("await", symbol)                   what `await` gives
    ("instance", symbol)                an instance of the class that `symbol` denotes
    ("self", "Outer.Inner")             an instance of the class that encloses a method
    ("super", "Outer.Inner")            the same as the bases of that class know it: `super()`
    ("literal", "str")                  a value of a builtin type
    ("kept", "store", symbol | None)    what the application keeps under a name, for all that serve it: `app.config["store"]`, `app.state.store`
"""

from __future__ import annotations

from typing import Any, TypeAlias

from offpath.facts.flow.flow import Definition, Flow
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

Symbol: TypeAlias = "tuple[Any, ...]"

_MAX_STEPS = 24
"""How many steps through assignments and attributes a symbol may take before it is "cannot tell"."""

_LONGEST_TUPLE = 4
"""Of longer tuples it is not kept what they hold."""

_LARGEST_PART = 200
"""So many symbols may be in one that becomes part of another: what is bound again and again to something of itself has no end."""

_WRAPPERS = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Union", "Mapped", "Required", "NotRequired"})
_VAGUE = frozenset({"Any", "object", "Callable", "Self", "T"})
"""Annotations that say nothing of what a value can do."""

_CONTAINERS = frozenset(
    {
        "list", "List", "set", "Set", "tuple", "Tuple", "Sequence", "Iterable", "Iterator", "Generator", "AsyncIterator",
        "AsyncGenerator", "AsyncIterable", "Collection", "frozenset", "Awaitable", "Coroutine",
    }
)  # fmt: skip


class Symbols:
    """Symbols of one unit's expressions. `enclosing` is the path of the class around the unit, empty without one."""

    def __init__(self, root: Flow, enclosing: tuple[str, ...]) -> None:
        self._flows = {flow.scope: flow for flow in root.all_flows()}
        self._flow_at: dict[t.Node, Flow] = {
            scope: flow for scope, flow in self._flows.items() if isinstance(scope, t.Tree)
        }
        self._enclosing = enclosing
        self._known: dict[t.Expr, Symbol | None] = {}
        self._definitions: dict[t.Name, tuple[Definition, ...]] = {}

    def of(self, node: t.Expr) -> Symbol | None:
        """The symbol of an expression, or None: cannot tell."""
        return self._of(node, 0)

    def flow_at(self, node: t.Node) -> Flow:
        """The flow of the function (or unit) that a node stands in."""
        found = self._flow_at.get(node)
        if found is not None:
            return found
        passed: list[t.Node] = []
        child = node
        while found is None:
            spend()
            passed.append(child)
            scope = child.parent
            if scope is None:
                raise LookupError("a node outside its unit")
            if isinstance(scope, (t.FunctionDef, t.Tree)) and not _in_header(scope, child):
                found = self._flows[scope]
            else:
                child = scope
                found = self._flow_at.get(child)
        for each in passed:
            self._flow_at[each] = found
        return found

    def definitions(self, name: t.Name) -> tuple[Definition, ...]:
        """The bindings that can reach a read of a name."""
        found = self._definitions.get(name)
        if found is None:
            found = self._definitions[name] = self.flow_at(name).of(name)
        return found

    def annotation(self, node: t.Expr) -> Symbol | None:
        """The symbol of an instance of what an annotation says."""
        inner = annotated_type(node)
        if inner is None:
            return None
        named, is_item = inner
        symbol = _spelled(named.value) if isinstance(named, t.Constant) else self._of(named, 0)
        return None if symbol is None else ("container" if is_item else "instance", symbol)

    def _of(self, node: t.Expr, steps: int) -> Symbol | None:
        spend()
        if node in self._known:
            known = self._known[node]
            return known if known is None or steps == 0 or not _is_large(known) else None
        if steps > _MAX_STEPS:
            return None
        self._known[node] = None
        symbol = self._compute(node, steps + 1)
        self._known[node] = symbol
        return symbol

    def _compute(self, node: t.Expr, steps: int) -> Symbol | None:
        if isinstance(node, t.Name):
            return self._name(node, steps)
        kept = kept_under(node)
        if kept:
            return ("kept", kept, self._step(node, steps))
        return self._step(node, steps)

    def _step(self, node: t.Expr, steps: int) -> Symbol | None:
        if isinstance(node, t.Attribute):
            value = self._of(node.value, steps)
            return ("attr", value, node.attr) if value is not None else None
        if isinstance(node, t.Call):
            if _is_super(node) and (owner := self._owner(node)):
                return ("super", ".".join(owner))
            function = self._of(node.func, steps)
            if function is None:
                return None
            argument = self._of(node.args[0], steps) if node.args and _may_name_a_class(node.args[0]) else None
            return ("call", function, argument)
        if isinstance(node, t.Await):
            value = self._of(node.value, steps)
            return ("await", value) if value is not None else None
        if isinstance(node, (t.NamedExpr, t.Starred)):
            return self._of(node.value, steps)
        if isinstance(node, t.Subscript):
            if last_name(node.value) == "Annotated" and isinstance(node.index, t.Tuple) and node.index.elts:
                return self._of(node.index.elts[0], steps)
            value = self._of(node.value, steps)
            return ("item", value) if value is not None else None
        if isinstance(node, t.Tuple) and 1 < len(node.elts) <= _LONGEST_TUPLE:
            return ("tuple", *(self._of(each, steps) for each in node.elts))
        if isinstance(node, t.BinOp) and node.op == "/" and _is_path_piece(node):
            return self._of(node.left, steps)
        if isinstance(node, t.BinOp) and node.op == "|" and _is_last_step(node.right):
            return self._of(node.right, steps)
        if isinstance(node, (t.IfExp, t.BoolOp)):
            options = (node.body, node.orelse) if isinstance(node, t.IfExp) else node.values
            for option in options:
                symbol = self._of(option, steps)
                if symbol is not None and symbol != ("literal", "NoneType"):
                    return symbol
            return None
        return literal_symbol(node)

    def _owner(self, node: t.Node) -> tuple[str, ...]:
        """The path of the class in whose method an expression stands; empty: in none."""
        function = next((each for each in node.ancestors() if isinstance(each, t.FunctionDef)), None)
        return self._class_of(function) if function is not None else ()

    def _name(self, node: t.Name, steps: int) -> Symbol | None:
        definitions = self.definitions(node)
        if not definitions:
            return ("global", node.id)
        found: Symbol | None = None
        for definition in definitions:
            if definition.kind == "augment":
                continue
            symbol = self._definition(definition, steps)
            if symbol is None or symbol == ("literal", "NoneType"):
                continue
            if found is not None and found != symbol:
                return None
            found = symbol
        return found

    def definition(self, definition: Definition) -> Symbol | None:
        """The symbol of what a binding binds."""
        return self._definition(definition, 0)

    def _definition(self, definition: Definition, steps: int) -> Symbol | None:
        node = definition.node
        if definition.kind == "parameter" and isinstance(node, t.Param):
            return self._param(node, steps)
        if definition.kind == "import" and isinstance(node, t.Alias):
            return import_symbol(node)
        if definition.kind == "assign" and definition.value is not None:
            statement = node.parent
            if isinstance(statement, t.AnnAssign) and statement.target is node:
                declared = self.annotation(statement.annotation)
                if declared is not None:
                    return declared
            value = _element(definition.value, definition.path)
            if value is not None:
                return self._of(value, steps)
            whole = self._of(definition.value, steps)
            if whole is not None and called_by(whole) is not None and len(definition.path) == 1:
                return ("part", whole, definition.path[0])
            return ("item", whole) if whole is not None else None
        if definition.kind in ("loop", "with") and definition.value is not None:
            whole = self._of(definition.value, steps)
            if whole is None or definition.path:
                return None
            return ("item" if definition.kind == "loop" else "enter", whole)
        if definition.kind == "except" and definition.value is not None:
            kind = self._of(definition.value, steps)
            return ("instance", kind) if kind is not None else None
        if definition.kind in ("function", "class") and isinstance(definition.scope, t.Tree):
            return ("global", definition.name)
        if definition.kind == "function" and isinstance(definition.scope, t.FunctionDef):
            return ("global", ".".join((*self.path_of(definition.scope), definition.name)))
        return None

    def _param(self, param: t.Param, steps: int) -> Symbol | None:
        function = param.parent
        if isinstance(function, t.FunctionDef) and function.params[:1] == [param] and self._class_of(function):
            kind = "selfclass" if _is_classmethod(function) else "self"
            return None if _is_staticmethod(function) else (kind, ".".join(self._class_of(function)))
        dependency = dependency_of(param)
        if param.annotation is not None:
            symbol = self.annotation(param.annotation)
            if symbol is not None:
                return symbol
        if dependency is not None:
            called = self._of(dependency, steps)
            return ("await", ("call", called, None)) if called is not None else None
        return None

    def path_of(self, function: t.FunctionDef) -> tuple[str, ...]:
        """The qualified path of a function of this unit."""
        parts = [function.name]
        node = function.parent
        while node is not None:
            if isinstance(node, (t.FunctionDef, t.ClassDef)):
                parts.append(node.name)
            node = node.parent
        return (*self._enclosing, *reversed(parts))

    def _class_of(self, function: t.FunctionDef) -> tuple[str, ...]:
        """The path of the class that a function is a method of; empty for other functions."""
        outer: list[str] = []
        node = function.parent
        while node is not None:
            if isinstance(node, t.FunctionDef):
                if not outer:
                    return ()
                outer.append(node.name)
            elif isinstance(node, t.ClassDef):
                outer.append(node.name)
            node = node.parent
        return (*self._enclosing, *reversed(outer))


def _is_last_step(node: t.Expr) -> bool:
    """Whether what stands behind `|` is a value, not a type of a union: of sets and of steps in a row (`prompt | model | parser()`), the whole is like it."""
    return isinstance(node, t.Call) or last_name(node)[:1].islower()


def called_by(symbol: Symbol | None) -> Symbol | None:
    """The call whose value a symbol is, awaited or not; None: it is no call's."""
    if symbol is not None and symbol[0] == "await":
        symbol = symbol[1]
    return symbol if symbol is not None and symbol[0] == "call" else None


def _is_super(call: t.Call) -> bool:
    """Whether a call stands for the object as the classes that its own derives from know it."""
    is_named = isinstance(call.func, t.Name) and call.func.id == "super"
    return is_named and len(call.args) in (0, 2) and not call.keywords


def _is_path_piece(node: t.BinOp) -> bool:
    """Whether something is divided by a text, which only paths can be, here or further left."""
    part: t.Expr = node
    while isinstance(part, t.BinOp) and part.op == "/":
        if isinstance(part.right, t.JoinedStr) or (
            isinstance(part.right, t.Constant) and isinstance(part.right.value, str)
        ):
            return True
        part = part.left
    return False


def _is_large(symbol: Symbol) -> bool:
    count, pending = 0, [symbol]
    while pending:
        part = pending.pop()
        count += 1
        if count > _LARGEST_PART:
            return True
        pending += [each for each in part if each.__class__ is tuple]
    return False


_APPLICATIONS = frozenset({"app", "application", "current_app", "flask_app", "web_app", "fastapi_app"})
"""What programs call the object that serves them."""


def kept_under(node: t.Expr) -> str:
    """The name under which an application keeps something: `store` of `app.config["store"]`, `app.state.store`, `request.app["store"]`."""
    if isinstance(node, t.Attribute):
        is_state = isinstance(node.value, t.Attribute) and node.value.attr == "state"
        return node.attr if is_state or _is_application_here(node.value) else ""
    if not isinstance(node, t.Subscript) or not isinstance(node.index, t.Constant):
        return ""
    holder = last_name(node.value)
    is_held = holder in ("config", "extensions") and isinstance(node.value, t.Attribute)
    return str(node.index.value) if is_held or holder == "app" else ""


def put_under(target: t.Expr) -> str:
    """The name under which a statement puts something into an application: also `app.orders = …`, which where it is read looks like any attribute."""
    kept = kept_under(target)
    if kept or not isinstance(target, t.Attribute):
        return kept
    return target.attr if last_name(target.value) in _APPLICATIONS else ""


def _is_application_here(node: t.Expr) -> bool:
    """Whether an expression is the application that serves, as handlers find it: `current_app`, `request.app`, `self.application`."""
    if isinstance(node, t.Name):
        return node.id == "current_app"
    return isinstance(node, t.Attribute) and (
        (node.attr == "app" and last_name(node.value) in ("request", "req", "websocket"))
        or (node.attr == "application" and last_name(node.value) == "self")
    )


def import_symbol(alias: t.Alias) -> Symbol:
    """The symbol that an imported name stands for."""
    statement = alias.parent
    if isinstance(statement, t.ImportFrom):
        base = f"{statement.module}.{alias.name}" if statement.module else alias.name
        return ("import", str(statement.level), base)
    name = alias.name if alias.asname else alias.name.partition(".")[0]
    return ("import", "0", name)


def dependency_of(param: t.Param) -> t.Expr | None:
    """What FastAPI or Litestar injects into a parameter: `f` in `= Depends(f)` or `Annotated[T, Depends(f)]`, `T` in `x: T = Depends()`."""
    marker = dependency_marker(param)
    if marker is None:
        return None
    given = marker.args[0] if marker.args else marker.keyword("dependency")
    return given if given is not None else declared_dependency(param)


def declared_dependency(param: t.Param) -> t.Expr | None:
    """The class that is injected by the annotation alone: `T` in `x: T = Depends()`."""
    marker = dependency_marker(param)
    if marker is None or marker.args or marker.keyword("dependency") is not None or param.annotation is None:
        return None
    declared = annotated_type(param.annotation)
    return declared[0] if declared is not None and not declared[1] else None


def dependency_marker(param: t.Param) -> t.Call | None:
    """The call that says what is injected into a parameter: `Depends(f)`, `Security(f, scopes=["admin"])`."""
    candidates: list[t.Expr] = [param.default] if param.default is not None else []
    annotation = param.annotation
    if isinstance(annotation, t.Subscript) and last_name(annotation.value) == "Annotated":
        candidates.extend(annotation.index.elts[1:] if isinstance(annotation.index, t.Tuple) else [])
    for candidate in candidates:
        if isinstance(candidate, t.Call) and last_name(candidate.func) in ("Depends", "Security", "Provide"):
            return candidate
    return None


def annotated_type(node: t.Expr) -> tuple[t.Expr, bool] | None:
    """The class in an annotation and whether the value is a container of it: `Optional[list[User]]` → (`User`, True)."""
    is_item = False
    while True:
        if isinstance(node, t.BinOp) and node.op == "|":
            node = node.right if isinstance(node.left, t.Constant) and node.left.value is None else node.left
        elif isinstance(node, t.Subscript):
            outer = last_name(node.value)
            if outer in ("tuple", "Tuple") and _is_of_several_kinds(node.index):
                return None
            is_item = is_item or outer in _CONTAINERS
            if outer in _WRAPPERS or outer in _CONTAINERS:
                node = node.index.elts[0] if isinstance(node.index, t.Tuple) and node.index.elts else node.index
            else:
                node = node.value
        else:
            break
    if isinstance(node, t.Constant):
        return (node, is_item) if isinstance(node.value, str) else None
    if isinstance(node, (t.Name, t.Attribute)):
        return None if last_name(node) in _VAGUE else (node, is_item)
    return None


def _is_of_several_kinds(index: t.Expr) -> bool:
    """Whether a tuple's annotation names its items one by one: `tuple[Order, Box]`, not `tuple[Order, ...]`."""
    if not isinstance(index, t.Tuple) or len(index.elts) < 2:
        return False
    return not any(isinstance(each, t.Constant) and each.value is ... for each in index.elts)


def _spelled(text: str) -> Symbol | None:
    """The symbol of an annotation written as a string, where it is a plain dotted name."""
    parts = text.partition("[")[0].strip().split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    symbol: Symbol = ("global", parts[0])
    for part in parts[1:]:
        symbol = ("attr", symbol, part)
    return symbol


def last_name(node: t.Expr) -> str:
    """`c` of `a.b.c`, `c` of `c`, else an empty string."""
    if isinstance(node, t.Attribute):
        return node.attr
    return node.id if isinstance(node, t.Name) else ""


def literal_symbol(node: t.Expr) -> Symbol | None:
    """The builtin type of a literal or display."""
    if isinstance(node, t.Constant):
        return ("literal", type(node.value).__name__)
    for kind, name in _LITERALS:
        if isinstance(node, kind):
            return ("literal", name)
    if isinstance(node, t.Comp):
        return ("literal", node.kind)
    return None


_LITERALS: tuple[tuple[type[t.Node], str], ...] = (
    (t.JoinedStr, "str"),
    (t.List, "list"),
    (t.Dict, "dict"),
    (t.Tuple, "tuple"),
    (t.Set, "set"),
    (t.Compare, "bool"),
)


def _element(value: t.Expr, path: tuple[int, ...]) -> t.Expr | None:
    """The part of a written tuple that an unpacking binds, or None where the value is not written out."""
    for position in path:
        if not isinstance(value, (t.Tuple, t.List)) or not 0 <= position < len(value.elts):
            return None
        value = value.elts[position]
    return value


def _may_name_a_class(node: t.Expr) -> bool:
    return isinstance(node, (t.Name, t.Attribute, t.Call))


def _in_header(scope: t.Node, child: t.Node) -> bool:
    """Whether a function's child (a decorator, a default, an annotation) is evaluated outside the function."""
    return isinstance(scope, t.FunctionDef) and not isinstance(child, t.Stmt)


def _decorated_with(function: t.FunctionDef, name: str) -> bool:
    return any(last_name(d) == name for d in function.decorators)


def _is_classmethod(function: t.FunctionDef) -> bool:
    return _decorated_with(function, "classmethod")


def _is_staticmethod(function: t.FunctionDef) -> bool:
    return _decorated_with(function, "staticmethod")
