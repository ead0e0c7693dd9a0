"""The calls of a unit that tie routes, hooks, routers and middleware together, and traits of the whole project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from offpath.catalogue.libraries.limiting import DEFAULT_LIMITS, LIMITERS, LIMITING_CALLS, LIMITING_SETTINGS
from offpath.catalogue.libraries.routing import DIRECT, HOUSE_CALLS, REGISTERING
from offpath.catalogue.load import catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbol, Symbols, last_name
from offpath.facts.summaries.contribution import Constant, Part, Registration
from offpath.syntax import tree as t

_MAX_ITEMS = 40
"""Longest list or tuple kept as a constant."""
_MAX_PARTS = 400
"""So many names among the arguments of one call are kept."""


def registrations(reading: UnitReading, symbols: Symbols) -> Iterator[Registration]:
    """Every registering call."""
    for call in reading.parsed.nodes(t.Call):
        name = last_name(call.func)
        if not _registers(name, call):
            continue
        target = _target(call)
        if name in ("Depends", "Security") and not target:
            continue
        made = Registration(
            name,
            symbols.of(call.func.value) if isinstance(call.func, t.Attribute) else symbols.of(call.func),
            tuple(constant_of(a) for a in call.args),
            constant_keywords(call.keywords),
            tuple(symbols.of(a) for a in call.args),
            tuple((k.arg, s) for k in call.keywords if k.arg for s in [symbols.of(k.value)] if s is not None),
            tuple(symbols_in(call, symbols)),
            _owner(reading, call),
            target,
            (t.dotted(call.func.value) or "") if isinstance(call.func, t.Attribute) else "",
            tuple(_parts(call, symbols))[:_MAX_PARTS],
        )
        yield from _for_each(call, made, symbols)


def _for_each(call: t.Call, made: Registration, symbols: Symbols) -> Iterator[Registration]:
    """A registration, for each of what a loop goes through where that is written out: `for bp in (a, b): bp.before_request(f)`."""
    named = [n for n in (getattr(call.func, "value", None), *call.args) if isinstance(n, t.Name)]
    looped = next(((name.id, items) for name in named for items in [_gone_through(name, symbols)] if items), None)
    if looped is None:
        yield made
        return
    own, items = looped
    for item in items:
        symbol, written = symbols.of(item), t.dotted(item) or ""
        is_receiver = made.written == own
        yield replace(
            made,
            receiver=symbol if is_receiver else made.receiver,
            written=written if is_receiver else made.written,
            arguments=tuple(
                symbol if isinstance(given, t.Name) and given.id == own else known
                for given, known in zip(call.args, made.arguments, strict=True)
            ),
            parts=tuple(Part(p.keyword, written, symbol) if p.written == own else p for p in made.parts),
        )


def _gone_through(name: t.Name, symbols: Symbols) -> list[t.Expr]:
    """The names that a loop's variable stands for one after the other; empty: it is none, or cannot tell."""
    definitions = symbols.definitions(name)
    if len(definitions) != 1 or definitions[0].kind != "loop" or definitions[0].path:
        return []
    value = definitions[0].value
    items = value.elts if isinstance(value, (t.Tuple, t.List, t.Set)) else []
    return items if len(items) <= _MAX_ITEMS and all(isinstance(each, (t.Name, t.Attribute)) for each in items) else []


def _registers(name: str, call: t.Call) -> bool:
    known = catalogue()
    if name in known.grouping or (name in REGISTERING and (name not in DIRECT or _registers_directly(call))):
        return True
    if (name[:1].isupper() and name.startswith(_BEARERS_OF_NAMES)) or name.endswith(_BEARERS_OF_NAMES):
        return True
    if any(call.keyword(each) is not None for form in known.asking_to_retry.get(name, ()) for each in form.asking):
        return True
    if any(_hands_over(call, *place) for place in known.handed.get(name, ())):
        return True
    if _names_view(name, call) or puts_around(call) or hands_group(call):
        return True
    return name.startswith(HOUSE_CALLS) and any(isinstance(a, (t.Name, t.Attribute)) for a in _handed(call))


def puts_around(call: t.Call) -> bool:
    """Whether a call is handed routes, or what holds some, together with what is to stand around them: `expose(bp, routes, decorators=[signed_in])`."""
    is_told = any(each.arg in WRAPPING and isinstance(each.value, _NAMING) for each in call.keywords)
    return is_told and any(isinstance(each, (t.Name, t.Attribute, t.List, t.Tuple)) for each in call.args)


