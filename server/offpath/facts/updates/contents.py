"""What a function puts into its own containers, and which of its values it changes in place."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.members import MUTATORS
from offpath.facts.stores.families.repository import arguments_of
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_FILLING = frozenset({"append", "add", "insert", "extend", "update", "appendleft", "setdefault"})


_IN_PLACE = frozenset({"mutation", "subscript", "delete"})
"""The kinds of effects by which a function changes what is in a container."""


class Contents:
    """The places of a function that are changed in place, by how they are written: `counts`, `team["members"]`."""

    def __init__(self, function: FunctionFacts) -> None:
        self._facts = function.unit
        self._puts: dict[str, list[t.Expr]] = {}
        self._changes: dict[str, list[t.Node]] = {}
        for node in function.own_nodes(t.Assign, t.AugAssign, t.Delete, t.Call):
            self._note(node)

    def put_into(self, name: t.Name) -> Iterator[t.Expr]:
        """What is put into the container of this name, above it in the text."""
        return (value for value in self._puts.get(name.id, ()) if value.start < name.start)

    def is_changed(self, place: t.Node) -> bool:
        """Whether elements of a value were changed before it is read at this place."""
        changes = self._changes.get(self._facts.text(place)) if self._changes else None
        return changes is not None and any(each.end <= place.start for each in changes)

    def _note(self, node: t.Node) -> None:
        if isinstance(node, t.Assign):
            for target in node.targets:
                if isinstance(target, t.Subscript):
                    self._put(target.value, node.value)
                    if not isinstance(target.index, t.Constant) or self._reads_itself(node.value, target):
                        self._changed(target.value, node)
        elif isinstance(node, t.AugAssign) and isinstance(node.target, (t.Subscript, t.Attribute)):
            self._changed(node.target, node)
        elif isinstance(node, t.Delete):
            for target in node.targets:
                if isinstance(target, t.Subscript):
                    self._changed(target.value, node)
        elif isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in MUTATORS:
            self._changed(node.func.value, node)
            for value in node.args if node.func.attr in _FILLING else ():
                self._put(node.func.value, value)
        elif isinstance(node, t.Call):
            self._handed(node)

    def _handed(self, call: t.Call) -> None:
        """What a function of the project changes in what it is handed: `add_badge(config, badge)`."""
        if not any(isinstance(each, (t.Name, t.Attribute)) for each in call.args):
            return
        name = self._facts.callee(call)
        summary = self._facts.summary(name) if name else None
        if summary is None:
            return
        given = dict(arguments_of(call, summary.parameters))
        for effect in summary.effects:
            place = given.get(effect.detail) if effect.kind in _IN_PLACE else None
            if place is None or not isinstance(place, (t.Name, t.Attribute, t.Subscript)):
                continue
            self._changed(place, call)
            for parameter in effect.parameters:
                if parameter in given and parameter != effect.detail:
                    self._put(place, given[parameter])

    def _put(self, container: t.Expr, value: t.Expr) -> None:
        while isinstance(container, t.Subscript):
            container = container.value
        if isinstance(container, t.Name):
            self._puts.setdefault(container.id, []).append(value)

    def _changed(self, place: t.Expr, node: t.Node) -> None:
        """What holds a changed place is changed with it."""
        self._changes.setdefault(self._facts.text(place), []).append(node)
        while isinstance(place, (t.Subscript, t.Attribute)):
            place = place.value
            self._changes.setdefault(self._facts.text(place), []).append(node)

    def _reads_itself(self, value: t.Expr, target: t.Subscript) -> bool:
        """Whether a new element is computed from the old one: `counts["a"] = counts.get("a", 0) + 1`."""
        container, key = self._facts.text(target.value), self._facts.text(target.index)
        for node in value.walk():
            if isinstance(node, t.Subscript) and self._facts.text(node.value) == container:
                return self._facts.text(node.index) == key
            if isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.args:
                if self._facts.text(node.func.value) == container and self._facts.text(node.args[0]) == key:
                    return True
        return False
