"""From tree-sitter's concrete tree to ours: statements, and the whole.

Tolerant: a statement that does not parse is left out and its span noted, everything around it stays. Offsets are
those of the parsed bytes; `parse` turns them into characters of the unit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from offpath.syntax import tree as t
from offpath.syntax.lower_expressions import ExpressionLowering
from offpath.syntax.nesting import LONGEST_CHAIN, TooDeep, blocks_below
from offpath.syntax.placing import EXTRAS, at, between, closed, is_async, named, unknown

if TYPE_CHECKING:
    from tree_sitter import Node as Raw


_DEEPEST_BLOCK = 16
"""So many blocks deep the translation goes down by itself; what lies below is translated from the inside out."""


class Lowering(ExpressionLowering):
    """One translation of one parsed text. Raises `offpath.syntax.nesting.TooDeep`."""

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self._error_spans: list[tuple[int, int]] = []
        self._blocks = 0
        """How many blocks are around."""
        self._ready_blocks: dict[int, list[t.Stmt]] = {}
        """The blocks that are translated before that which holds them."""

    def module(self, root: Raw, unwrap: bool) -> t.Tree:
        """The whole tree; with `unwrap` the body of its synthetic class stands for it."""
        body = self._statements(root)
        if unwrap and body and isinstance(body[0], t.ClassDef):
            body = [*body[0].body, *body[1:]]
        has_error = root.has_error or bool(self._error_spans)
        return between(0, len(self._source), t.Tree(body, has_error, sorted(self._error_spans)))

    # -- statements

    def _statements(self, parent: Raw) -> list[t.Stmt]:
        found: list[t.Stmt] = []
        for raw in parent.named_children:
            kind = raw.type
            if kind in EXTRAS:
                continue
            if kind == "ERROR":
                self._error_spans.append((raw.start_byte, raw.end_byte))
                found.extend(self._statements_of_error(raw))
                continue
            lower = _STATEMENTS.get(kind)
            if lower is None:
                continue
            if raw.has_error and kind not in _COMPOUND:
                self._error_spans.append((raw.start_byte, raw.end_byte))
                continue
            found.append(lower(self, raw))
        return found

    def _statements_of_error(self, error: Raw) -> list[t.Stmt]:
        """The whole statements inside a stretch that did not parse."""
        return [
            _STATEMENTS[raw.type](self, raw)
            for raw in error.named_children
            if raw.type in _STATEMENTS and not raw.has_error
        ]

    def _block(self, parent: Raw, raw: Raw | None) -> list[t.Stmt]:
        """The statements of a block. The grammar takes an empty one, Python does not: it is still being written.

        A `pass` of no length stands for what is missing, so that no block is ever empty.
        """
        found = self._inside(raw) if raw is not None else []
        if not found:
            self._missing_behind(parent)
            found.append(between(parent.end_byte, parent.end_byte, t.Pass()))
        return found

    def _inside(self, raw: Raw) -> list[t.Stmt]:
        known = self._ready_blocks.pop(raw.id, None) if self._ready_blocks else None
        if known is not None:
            return known
        if self._blocks == _DEEPEST_BLOCK:
            return self._block_from_inside(raw)
        self._blocks += 1
        found = self._statements(raw)
        self._blocks -= 1
        return found

    def _block_from_inside(self, raw: Raw) -> list[t.Stmt]:
        for each in reversed([raw, *blocks_below(raw, self._blocks + 1)]):
            self._ready_blocks[each.id] = self._statements(each)
        return self._ready_blocks.pop(raw.id)

    def _field_block(self, raw: Raw, name: str) -> list[t.Stmt]:
        return self._block(raw, raw.child_by_field_name(name))

    def _missing_behind(self, raw: Raw) -> None:
        """Notes that something has to stand there which is not written yet."""
        self._error_spans.append((raw.end_byte, raw.end_byte))

    def _expression_statement(self, raw: Raw) -> t.Stmt:
        children = named(raw)
        first = children[0] if children else None
        if first is not None and len(children) == 1:
            if first.type == "assignment":
                return self._assignment(raw, first)
            if first.type == "augmented_assignment":
                operator = first.child_by_field_name("operator")
                return at(
                    raw,
                    t.AugAssign(
                        self._field(first, "left"),
                        self._text(operator)[:-1] if operator else "",
                        self._field(first, "right"),
                    ),
                )
            return at(raw, t.ExprStmt(self._expr(first)))
        return at(raw, t.ExprStmt(at(raw, t.Tuple([self._expr(c) for c in children]))))

    def _assignment(self, statement: Raw, raw: Raw) -> t.Stmt:
        annotation = raw.child_by_field_name("type")
        if annotation is not None:
            value = raw.child_by_field_name("right")
            return at(
                statement,
                t.AnnAssign(
                    self._field(raw, "left"), self._expr(annotation), self._expr(value) if value is not None else None
                ),
            )
        targets = [self._field(raw, "left")]
        value = raw.child_by_field_name("right")
        while value is not None and value.type == "assignment":
            targets.append(self._field(value, "left"))
            value = value.child_by_field_name("right")
        return at(statement, t.Assign(targets, self._optional(value) or unknown(raw, "")))

    def _return(self, raw: Raw) -> t.Stmt:
        return at(raw, t.Return(self._only(raw)))

    def _raise(self, raw: Raw) -> t.Stmt:
        cause = raw.child_by_field_name("cause")
        exc = next((c for c in named(raw) if cause is None or c != cause), None)
        return at(raw, t.Raise(self._optional(exc), self._optional(cause)))

    def _delete(self, raw: Raw) -> t.Stmt:
        targets = [self._expr(c) for c in named(raw)]
        if len(targets) == 1 and isinstance(targets[0], t.Tuple):
            targets = targets[0].elts
        return at(raw, t.Delete(targets))

    def _assert(self, raw: Raw) -> t.Stmt:
        parts = [self._expr(c) for c in named(raw)]
        return at(raw, t.Assert(parts[0], parts[1] if len(parts) > 1 else None))

    def _pass(self, raw: Raw) -> t.Stmt:
        return at(raw, t.Pass())

    def _break(self, raw: Raw) -> t.Stmt:
        return at(raw, t.Break())

    def _continue(self, raw: Raw) -> t.Stmt:
        return at(raw, t.Continue())

    def _global(self, raw: Raw) -> t.Stmt:
        names = [self._text(c) for c in named(raw)]
        return at(raw, t.Global(names, raw.type == "nonlocal_statement"))

    def _print(self, raw: Raw) -> t.Stmt:
        return at(raw, t.ExprStmt(unknown(raw, self._text(raw))))

    def _import(self, raw: Raw) -> t.Stmt:
        return at(raw, t.Import(self._aliases(raw)))

    def _import_from(self, raw: Raw) -> t.Stmt:
        module = raw.child_by_field_name("module_name")
        name, level = "", 0
        if module is None:
            name = "__future__"
        elif module.type == "relative_import":
            for part in named(module):
                if part.type == "import_prefix":
                    level = self._text(part).count(".")
                else:
                    name = self._dotted(part)
        else:
            name = self._dotted(module)
        names = self._aliases(raw)
        star = next((c for c in named(raw) if c.type == "wildcard_import"), None)
        if star is not None:
            names.append(at(star, t.Alias("*", None)))
        return at(raw, t.ImportFrom(name, names, level))

    def _aliases(self, raw: Raw) -> list[t.Alias]:
        found: list[t.Alias] = []
        for child in raw.children_by_field_name("name"):
            if child.type == "aliased_import":
                name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
                found.append(at(child, t.Alias(self._dotted(name), self._text(alias) if alias else None)))
            else:
                found.append(at(child, t.Alias(self._dotted(child), None)))
        return found

    def _if(self, raw: Raw) -> t.Stmt:
        alternatives = [c for c in raw.children_by_field_name("alternative") if c.type not in EXTRAS]
        if len(alternatives) > LONGEST_CHAIN:
            raise TooDeep
        orelse: list[t.Stmt] = []
        for clause in reversed(alternatives):
            if clause.type == "else_clause":
                orelse = self._field_block(clause, "body")
            else:
                branch = t.If(self._field(clause, "condition"), self._field_block(clause, "consequence"), orelse)
                orelse = [closed(clause, branch, branch.body, orelse)]
        body = self._field_block(raw, "consequence")
        return closed(raw, t.If(self._field(raw, "condition"), body, orelse), body, orelse)

    def _for(self, raw: Raw) -> t.Stmt:
        body, orelse = self._field_block(raw, "body"), self._else(raw)
        loop = t.For(self._field(raw, "left"), self._field(raw, "right"), body, orelse, is_async(raw))
        return closed(raw, loop, body, orelse)

    def _while(self, raw: Raw) -> t.Stmt:
        body, orelse = self._field_block(raw, "body"), self._else(raw)
        return closed(raw, t.While(self._field(raw, "condition"), body, orelse), body, orelse)

    def _else(self, raw: Raw) -> list[t.Stmt]:
        clause = raw.child_by_field_name("alternative")
        return self._field_block(clause, "body") if clause is not None else []

    def _with(self, raw: Raw) -> t.Stmt:
        clause = next((c for c in raw.named_children if c.type == "with_clause"), None)
        values = (
            [c.child_by_field_name("value") for c in clause.named_children if c.type == "with_item"] if clause else []
        )
        items = [self._with_item(part) for value in values if value is not None for part in _parenthesized_items(value)]
        body = self._field_block(raw, "body")
        return closed(raw, t.With(items, body, is_async(raw)), body)

    def _with_item(self, value: Raw) -> t.WithItem:
        context, target = self._aliased(value)
        return at(value, t.WithItem(context or unknown(value, ""), target))

    def _aliased(self, value: Raw | None) -> tuple[t.Expr | None, t.Expr | None]:
        """The two sides of `value as target`; the second is None without `as`."""
        pattern = value
        while pattern is not None and pattern.type in _OPEN_ENDED:
            pattern = named(pattern)[-1]
        if value is None or pattern is None or pattern.type != "as_pattern":
            return self._optional(value), None
        alias = pattern.child_by_field_name("alias")
        context = self._expr(value)
        context.end = min(context.end, named(pattern)[0].end_byte)
        return context, self._only(alias) if alias is not None else None

    def _try(self, raw: Raw) -> t.Stmt:
        handlers: list[t.ExceptHandler] = []
        orelse: list[t.Stmt] = []
        final: list[t.Stmt] = []
        closes = False
        for clause in raw.named_children:
            if clause.type in ("except_clause", "except_group_clause"):
                handlers.append(self._handler(clause))
            elif clause.type == "else_clause":
                orelse = self._field_block(clause, "body")
            elif clause.type == "finally_clause":
                closes = True
                final = self._block(clause, next((c for c in clause.named_children if c.type == "block"), None))
        if not handlers and not closes:
            self._missing_behind(raw)
        body = self._field_block(raw, "body")
        return closed(raw, t.Try(body, handlers, orelse, final), body, *(h.body for h in handlers), orelse, final)

    def _handler(self, raw: Raw) -> t.ExceptHandler:
        values = [c for c in raw.children_by_field_name("value") if c.is_named and c.type not in EXTRAS]
        body = self._block(raw, next((c for c in raw.named_children if c.type == "block"), None))
        kind: t.Expr | None
        name: str | None = None
        if len(values) == 1:
            kind, target = self._aliased(values[0])
            name = target.id if isinstance(target, t.Name) else None
        else:
            several = t.Tuple([self._expr(v) for v in values])
            kind = between(values[0].start_byte, values[-1].end_byte, several) if values else None
        return closed(raw, t.ExceptHandler(kind, name, body), body)

    def _match(self, raw: Raw) -> t.Stmt:
        body = raw.child_by_field_name("body")
        cases = [self._case(c) for c in body.named_children if c.type == "case_clause"] if body is not None else []
        if not cases:
            self._missing_behind(raw)
        subjects = [c for c in raw.children_by_field_name("subject") if c.is_named]
        subject = self._expr(subjects[0]) if len(subjects) == 1 else at(raw, t.Tuple([self._expr(s) for s in subjects]))
        return closed(raw, t.Match(subject, cases), *(case.body for case in cases))

    def _case(self, raw: Raw) -> t.MatchCase:
        captures: list[t.Name] = []
        values: list[t.Expr] = []
        patterns = [c for c in raw.named_children if c.type == "case_pattern"]
        for pattern in patterns:
            self._pattern(pattern, captures, values)
        guard_clause = raw.child_by_field_name("guard")
        guard = self._only(guard_clause) if guard_clause is not None else None
        text = " ".join(self._text(p) for p in patterns)
        wildcard = guard is None and len(patterns) == 1 and text.isidentifier() and not values
        body = self._field_block(raw, "consequence")
        return closed(raw, t.MatchCase(captures, values, guard, body, wildcard), body)

    def _pattern(self, pattern: Raw, captures: list[t.Name], values: list[t.Expr]) -> None:
        pending = [(pattern, child) for child in reversed(pattern.named_children)]
        while pending:
            around, raw = pending.pop()
            kind = raw.type
            below = raw.named_children
            if kind == "dotted_name":
                if b"." in self._source[raw.start_byte : raw.end_byte]:
                    values.append(self._expr(raw))
                else:
                    captures.append(at(raw, t.Name(self._text(raw))))
            elif kind == "identifier":
                if around.type != "keyword_pattern" or raw != around.named_children[0]:
                    captures.append(at(raw, t.Name(self._text(raw))))
            elif kind == "class_pattern":
                values.append(self._expr(below[0]))
                pending += [(each, part) for each in reversed(below[1:]) for part in reversed(each.named_children)]
            elif kind in _LITERAL_PATTERNS:
                values.append(self._expr(raw))
            else:
                pending += [(raw, child) for child in reversed(below)]

    def _decorated(self, raw: Raw) -> t.Stmt:
        decorators = [e for c in raw.named_children if c.type == "decorator" for e in [self._only(c)] if e is not None]
        definition = raw.child_by_field_name("definition")
        if definition is None:
            return at(raw, t.Pass())
        lowered = _STATEMENTS[definition.type](self, definition)
        assert isinstance(lowered, (t.FunctionDef, t.ClassDef))
        lowered.decorators = decorators
        return lowered

    def _function(self, raw: Raw) -> t.Stmt:
        name = raw.child_by_field_name("name")
        returns = raw.child_by_field_name("return_type")
        body = self._field_block(raw, "body")
        function = t.FunctionDef(
            self._text(name) if name else "",
            name.start_byte if name else raw.start_byte,
            self._params(raw.child_by_field_name("parameters")),
            self._optional(returns),
            body,
            [],
            is_async(raw),
        )
        return closed(raw, function, body)

    def _class(self, raw: Raw) -> t.Stmt:
        name = raw.child_by_field_name("name")
        bases, keywords = self._arguments(raw.child_by_field_name("superclasses"))
        body = self._field_block(raw, "body")
        start = name.start_byte if name else raw.start_byte
        return closed(raw, t.ClassDef(self._text(name) if name else "", start, bases, keywords, body, []), body)

    def _type_alias(self, raw: Raw) -> t.Stmt:
        left = raw.child_by_field_name("left")
        name = self._text(left).partition("[")[0].strip() if left is not None else ""
        return at(raw, t.TypeAlias_(name, self._field(raw, "right")))


def _parenthesized_items(value: Raw) -> list[Raw]:
    """The items of `with (a as b, c as d):`, whose parentheses the grammar reads as a tuple or a group."""
    if value.type in ("tuple", "parenthesized_expression"):
        inner = named(value)
        if any(part.type == "as_pattern" for part in inner):
            return inner
    return [value]


_OPEN_ENDED = frozenset({"conditional_expression", "boolean_operator", "not_operator", "comparison_operator"})
"""Expressions whose last operand the grammar lets swallow a following `as name`."""

_LITERAL_PATTERNS = frozenset(
    {"string", "concatenated_string", "integer", "float", "true", "false", "none", "complex_pattern", "unary_operator"}
)

_STATEMENTS: dict[str, Callable[[Lowering, Raw], t.Stmt]] = {
    "expression_statement": Lowering._expression_statement,
    "return_statement": Lowering._return,
    "raise_statement": Lowering._raise,
    "delete_statement": Lowering._delete,
    "assert_statement": Lowering._assert,
    "pass_statement": Lowering._pass,
    "break_statement": Lowering._break,
    "continue_statement": Lowering._continue,
    "global_statement": Lowering._global,
    "nonlocal_statement": Lowering._global,
    "print_statement": Lowering._print,
    "exec_statement": Lowering._print,
    "import_statement": Lowering._import,
    "import_from_statement": Lowering._import_from,
    "future_import_statement": Lowering._import_from,
    "if_statement": Lowering._if,
    "for_statement": Lowering._for,
    "while_statement": Lowering._while,
    "with_statement": Lowering._with,
    "try_statement": Lowering._try,
    "match_statement": Lowering._match,
    "decorated_definition": Lowering._decorated,
    "function_definition": Lowering._function,
    "class_definition": Lowering._class,
    "type_alias_statement": Lowering._type_alias,
}

_COMPOUND = frozenset(
    {
        "if_statement", "for_statement", "while_statement", "with_statement", "try_statement", "match_statement",
        "decorated_definition", "function_definition", "class_definition",
    }
)  # fmt: skip