WRAPPING = frozenset(
    {"decorators", "decorator", "guards", "guard", "dependencies", "method_decorators", "permissions", "wrappers", "wrapper", "wrap", "protect",
     "middleware", "middlewares", "auth", "before"}
)  # fmt: skip
"""What functions of a project call what they are to put around routes."""


def hands_group(call: t.Call) -> bool:
    """Whether a call is handed a group of routes, by its name: `protect(orders_bp)`."""
    named = (last_name(each) for each in call.args[:3] if isinstance(each, (t.Name, t.Attribute)))
    return any(words(name)[-1:] and words(name)[-1] in GROUP_WORDS for name in named)


GROUP_WORDS = frozenset({"bp", "blueprint", "router", "ns", "namespace", "blp"})


def _names_view(name: str, call: t.Call) -> bool:
    """Whether a call of whatever function is handed a URL and a view: `admin_url(r"^orders/$", OrderView.as_view())`."""
    if not _URL_WORDS.isdisjoint(words(name)):
        given = [*call.args, *(each.value for each in call.keywords)]
        texts = [each.value for each in given if isinstance(each, t.Constant) and isinstance(each.value, str)]
        return bool(texts) and (any(map(_VIEW.fullmatch, texts)) or any(isinstance(each, _NAMING) for each in given))
    return False


_URL_WORDS = frozenset(
    {"url", "urls", "path", "paths", "route", "routes", "view", "views", "endpoint", "page", "pattern", "patterns"}
)
_VIEW = re.compile(r"[a-z_]\w*(?:\.\w+)+\.\w*(?:%s|\{\w*\})?\w+")
"""The dotted name of a view, of which something may be filled in later."""

_BEARERS_OF_NAMES = (
    "NinjaAPI",
    "NinjaExtraAPI",
    "FastAPI",
    "Flask",
    "Quart",
    "Sanic",
    "Starlette",
    "Litestar",
    "APIRouter",
)
"""How the project's own applications are called after what they derive from: `class NinjaAPIWithLimits(NinjaAPI)`."""


def _handed(call: t.Call) -> list[t.Expr]:
    return [*call.args, *(each.value for each in call.keywords if each.arg in _HANDLING)]


_HANDLING = frozenset(
    {"handler", "callback", "view", "endpoint", "func", "function", "fn", "listener", "target", "resource"}
)


def _hands_over(call: t.Call, argument: int, keyword: str) -> bool:
    """Whether a call is handed something where its kind takes handlers."""
    if 0 <= argument < len(call.args) and isinstance(call.args[argument], _NAMING):
        return True
    return bool(keyword) and isinstance(call.keyword(keyword), _NAMING)


_NAMING = (t.Name, t.Attribute, t.Call, t.List, t.Tuple)


def _registers_directly(call: t.Call) -> bool:
    """Whether a `get(…)` or `post(…)` ties a path to a handler: it is handed both."""
    if len(call.args) + len(call.keywords) < 2 or not call.args:
        return False
    first = call.args[0]
    return isinstance(first, t.Constant) and isinstance(first.value, str) and first.value[:1] in ("/", "^")


def _target(call: t.Call) -> str:
    """The name that a call's value, or the annotation that it stands in, is bound to."""
    node: t.Node = call
    while isinstance(node.parent, (t.Tuple, t.Subscript)):
        node = node.parent
    parent = node.parent
    if isinstance(parent, t.Assign) and parent.value is node:
        return next((t.dotted(each) or "" for each in parent.targets if isinstance(each, (t.Name, t.Attribute))), "")
    if isinstance(parent, t.AnnAssign) and parent.value is node and isinstance(parent.target, t.Name):
        return parent.target.id
    return parent.name if isinstance(parent, t.TypeAlias_) else ""


def _parts(call: t.Call, symbols: Symbols) -> Iterator[Part]:
    listed = puts_around(call)
    pending: list[tuple[str, t.Node]] = [
        *(("", a) for a in call.args),
        *((k.arg or "**", k.value) for k in call.keywords),
    ]
    while pending:
        keyword, node = pending.pop(0)
        if isinstance(node, (t.List, t.Tuple, t.Set)):
            pending[:0] = [(keyword, each) for each in node.elts]
        elif isinstance(node, t.Dict):
            pending[:0] = [(keyword, item.value) for item in node.items]
        elif isinstance(node, t.BinOp):
            pending[:0] = [(keyword, node.left), (keyword, node.right)]
        elif isinstance(node, t.Starred):
            pending.insert(0, (keyword, node.value))
        elif isinstance(node, t.Lambda):
            pending.insert(0, (keyword, node.body))
        elif isinstance(node, (t.Name, t.Attribute)):
            if listed and isinstance(node, t.Name):
                pending[:0] = [(keyword, each) for each in _written_out(node, symbols)]
            yield Part(keyword, t.dotted(node) or last_name(node), symbols.of(node))
        elif isinstance(node, t.Call):
            if isinstance(node.func, (t.Name, t.Attribute)):
                yield Part(keyword, t.dotted(node.func) or last_name(node.func), symbols.of(node.func))
            inner: list[t.Node] = [*node.args, *(k.value for k in node.keywords)]
            pending[:0] = [(keyword, each) for each in inner]


