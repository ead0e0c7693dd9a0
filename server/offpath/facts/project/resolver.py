"""From symbols to what they denote: modules, classes, functions and instances, of the project and of known libraries."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

from offpath.catalogue.types import BUILTINS, MODEL_MEMBERS, PROPERTIES
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import NOTHING_YET, ModuleFacts, dotted
from offpath.facts.project.project import Project
from offpath.facts.project.references import Found, Ref
from offpath.syntax.budget import spend

_MAX_DEPTH = 40
_MAX_STEPS = 600
"""So many steps one symbol may take: names that lead in circles through packages that import each other have no end."""


_SUPER = "builtins.super()"
"""The object as the bases of its class know it."""

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Resolver:
    """Resolves symbols of one project, each once for a state of its outline."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._types = project.catalogue.types
        self._active: set[tuple[str, Symbol]] = set()
        self._steps = 0
        """For the symbol that was asked for."""
        self._work = 0
        """All steps that were taken."""
        self._cuts = 0
        """How often a circle or a limit kept something from being found."""
        self._deepest = 0

    def resolve(self, module: str, symbol: Symbol | None) -> Ref | None:
        """What `symbol` denotes in `module`, or None: cannot tell."""
        if symbol is None:
            return None
        if not self._active:
            self._steps = 0
        key = (module, symbol)
        known = self._project.resolutions.symbols.get(key)
        if known is not None and self._has_room_for(known):
            return self._taken_over(known)
        self._steps += 1
        self._work += 1
        spend()
        if len(self._active) > _MAX_DEPTH or self._steps > _MAX_STEPS or key in self._active:
            self._cuts += 1
            return None
        return self._remembered(self._project.resolutions.symbols, key, lambda: self._once(key))

    @property
    def work(self) -> int:
        """The steps of the budget that have been taken."""
        return self._work

    def _once(self, key: tuple[str, Symbol]) -> Ref | None:
        self._active.add(key)
        try:
            return self._compute(*key)
        finally:
            self._active.discard(key)

    def _has_room_for(self, known: Found[T]) -> bool:
        return self._steps + known.steps <= _MAX_STEPS and len(self._active) + known.depth <= _MAX_DEPTH

    def _taken_over(self, known: Found[T]) -> T:
        self._steps += known.steps
        self._work += known.work
        spend(known.work)
        self._deepest = max(self._deepest, len(self._active) + known.depth)
        return known.answer

    def _remembered(self, memory: dict[K, Found[T]], key: K, compute: Callable[[], T]) -> T:
        """What is computed now, kept unless something was cut short on the way."""
        depth, steps, work, cuts, deepest = len(self._active), self._steps, self._work, self._cuts, self._deepest
        self._deepest = depth
        answer = compute()
        if self._cuts == cuts:
            memory[key] = Found(answer, self._steps - steps + 1, self._work - work + 1, self._deepest - depth)
        self._deepest = max(self._deepest, deepest)
        return answer

    def _compute(self, module: str, symbol: Symbol) -> Ref | None:
        kind = symbol[0]
        if kind == "global":
            return self._global(module, symbol[1])
        if kind == "import":
            facts = self._project.modules.get(module)
            level = int(symbol[1])
            return self.dotted(facts.absolute(level, symbol[2]) if facts is not None else symbol[2])
        if kind in ("self", "selfclass"):
            return Ref("instance" if kind == "self" else "class", f"{module}.{symbol[1]}", internal=True)
        if kind == "tuple":
            return Ref("instance", "builtins.tuple")
        if kind == "part":
            return self._part(module, symbol)
        if kind == "literal":
            return Ref("instance", f"builtins.{symbol[1]}")
        if kind == "kept":
            return self._kept(symbol[1]) or self.resolve(module, symbol[2])
        if kind == "super":
            return Ref("external", _SUPER)
        inner = self.resolve(module, symbol[1])
        if inner is None:
            return None
        if kind == "attr":
            inherited = self._inherited(module, symbol[1][1], symbol[2]) if symbol[1][0] == "super" else None
            return inherited or self.attribute(inner, symbol[2])
        if kind == "call":
            argument = self.resolve(module, symbol[2]) if symbol[2] is not None else None
            return self.call(inner, argument)
        if kind == "instance":
            return self._instance_of(inner)
        if kind == "container":
            element = self._instance_of(inner)
            return Ref("instance", "builtins.list", of=element.name if element is not None else "")
        if kind == "item":
            return self._item(inner)
        if kind == "enter":
            return self._entered(inner)
        if kind == "await":
            return self._awaited(inner)
        return None

    def _inherited(self, module: str, path: str, name: str) -> Ref | None:
        """The method of this name that a class has from one of the project that it derives from: `super().save()`."""
        for owner, base in self.lineage(dotted(module, path))[1:]:
            facts = self._project.modules.get(owner)
            if facts is not None and f"{base}.{name}" in facts.functions:
                return Ref("function", facts.dotted(f"{base}.{name}"), internal=True)
        return None

    def _kept(self, name: str) -> Ref | None:
        """What applications keep under a name, where all of them keep the same there."""
        places = self._project.kept_places.get(name, ())
        found = {self.resolve(module, symbol) for module, symbol in places}
        return found.pop() if len(found) == 1 else None

    # -- names

    def _global(self, module: str, name: str) -> Ref | None:
        facts = self._project.modules.get(module)
        if facts is None:
            return None
        found = self._member(facts, name)
        if found is not None:
            return found
        if name in facts.bindings or name in facts.constants:
            return None
        return Ref("external", f"builtins.{name}") if name in BUILTINS else None

    def _member(self, facts: ModuleFacts, name: str) -> Ref | None:
        """What a module's global name denotes."""
        return self._own_member(facts, name) if _binds(facts, name) else self._starred(facts, name)

    def _own_member(self, facts: ModuleFacts, name: str) -> Ref | None:
        if name in facts.stand_ins:
            return self.resolve(facts.name, facts.bindings[name])
        if name in facts.functions:
            return Ref("function", f"{facts.name}.{name}", internal=True)
        if name in facts.classes:
            return Ref("class", f"{facts.name}.{name}", internal=True)
        symbol = facts.bindings.get(name)
        if name in facts.late and symbol in (None, NOTHING_YET):
            return self._filled(facts, name)
        return self.resolve(facts.name, symbol) if symbol is not None else None

    def _filled(self, facts: ModuleFacts, name: str) -> Ref | None:
        """What a handle denotes that functions fill later, where all of them put the same kind of thing into it."""
        found = [self.resolve(facts.name, symbol) for symbol in facts.late[name]]
        return found[0] if all(each == found[0] for each in found) else None

    def _starred(self, facts: ModuleFacts, name: str) -> Ref | None:
        """What a name denotes that a star import brings, from however many modules away."""
        seen = {facts.name}
        pending = [(facts, star) for star in reversed(facts.star_imports)]
        while pending:
            importing, star = pending.pop()
            source = self.resolve(importing.name, star)
            if source is None or source.kind != "module" or not source.internal or source.name in seen:
                continue
            seen.add(source.name)
            target = self._project.modules.get(source.name)
            if target is None:
                continue
            if not _binds(target, name):
                pending += [(target, further) for further in reversed(target.star_imports)]
                continue
            found = self._own_member(target, name)
            if found is not None:
                return found
        return None

    def dotted(self, name: str) -> Ref | None:
        """What an absolute dotted name denotes."""
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            prefix = ".".join(parts[:length])
            facts = self._project.modules.get(prefix)
            if facts is None:
                continue
            ref: Ref | None = Ref("module", prefix, internal=True)
            for part in parts[length:]:
                ref = self.attribute(ref, part) if ref is not None else None
            return ref
        if parts[0] in self._project.modules:
            return None
        return self._external(parts)

    def _external(self, parts: list[str]) -> Ref | None:
        ref = Ref("external", parts[0])
        for part in parts[1:]:
            found = self.attribute(ref, part)
            if found is None:
                return None
            ref = found
        return ref

    # -- steps

    def attribute(self, value: Ref, name: str) -> Ref | None:
        """What `value.name` denotes."""
        if value.kind == "module":
            facts = self._project.modules.get(value.name)
            if facts is not None:
                found = self._member(facts, name)
                if found is not None:
                    return found
            submodule = f"{value.name}.{name}"
            return Ref("module", submodule, internal=True) if submodule in self._project.modules else None
        if value.internal and value.kind in ("class", "instance"):
            return self._class_attribute(value, name)
        if value.kind in ("external", "instance", "class"):
            return self._external_attribute(value, name)
        return None

    def _external_attribute(self, value: Ref, name: str) -> Ref | None:
        for base in self._types.lineage(value.name):
            member = self._types.canonical(f"{base}.{name}")
            known = self._types.holds(member)
            if known:
                return self._described(known, value, None)
            if self._types.returns(member):
                return Ref("external", member, of=value.of)
        return Ref("external", self._types.canonical(f"{value.name}.{name}"), of=value.of)

    def _class_attribute(self, value: Ref, name: str) -> Ref | None:
        library = ""
        for owner, path in self.lineage(value.name):
            facts = self._project.modules.get(owner)
            if facts is None or path not in facts.classes:
                described = self._external_attribute(Ref("instance", path, of=value.of or value.name), name)
                if described is not None and (
                    self._types.returns(described.name) or described.kind != "external" or name in MODEL_MEMBERS
                ):
                    return described
                library = library or ("" if path.startswith(("abc.", "typing.", "builtins.")) else path)
                continue
            method = facts.functions.get(f"{path}.{name}")
            if method is not None:
                if any(d.name.rpartition(".")[2] in PROPERTIES for d in method.decorators):
                    return self._result(facts, f"{path}.{name}")
                return Ref("function", f"{owner}.{path}.{name}", internal=True)
            nested = f"{path}.{name}"
            if nested in facts.classes:
                return Ref("class", f"{owner}.{nested}", internal=True)
            for entry in facts.classes[path].fields:
                if entry.name == name:
                    declared = self.resolve(owner, entry.type) if entry.type is not None else None
                    found = declared or self.resolve(owner, entry.symbol)
                    is_manager = found is not None and name in MODEL_MEMBERS and not found.of
                    return replace(found, of=value.name) if found is not None and is_manager else found
            if (path, name) in facts.attributes:
                return self.resolve(owner, facts.attributes[path, name])
        return Ref("external", self._types.canonical(f"{library}.{name}"), of=value.name) if library else None

    def lineage(self, name: str) -> list[tuple[str, str]]:
        """A project class and its bases, breadth first: (module, path in it), or ("", dotted) for library classes."""
        key = name, not self._active
        known = self._project.resolutions.lineages.get(key)
        if known is not None and (not self._active or self._has_room_for(known)):
            return self._taken_over(known)
        return self._remembered(self._project.resolutions.lineages, key, lambda: self._lineage(name))

    def _lineage(self, name: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        queue = [name]
        while queue and len(found) < _MAX_DEPTH:
            current = queue.pop(0)
            facts, path = self.locate(current)
            entry = (facts.name, path) if facts is not None else ("", current)
            if entry in found:
                continue
            found.append(entry)
            if facts is not None and path in facts.classes:
                for base in facts.classes[path].bases:
                    ref = self.resolve(facts.name, base)
                    if ref is not None:
                        queue.append(ref.name)
        return found

    def locate(self, name: str) -> tuple[ModuleFacts | None, str]:
        """The module that defines a dotted name, and the rest of the name within it."""
        places = self._project.resolutions.places
        if name not in places:
            places[name] = self._place(name)
        module, rest = places[name]
        return self._project.modules.get(module), rest

    def _place(self, name: str) -> tuple[str, str]:
        end = name.rfind(".")
        while end > 0:
            if name[:end] in self._project.modules:
                return name[:end], name[end + 1 :]
            end = name.rfind(".", 0, end)
        return "", name

    def call(self, value: Ref, argument: Ref | None) -> Ref | None:
        """What calling `value` gives."""
        if value.kind == "class" and value.internal:
            return Ref("instance", value.name, internal=True)
        if value.kind == "function":
            facts, path = self.locate(value.name)
            return self._called(facts, path) if facts is not None else None
        if value.kind == "instance":
            called = self._types.called(value.name)
            return self._described(called, value, argument) if called else None
        if value.kind == "external":
            known = self._types.returns(value.name)
            if known:
                return self._described(known, value, argument)
            if value.name.rpartition(".")[2][:1].isupper():
                return Ref("instance", value.name)
            return Ref("external", f"{value.name}()")
        return None

    def _called(self, facts: ModuleFacts, path: str) -> Ref | None:
        """What a call of a project's function gives: of a coroutine, what can be awaited."""
        result, summary = self._result(facts, path), facts.functions.get(path)
        if result is None or summary is None or not summary.is_async or summary.is_generator:
            return result
        if any("sync" in words(each.name.rpartition(".")[2]) for each in summary.decorators):  # `@async_to_sync`
            return result
        return Ref("external", f"{facts.name}.{path}()", awaited=result)

    def _result(self, facts: ModuleFacts, path: str) -> Ref | None:
        summary = facts.functions.get(path)
        if summary is None:
            return None
        for symbol in (*summary.returns, *summary.yields):
            found = self.resolve(facts.name, symbol)
            if found is not None and found.name != "builtins.NoneType":
                return found
        return None

    def _described(self, description: str, receiver: Ref, argument: Ref | None) -> Ref | None:
        """A reference from the catalogue's words: `sqlalchemy.orm.Query[arg]`, `of`, `django.http.HttpRequest`."""
        if description == "same":
            return argument
        if description == "awaited":
            return self._awaited(argument) if argument is not None else None
        about = {"of": receiver.of, "arg": (argument.of or argument.name) if argument is not None else ""}
        if description in about:
            return self._named_instance(about[description])
        name, _, parameter = description.partition("[")
        kind = "external" if name.endswith("()") else "instance"
        return Ref(kind, name, of=about.get(parameter.rstrip("]"), parameter.rstrip("]")))

    def _named_instance(self, name: str) -> Ref | None:
        if not name:
            return None
        facts, path = self.locate(name)
        return Ref("instance", name, internal=facts is not None and path in facts.classes)

    def _instance_of(self, value: Ref) -> Ref | None:
        if value.kind == "class":
            return Ref("instance", value.name, internal=value.internal)
        if value.kind == "external":
            return Ref("instance", value.name)
        return value if value.kind == "instance" else None

    def _part(self, module: str, symbol: Symbol) -> Ref | None:
        """An item of what a call gives: of the tuple that a function of the project returns, else of whatever that is."""
        call = symbol[1][1] if symbol[1][0] == "await" else symbol[1]
        callee = self.resolve(module, call[1])
        facts, path = self.locate(callee.name) if callee is not None and callee.kind == "function" else (None, "")
        summary = facts.functions.get(path) if facts is not None else None
        for returned in summary.returns if summary is not None else ():
            if facts is not None and returned[0] == "tuple" and len(returned) > symbol[2] + 1 >= 1:
                return self.resolve(facts.name, returned[symbol[2] + 1])
        whole = self.resolve(module, symbol[1])
        return self._item(whole) if whole is not None else None

    def _item(self, value: Ref) -> Ref | None:
        """What iterating over a value, or a subscript of it, gives."""
        known = self._types.items(value.name)
        if known:
            return self._described(known, value, None)
        is_generic = value.kind == "class" and value.internal  # `CRUDBase[Contract]` is `CRUDBase`
        return value if is_generic else None

    def _entered(self, value: Ref) -> Ref | None:
        """What `with` or `async with` binds: what the library says, else the value itself, unless it is there to be awaited."""
        known = self._types.entered(value.name)
        if known:
            return self._described(known, value, None)
        is_for_else = value.awaited is not None or self._types.awaited(value.name) or self._types.items(value.name)
        return None if is_for_else and value.kind == "external" else value

    def _awaited(self, value: Ref) -> Ref | None:
        """What `await` gives: what the library says, or the coroutine returns, else the value itself, unless it is there to be entered."""
        known = self._types.awaited(value.name)
        if known:
            return self._described(known, value, None)
        if value.awaited is not None:
            return value.awaited
        is_for_else = self._types.entered(value.name) or self._types.items(value.name)
        return None if is_for_else and value.kind == "external" else value


def _binds(facts: ModuleFacts, name: str) -> bool:
    """Whether a module itself gives a name something to denote."""
    return (
        name in facts.functions or name in facts.classes or facts.bindings.get(name) is not None or name in facts.late
    )
