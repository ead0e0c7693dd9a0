"""How the caller would be written at a place: as the function, its module or the project already spells it, else as the framework does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from offpath.catalogue.libraries.requests import REQUEST_NAMES
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import Source, Sources
from offpath.facts.identity.spellings import CALLER_SPELLINGS, IMPORTED_LIBRARY, LIBRARIES, Spelling
from offpath.facts.project.names import BINDING, CLASS, FUNCTION, GLOBAL_NAMES
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING, GUARDS_AROUND
from offpath.repair.edits import quote_of
from offpath.syntax import tree as t

_ROOT = re.compile(r"[A-Za-z_]\w*")
_OF_THE_CALLER = frozenset({"tenant", "organization", "organisation", "org", "team", "workspace", "account", "company"})
"""Owners that a user belongs to."""


@dataclass(frozen=True, slots=True)
class CallerText:
    """An expression for the caller, and the imports that it takes."""

    text: str
    imports: tuple[str, ...] = ()


def caller_text(
    function: FunctionFacts, sources: Sources, column: str, *, wants_object: bool, before: int, verified: bool = False
) -> CallerText | None:
    """The caller as the value of an owner's column; `wants_object` where the column holds the user itself.

    With `verified`, what the client says of itself is no answer.
    """
    return next(_Writer(function, sources, column, wants_object, before, verified).options(), None)


class _Writer:
    def __init__(
        self, function: FunctionFacts, sources: Sources, column: str, wants_object: bool, before: int, verified: bool
    ) -> None:
        self._function = function
        self._facts = function.unit
        self._sources = sources
        self._column = column
        self._wants_object = wants_object
        self._before = before
        self._verified = verified
        self._spellings: tuple[Spelling, ...] = self._facts.asking.ask(CALLER_SPELLINGS)

    def options(self) -> Iterator[CallerText]:
        """Spellings, the best first."""
        yield from self._at_hand()
        if not self._verified and not self._asks_who_calls:
            return
        yield from self._as_elsewhere(self._facts.module)
        yield from self._as_framework()
        yield from self._as_elsewhere(None)
        for each in self._facts.settings.identity:
            if "." in each or "(" in each or "[" in each:
                yield CallerText(each)

    @cached_property
    def _asks_who_calls(self) -> bool:
        """Whether the function serves a request of somebody who has signed in: elsewhere `current_user` is nobody, and `g` is not there."""
        guarding: Guarding = self._facts.asking.ask(GUARDING, self._function.qualified_name)
        return self._sources.handler is not None and guarding.authenticated

    # -- what the function has

    def _at_hand(self) -> Iterator[CallerText]:
        for param, source in self._sources.parameters.items():
            if self._counts(source):
                yield CallerText(self._identifier(param.name, param.annotation))
        for definition in self._function.flow.definitions:
            value = definition.value
            if definition.kind != "assign" or definition.path or value is None or definition.node.end > self._before:
                continue
            found = self._sources.of(value)
            if any(self._counts(s) for s in found) and not any(s.kind == "record" for s in found):
                yield CallerText(self._identifier(definition.name, None))

        for source in self._sources.claims():
            node = source.node
            if source.kind == "caller" and isinstance(node, t.Compare):
                assert isinstance(node.left, t.Constant)
                yield CallerText(f"{self._facts.text(node.comparators[0])}[{self._facts.text(node.left)}]")
            elif source.kind == "caller" and isinstance(node, t.Subscript) and isinstance(node.index, t.Constant):
                yield CallerText(self._facts.text(node))

    def _counts(self, source: Source) -> bool:
        return source.kind == "caller" or (source.is_claim and not self._verified)

    def _identifier(self, name: str, annotation: t.Expr | None) -> str:
        """`user` as `user`, `user.id`, `user["id"]` or `user.tenant_id`."""
        if self._wants_object and not is_id(name):
            return name
        if is_id(name) or _holds(annotation, ("int", "str", "UUID")):
            return name
        spelled = [s.text for s in self._spellings if s.module == self._facts.module and _root(s.text) == name]
        if spelled:
            return spelled[0]
        written = self._written_key(name)
        if written:
            return written
        if _holds(annotation, ("dict", "Dict", "Mapping")):
            quote = quote_of(self._facts)
            return f"{name}[{quote}{self._member(name)}{quote}]"
        return f"{name}.{self._member(name)}"

    def _written_key(self, name: str) -> str:
        """`user["id"]`, where the function writes so."""
        for read in self._function.own_nodes(t.Name):
            part = read.parent
            if read.id != name or not isinstance(part, (t.Attribute, t.Subscript)) or part.value is not read:
                continue
            key = part.attr if isinstance(part, t.Attribute) else getattr(part.index, "value", "")
            if key in ("id", "pk", "user_id", "uid", "_id", "sub"):
                return self._facts.text(part)
        return ""

    def _member(self, name: str) -> str:
        """The attribute of the caller that an owner's column holds."""
        stem = self._column.removesuffix("_id")
        if _OF_THE_CALLER.isdisjoint(words(stem)) or stem in words(name):
            return "id"
        return self._column

    # -- as others write it

    def _as_elsewhere(self, module: str | None) -> Iterator[CallerText]:
        wanted = [s for s in self._spellings if s.module == module] if module is not None else list(self._spellings)
        wanted.sort(key=lambda s: s.column.removesuffix("_id") != self._column.removesuffix("_id"))
        for each in wanted:
            if self._is_class(_root(each.text), each.module):
                continue
            imported = self._reachable(_root(each.text), each.module)
            if imported is not None and self._suits(each):
                yield CallerText(each.text, imported)

    def _is_class(self, name: str, module: str) -> bool:
        """Whether a name is a class, whose attribute `User.id` is a column and nobody's identity."""
        ask = self._facts.asking.ask
        symbol = ask(BINDING, module, name)
        dotted = symbol[2] if symbol is not None and symbol[0] == "import" else f"{module}.{name}" if module else name
        return ask(CLASS, dotted) is not None or bool(re.match(r"[A-Z]\w*[a-z]", name))

    def _suits(self, spelling: Spelling) -> bool:
        is_object = not is_id(re.split(r"\W+", spelling.text.rstrip(")]\"' "))[-1]) and not spelling.text.endswith(
            ("()", ")")
        )
        return is_object == self._wants_object or spelling.column == self._column

    def _reachable(self, root: str, module: str) -> tuple[str, ...] | None:
        """The imports that a name from another function takes here; None where it does not exist here."""
        params = {p.name for p in self._function.params}
        if root in params:
            return () if root in REQUEST_NAMES or root == "self" else None
        if root == "self" or (root in REQUEST_NAMES and not self._is_global(root, self._facts.module)):
            return None
        if any(d.name == root for d in self._function.flow.definitions):
            return None
        if self._is_global(root, self._facts.module):
            return ()
        symbol = self._facts.asking.ask(BINDING, module, root)
        if symbol is not None and symbol[0] == "import" and symbol[1] == "0" and "." in symbol[2]:
            source, _, name = symbol[2].rpartition(".")
            return (f"from {source} import {name}",) if name == root else None
        return None

    def _is_global(self, name: str, module: str) -> bool:
        return (
            name in self._facts.asking.ask(GLOBAL_NAMES, module)
            or self._facts.asking.ask(FUNCTION, f"{module}.{name}" if module else name) is not None
        )

    # -- as the framework has it

    def _as_framework(self) -> Iterator[CallerText]:
        route = self._sources.route
        framework = route.framework if route is not None else ""
        request = next((p.name for p in self._function.params if p.name in REQUEST_NAMES), "")
        if not request and self._function.is_method and framework in ("django", "drf"):
            request = "self.request"
        if request and (
            framework in ("django", "drf") or (framework in ("litestar", "starlette") and self._is_guarded())
        ):
            yield CallerText(f"{request}.user" if self._wants_object else f"{request}.user.{self._member('user')}")
        elif framework == "tornado" and self._says_who():
            yield CallerText("self.current_user")
        elif framework in ("flask", "quart"):
            number: int = self._facts.asking.ask(IMPORTED_LIBRARY)
            if number >= 0:
                _, text, imported = LIBRARIES[number]
                yield CallerText(text.removesuffix(".id") if self._wants_object else text, (imported,))

    def _is_guarded(self) -> bool:
        """Whether something around the route puts the caller into the request."""
        return bool(self._facts.asking.ask(GUARDS_AROUND, self._function.qualified_name).authenticated)

    def _says_who(self) -> bool:
        """Whether a Tornado handler or a base of it defines who the caller is."""
        bases = self._facts.lineage(self._function.class_name)
        return any(self._facts.summary(f"{base}.get_current_user") is not None for base in bases)


def _root(text: str) -> str:
    found = _ROOT.match(text)
    return found[0] if found is not None else ""


def is_id(name: str) -> bool:
    """Whether a name is an identifier's: `user_id`, `pk`."""
    return name in ("pk", "sub") or (bool(words(name)) and words(name)[-1] in ("id", "uid", "pk", "identity"))


def _holds(annotation: t.Expr | None, names: tuple[str, ...]) -> bool:
    """Whether an annotation, `Annotated[int, Depends(…)]` or `int | None` too, is about one of these types."""
    if isinstance(annotation, (t.Name, t.Attribute)):
        return last_name(annotation) in names
    if (
        isinstance(annotation, t.Subscript)
        and last_name(annotation.value) == "Annotated"
        and isinstance(annotation.index, t.Tuple)
    ):
        return last_name(annotation.index.elts[0]) in names
    if isinstance(annotation, t.BinOp):
        return last_name(annotation.left) in names
    if isinstance(annotation, t.Subscript):
        return last_name(annotation.value) in names
    return False