def _written_out(name: t.Name, symbols: Symbols) -> list[t.Expr]:
    """What is in the list that a name stands for; empty: it is none, or cannot tell."""
    definitions = symbols.definitions(name)
    value = definitions[0].value if len(definitions) == 1 and definitions[0].kind == "assign" else None
    return list(value.elts) if isinstance(value, (t.List, t.Tuple)) and not definitions[0].path else []


def _owner(reading: UnitReading, node: t.Node) -> str:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, t.FunctionDef):
            return ".".join(reading.function_path(parent))
        parent = parent.parent
    return ""


LIMITED = "limited"
"""Something bounds how often each caller may ask: everywhere or, with the name of a route or group behind it, there."""

DEFAULT_THROTTLES = "DEFAULT_THROTTLE_CLASSES"
"""Views of Django's REST framework have limits, unless they say otherwise."""

_SETTINGS = frozenset({"MIDDLEWARE", "MIDDLEWARE_CLASSES"})
_KEYS = frozenset({"DEFAULT_PERMISSION_CLASSES", DEFAULT_THROTTLES})


URLS_WRAPPED = "urls wrapped"
"""Django's URL patterns go through a function of the project's own, which may guard them all."""

ATOMIC_REQUESTS = "ATOMIC_REQUESTS"
"""Django wraps every request in a transaction."""

ON_SQLITE = "on SQLite"
"""An address of an SQLite database is written out."""

ON_SERVER = "on a server"
"""An address of a database that runs by itself is written out."""

EXCEPTION_HANDLER = "exception handler"
"""Something is registered to answer for exceptions."""

REPLACED = "replaced"
"""A method of an object that is kept under a name is bound to something else."""

COUNTS_BY = "counts by"
"""A limiter counts by what a function answers, whose (undotted) name follows."""

READS_COOKIES = "reads cookies"
"""Something knows by a cookie who somebody is."""

_PLAIN_URL_HELPERS = frozenset(
    {"include", "i18n_patterns", "static", "format_suffix_patterns", "extend", "append", "len", "list", "reversed"}
)


def traits(reading: UnitReading) -> Iterator[str]:
    """What the unit sets for the whole project: `MIDDLEWARE dotted.Class`, `DEFAULT_PERMISSION_CLASSES dotted.Class`."""
    for statement in reading.parsed.nodes(t.Assign):
        for target in statement.targets:
            if last_name(target) in _SETTINGS:
                yield from (f"MIDDLEWARE {text}" for text in _dotted_texts(statement.value))
    yield from _limits(reading)
    yield from _limit_keys(reading)
    if any(constant.value == "HTTP_COOKIE" for constant in reading.parsed.nodes(t.Constant)) or any(
        each.attr == "cookies" for each in reading.parsed.nodes(t.Attribute)
    ):
        yield READS_COOKIES
    yield from (f"{REPLACED} {name}" for name in _replaced(reading))
    yield from _databases(reading)
    for augmented in reading.parsed.nodes(t.AugAssign):
        if last_name(augmented.target) in _SETTINGS:
            yield from (f"MIDDLEWARE {text}" for text in _dotted_texts(augmented.value))
    for call in reading.parsed.nodes(t.Call):
        if last_name(call.func) in ("add_exception_handler", "register_error_handler") or call.keyword(
            "exception_handlers"
        ):
            yield EXCEPTION_HANDLER
        handed = any(isinstance(a, t.Name) and a.id == "urlpatterns" for a in call.args)
        if handed and last_name(call.func) not in _PLAIN_URL_HELPERS:
            yield URLS_WRAPPED
    for item in reading.parsed.nodes(t.DictItem):
        if isinstance(item.key, t.Constant) and item.key.value == ATOMIC_REQUESTS and constant_of(item.value) is True:
            yield ATOMIC_REQUESTS
        if isinstance(item.key, t.Constant) and item.key.value == "EXCEPTION_HANDLER":
            yield EXCEPTION_HANDLER
        if isinstance(item.key, t.Constant) and item.key.value in _KEYS:
            yield f"{item.key.value}"
            yield from (f"{item.key.value} {text}" for text in _dotted_texts(item.value))


