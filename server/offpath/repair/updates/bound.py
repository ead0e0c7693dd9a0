"""The parameters that a call binds, edited in place: a tuple, list or dict display, keywords, or the call's own arguments."""

from __future__ import annotations

from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import local_value
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import indentation, line_end, quote_of
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_NAMES = ("parameters", "params", "values", "vars", "args", "param", "arguments", "query_params")


class Bound:
    """Parameters in order; changes are gathered and given as edits."""

    def __init__(
        self, facts: UnitFacts, holder: t.Expr, items: list[tuple[str | int, t.Node, t.Expr]], variadic: bool
    ) -> None:
        self._facts = facts
        self._holder = holder
        self._items = items
        self._variadic = variadic
        self._texts: list[tuple[str | int, str]] = [(key, facts.text(value)) for key, _, value in items]
        self._new: list[tuple[int, str | int, str]] = []
        self._changed: dict[str | int, tuple[str | int, str]] = {}
        self.removed: list[str | int] = []

    def __len__(self) -> int:
        return len(self._items)

    def replace(self, key: str | int, text: str) -> None:
        """Another value for a parameter."""
        self._changed[key] = (key, text)

    def rename(self, key: str, name: str, text: str) -> None:
        """Another name and value for a named parameter."""
        self._changed[key] = (name, text)

    def remove(self, key: str | int) -> None:
        """Takes a parameter out."""
        self.removed.append(key)

    def insert(self, key: str | int, text: str) -> None:
        """A further parameter: at a position among those that stay, or by name at the end."""
        position = key if isinstance(key, int) else len(self._items)
        self._new.append((position, key, text))

    def free(self, wish: str, beside: str = "") -> str:
        """A name that no other parameter has."""
        taken = (
            {str(key) for key, _ in self._texts}
            | {str(new) for new, _ in self._changed.values()}
            | {str(k) for _, k, _ in self._new}
        )
        taken.discard(beside)
        name, number = wish, 2
        while name in taken:
            name, number = f"{wish}_{number}", number + 1
        return name

    def edits(self) -> list[Edit] | None:
        """The changes as edits; None where the layout gives them no place."""
        if not self._changed and not self.removed and not self._new:
            return []
        final: list[tuple[t.Node | None, str]] = []
        for key, node, _ in self._items:
            if key in self.removed:
                continue
            final.append((node, self._item(*self._changed[key]) if key in self._changed else self._facts.text(node)))
        for position, key, text in self._new:
            final.insert(min(position, len(final)), (None, self._item(key, text)))
        text = self._facts.text(self._holder)
        if not self._variadic and "\n" not in text and "#" not in text:
            return [Edit(Span(self._holder.start, self._holder.end), self._flat(text, final))]
        return self._piecewise(final)

    def _item(self, key: str | int, text: str) -> str:
        if isinstance(key, str) and isinstance(self._holder, t.Dict):
            quote = self._quote()
            return f"{quote}{key}{quote}: {text}"
        return f"{key}={text}" if isinstance(key, str) else text

    def _quote(self) -> str:
        for item in self._holder.items if isinstance(self._holder, t.Dict) else []:
            if item.key is not None:
                return self._facts.text(item.key)[:1]
        return quote_of(self._facts)

    def _flat(self, text: str, final: list[tuple[t.Node | None, str]]) -> str:
        inner = ", ".join(each for _, each in final)
        if isinstance(self._holder, t.Dict):
            return f"{{{inner}}}"
        if isinstance(self._holder, t.List):
            return f"[{inner}]"
        if isinstance(self._holder, t.Call):
            return f"{self._facts.text(self._holder.func)}({inner})"
        tail = "," if len(final) == 1 else ""
        return f"({inner}{tail})" if text.startswith("(") else f"{inner}{tail}"

    def _piecewise(self, final: list[tuple[t.Node | None, str]]) -> list[Edit] | None:
        """Each item on its own, so that lines and comments stay."""
        edits: list[Edit] = []
        nodes = [node for _, node, _ in self._items]
        kept = [node for node, _ in final if node is not None]
        for gone in nodes:
            if gone in kept:
                continue
            following = next((n for n in nodes if n.start > gone.start), None)
            before = next((n for n in reversed(nodes) if n.end < gone.start), None)
            if following is not None:
                edits.append(Edit(Span(gone.start, following.start), ""))
            elif before is not None:
                edits.append(Edit(Span(before.end, gone.end), ""))
            else:
                return None
        previous: t.Node | None = None
        pending = ""
        for node, text in final:
            if node is None:
                if previous is None:
                    return None
                pending += self._separator(previous) + text
                continue
            if pending and previous is not None:
                edits.append(Edit(Span(previous.end, previous.end), pending))
                pending = ""
            if self._facts.text(node) != text:
                edits.append(Edit(Span(node.start, node.end), text))
            previous = node
        if pending and previous is not None:
            edits.append(Edit(Span(previous.end, previous.end), pending))
        return _merged(edits)

    def _separator(self, previous: t.Node) -> str:
        """A comma, and a new line where items stand on lines of their own."""
        source = self._facts.reading.text
        start = source.rfind("\n", 0, previous.start) + 1
        alone = not source[start : previous.start].strip()
        return f",{line_end(self._facts)}{indentation(self._facts, previous)}" if alone else ", "


def _merged(edits: list[Edit]) -> list[Edit]:
    """An insertion behind a replaced item joins the replacement."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        if found and edit.span.start == edit.span.end == found[-1].span.end:
            found[-1] = Edit(found[-1].span, found[-1].new_text + edit.new_text)
        else:
            found.append(edit)
    return found


def _bindparams(facts: UnitFacts, node: t.Expr | None) -> t.Call | None:
    """`….bindparams(…)` of a text."""
    value = local_value(facts, node)
    if isinstance(value, t.Call) and isinstance(value.func, t.Attribute) and value.func.attr == "bindparams":
        return value if value.keywords and not value.args else None
    return None


def bound_parameters(facts: UnitFacts, access: DataAccess) -> Bound | None:
    """What an access binds, where it is written out in the unit."""
    call = access.call
    named = _bindparams(facts, access.statement_node)
    if named is not None:
        return Bound(facts, named, [(k.arg, k, k.value) for k in named.keywords if k.arg], True)
    behind = [a for a in call.args if a is not access.statement_node]
    given = behind[0] if behind else next((k.value for k in call.keywords if k.arg in _NAMES), None)
    display = local_value(facts, given)
    if isinstance(display, (t.Tuple, t.List)) and display.elts:
        return Bound(facts, display, [(i, e, e) for i, e in enumerate(display.elts)], False)
    if isinstance(display, t.Dict) and display.items:
        items: list[tuple[str | int, t.Node, t.Expr]] = []
        for item in display.items:
            if not isinstance(item.key, t.Constant) or not isinstance(item.key.value, str):
                return None
            items.append((item.key.value, item, item.value))
        return Bound(facts, display, items, False)
    if isinstance(display, t.Call) and display.keywords and not display.args:
        return Bound(facts, display, [(k.arg, k, k.value) for k in display.keywords if k.arg], False)
    if behind and not any(isinstance(a, t.Starred) for a in behind):
        return Bound(facts, call, [(i, a, a) for i, a in enumerate(behind)], True)
    return None
