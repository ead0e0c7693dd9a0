"""What a handler is: who calls it, how, and what is written around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from offpath.catalogue.form import VERBS
from offpath.catalogue.library import Caller, Protocol
from offpath.facts.code.symbols import Symbol
from offpath.facts.summaries.contribution import Constant


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that is named around a route, in `module`: a decorator, a dependency, a mixin, a hook, a middleware."""

    module: str
    written: str
    symbol: Symbol | None
    constants: tuple[Constant, ...] = ()
    reaches_deep: bool = False
    """Whether what guards may stand several calls down in it: a function that makes URL patterns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One handler."""

    handler: str
    """The function, method or class, dotted."""
    framework: str
    """As the catalogue's files call it: `flask`, `aiogram`, `mcp`; empty: by its name alone."""
    kind: str
    """`function`, `method` (decorated by itself) or `class`."""
    methods: tuple[str, ...] = ()
    """In lower case; empty: cannot tell, all may be meant."""
    path: str = ""
    parameters: tuple[str, ...] = ()
    """The parameters that the path names."""
    group: str = ""
    """The application, blueprint or router that it belongs to, by `objects.object_name`."""
    mentions: tuple[Mention, ...] = ()
    """Its decorators, dependencies, guards, and what wraps it where it is registered."""
    registered: bool = False
    """Whether a path was seen, or a call or decorator of a library that has none."""
    caller: Caller = "client"
    protocol: Protocol = "http"
    answering: tuple[str, ...] = ()
    """Of a class: the methods that are called, where they are not those of views; `*` stands for anything."""
    verbs: tuple[tuple[str, str], ...] = ()
    """Of a class: the HTTP methods that those stand for."""

    # What a rule asks of a handler depends on who calls it; it is decided here, once for all rules.

    @property
    def is_request(self) -> bool:
        """Whether a client's request is answered, in whatever protocol: somebody who may be anybody."""
        return self.caller == "client"

    @property
    def has_status(self) -> bool:
        """Whether the answer has a status beside what it says."""
        return self.is_request and self.protocol == "http"

    @property
    def is_written_for(self) -> bool:
        """Whether a stranger reads the answer: a client or a person in a chat, not a model, which is to learn what went wrong."""
        return self.caller in ("client", "chat")

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody elsewhere waits for the answer, and many do at a time."""
        return self.caller in ("client", "chat", "model")

    @property
    def is_unattended(self) -> bool:
        """Whether nobody sits before it who sees it hang or fail and can end it."""
        return self.caller != "person"


_IN_BRACES = re.compile(r"\{(?P<name>[A-Za-z_]\w*)(?::[^}]*)?\}|\(\?P<(?P<group>\w+)>")
_NAME_FIRST = re.compile(r"<(?P<name>[A-Za-z_]\w*)(?::[^>]*)?>|\(\?P<(?P<group>\w+)>")
_NAME_LAST = re.compile(r"<(?:[A-Za-z_]\w*(?:\([^)]*\))?:)?(?P<name>[A-Za-z_]\w*)>|\(\?P<(?P<group>\w+)>")


def path_parameters(path: str, framework: str) -> tuple[str, ...]:
    """The names in a path: `id` of `/a/<int:id>` in Flask, `/a/<id:int>` in Bottle, `/a/{id}`, `^a/(?P<id>…)`."""
    angled = _NAME_FIRST if framework in ("bottle", "sanic") else _NAME_LAST
    pattern = _IN_BRACES if "{" in path else angled
    return tuple(found["name"] or found["group"] for found in pattern.finditer(path))


_COUNTED = re.compile(r"<int:(?P<first>[A-Za-z_]\w*)>|[<{](?P<last>[A-Za-z_]\w*):int[>}]")


def counted_parameters(path: str) -> tuple[str, ...]:
    """The names in a path that stand for whole numbers: `id` of `/a/<int:id>` and `/a/{id:int}`."""
    return tuple(found["first"] or found["last"] for found in _COUNTED.finditer(path))


def methods_of(last: str, keywords: tuple[tuple[str, Constant], ...]) -> tuple[str, ...]:
    """The methods that a routing decorator or call names."""
    if last in VERBS:
        return (last,)
    named = dict(keywords)
    key = next((each for each in ("methods", "method", "http_method", "request_method") if each in named), "")
    given = named.get(key)
    if isinstance(given, tuple):
        return tuple(str(method).lower() for method in given if method is not None)
    if isinstance(given, str):
        return (given.lower(),)
    return () if key in ("methods", "http_method") else ("get",)


def path_of(constants: tuple[Constant, ...], keywords: tuple[tuple[str, Constant], ...]) -> str | None:
    """The path that a routing decorator is given; None where its first argument is something else."""
    named = dict(keywords)
    given = constants[0] if constants else named.get("path", named.get("rule", named.get("route", "")))
    return given if isinstance(given, str) else None