def _databases(reading: UnitReading) -> Iterator[str]:
    """Which kinds of databases the unit names by an address, or by Django's word for it."""
    for constant in reading.parsed.nodes(t.Constant):
        if isinstance(constant.value, str):
            found = _DATABASE.match(constant.value)
            if found is not None:
                yield ON_SQLITE if "sqlite" in found["kind"] else ON_SERVER


_DATABASE = re.compile(
    r"(?P<kind>sqlite(?=[:+])|django\.db\.backends\.sqlite3$|(?:django\.\S*\.)?(?:postgres|postgresql|mysql|mariadb|mssql|oracle|cockroachdb)(?=[:+]|$))"
)


def _limit_keys(reading: UnitReading) -> Iterator[str]:
    """The functions by whose answer a limiter counts: `Limiter(key_func=client_of)`, `@limiter.limit("5/minute", key_func=client_of)`."""
    for call in reading.parsed.nodes(t.Call):
        key = call.keyword("key_func")
        if key is None and last_name(call.func) == "Limiter" and call.args:
            key = call.args[0]
        if isinstance(key, (t.Name, t.Attribute)):
            yield f"{COUNTS_BY} {last_name(key)}"


def _limits(reading: UnitReading) -> Iterator[str]:
    """What bounds how often a caller may ask, for many routes at once."""
    for call in reading.parsed.nodes(t.Call):
        name = last_name(call.func)
        if name in LIMITERS and any(each.arg in DEFAULT_LIMITS for each in call.keywords):
            yield LIMITED
        elif isinstance(call.func, t.Call) and last_name(call.func.func) in LIMITING_CALLS:
            yield from (f"{LIMITED} {last_name(each)}" for each in call.args if last_name(each))
    for constant in reading.parsed.nodes(t.Constant):
        if isinstance(constant.value, str) and constant.value.partition(".")[0] in LIMITING_SETTINGS:
            yield LIMITED


def _replaced(reading: UnitReading) -> Iterator[str]:
    """The methods that are bound anew, `session.request = partial(…)`, by the dotted names within the module."""
    for statement in reading.parsed.nodes(t.Assign):
        for target in statement.targets:
            if not isinstance(target, t.Attribute) or not isinstance(statement.value, (t.Call, t.Lambda, t.Name)):
                continue
            holder, scope = target.value, reading.symbols.flow_at(statement).scope
            if isinstance(holder, t.Name) and isinstance(scope, t.Tree):
                yield f"{holder.id}.{target.attr}"
            elif isinstance(holder, t.Attribute) and isinstance(scope, t.FunctionDef):
                if isinstance(holder.value, t.Name) and holder.value.id == "self":
                    yield ".".join((*reading.function_path(scope)[:-1], holder.attr, target.attr))


def _dotted_texts(node: t.Node) -> Iterator[str]:
    for inner in node.walk():
        if isinstance(inner, t.Constant) and isinstance(inner.value, str) and "." in inner.value:
            yield inner.value


def constant_of(node: t.Expr | None) -> Constant:
    """The constant that is written in place, or None; lists and tuples of constants are tuples."""
    if isinstance(node, t.Constant):
        return node.value if isinstance(node.value, (str, int, float, bool)) else None
    if isinstance(node, (t.Tuple, t.List)) and len(node.elts) <= _MAX_ITEMS:
        return tuple(constant_of(e) for e in node.elts)
    return None


def constant_keywords(keywords: list[t.Keyword]) -> tuple[tuple[str, Constant], ...]:
    """The keyword arguments with the constants that are written for them."""
    return tuple((k.arg, constant_of(k.value)) for k in keywords if k.arg is not None)


def symbols_in(node: t.Node, symbols: Symbols) -> Iterator[Symbol]:
    """Symbols of the names, attributes and calls among a call's arguments, through lists."""
    arguments: list[t.Node] = [*node.args, *(k.value for k in node.keywords)] if isinstance(node, t.Call) else [node]
    while arguments:
        argument = arguments.pop(0)
        if isinstance(argument, (t.List, t.Tuple, t.Set)):
            arguments[:0] = argument.elts
        elif isinstance(argument, t.Dict):
            arguments[:0] = [item.value for item in argument.items]
        elif isinstance(argument, (t.Name, t.Attribute)):
            symbol = symbols.of(argument)
            if symbol is not None:
                yield symbol
        elif isinstance(argument, t.Call):
            symbol = symbols.of(argument.func)
            if symbol is not None:
                yield symbol
            yield from symbols_in(argument, symbols)
