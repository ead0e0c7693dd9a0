"""From tree-sitter's concrete tree to ours.

Tolerant: a statement that does not parse is left out and its span noted, everything around it stays. Offsets are
those of the parsed bytes; `parse` turns them into characters of the unit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from offpath.syntax import tree as t
from offpath.syntax.strings import unescape

if TYPE_CHECKING:
    from tree_sitter import Node as Raw

_EXTRAS = frozenset({"comment", "line_continuation"})


class Lowering:
    """One translation of one parsed text."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._error_spans: list[tuple[int, int]] = []

    def module(self, root: Raw, unwrap: bool) -> t.Tree:
        """The whole tree; with `unwrap` the body of its synthetic class stands for it."""
        body = self._statements(root)
        if unwrap and body and isinstance(body[0], t.ClassDef):
            body = [*body[0].body, *body[1:]]
        tree = t.Tree(body, root.has_error, self._error_spans)
        tree.start, tree.end = 0, len(self._source)
        return tree

    # -- statements

    def _statements(self, parent: Raw) -> list[t.Stmt]:
        found: list[t.Stmt] = []
        for raw in parent.named_children:
            kind = raw.type
            if kind in _EXTRAS:
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

    def _block(self, raw: Raw | None) -> list[t.Stmt]:
        return self._statements(raw) if raw is not None else []

    def _field_block(self, raw: Raw, name: str) -> list[t.Stmt]:
        return self._block(raw.child_by_field_name(name))

    def _expression_statement(self, raw: Raw) -> t.Stmt:
        children = _named(raw)
        first = children[0] if children else None
        if first is not None and len(children) == 1:
            if first.type == "assignment":
                return self._assignment(raw, first)
            if first.type == "augmented_assignment":
                operator = first.child_by_field_name("operator")
                return _at(
                    raw,
                    t.AugAssign(
                        self._field(first, "left"), self._text(operator)[:-1] if operator else "", self._field(first, "right")
                    ),
                )
            return _at(raw, t.ExprStmt(self._expr(first)))
        return _at(raw, t.ExprStmt(_at(raw, t.Tuple([self._expr(c) for c in children]))))

    def _assignment(self, statement: Raw, raw: Raw) -> t.Stmt:
        annotation = raw.child_by_field_name("type")
        if annotation is not None:
            value = raw.child_by_field_name("right")
            return _at(
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
        return _at(statement, t.Assign(targets, self._optional(value) or _unknown(raw, "")))

    def _return(self, raw: Raw) -> t.Stmt:
        return _at(raw, t.Return(self._only(raw)))

    def _raise(self, raw: Raw) -> t.Stmt:
        cause = raw.child_by_field_name("cause")
        exc = next((c for c in _named(raw) if cause is None or c != cause), None)
        return _at(raw, t.Raise(self._optional(exc), self._optional(cause)))

    def _delete(self, raw: Raw) -> t.Stmt:
        targets = [self._expr(c) for c in _named(raw)]
        if len(targets) == 1 and isinstance(targets[0], t.Tuple):
            targets = targets[0].elts
        return _at(raw, t.Delete(targets))

    def _assert(self, raw: Raw) -> t.Stmt:
        parts = [self._expr(c) for c in _named(raw)]
        return _at(raw, t.Assert(parts[0], parts[1] if len(parts) > 1 else None))

    def _pass(self, raw: Raw) -> t.Stmt:
        return _at(raw, t.Pass())

    def _break(self, raw: Raw) -> t.Stmt:
        return _at(raw, t.Break())

    def _continue(self, raw: Raw) -> t.Stmt:
        return _at(raw, t.Continue())

    def _global(self, raw: Raw) -> t.Stmt:
        names = [self._text(c) for c in _named(raw)]
        return _at(raw, t.Global(names, raw.type == "nonlocal_statement"))

    def _print(self, raw: Raw) -> t.Stmt:
        return _at(raw, t.ExprStmt(_unknown(raw, self._text(raw))))

    def _import(self, raw: Raw) -> t.Stmt:
        return _at(raw, t.Import(self._aliases(raw)))

    def _import_from(self, raw: Raw) -> t.Stmt:
        module = raw.child_by_field_name("module_name")
        name, level = "", 0
        if module is None:
            name = "__future__"
        elif module.type == "relative_import":
            for part in _named(module):
                if part.type == "import_prefix":
                    level = self._text(part).count(".")
                else:
                    name = self._dotted(part)
        else:
            name = self._dotted(module)
        names = self._aliases(raw)
        star = next((c for c in _named(raw) if c.type == "wildcard_import"), None)
        if star is not None:
            names.append(_at(star, t.Alias("*", None)))
        return _at(raw, t.ImportFrom(name, names, level))

    def _aliases(self, raw: Raw) -> list[t.Alias]:
        found: list[t.Alias] = []
        for child in raw.children_by_field_name("name"):
            if child.type == "aliased_import":
                name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
                found.append(_at(child, t.Alias(self._dotted(name), self._text(alias) if alias else None)))
            else:
                found.append(_at(child, t.Alias(self._dotted(child), None)))
        return found

    def _if(self, raw: Raw) -> t.Stmt:
        alternatives = [c for c in raw.children_by_field_name("alternative") if c.type not in _EXTRAS]
        orelse: list[t.Stmt] = []
        for clause in reversed(alternatives):
            if clause.type == "else_clause":
                orelse = self._field_block(clause, "body")
            else:
                branch = t.If(self._field(clause, "condition"), self._field_block(clause, "consequence"), orelse)
                orelse = [_closed(clause, branch, branch.body, orelse)]
        body = self._field_block(raw, "consequence")
        return _closed(raw, t.If(self._field(raw, "condition"), body, orelse), body, orelse)

    def _for(self, raw: Raw) -> t.Stmt:
        body, orelse = self._field_block(raw, "body"), self._else(raw)
        loop = t.For(self._field(raw, "left"), self._field(raw, "right"), body, orelse, _is_async(raw))
        return _closed(raw, loop, body, orelse)

    def _while(self, raw: Raw) -> t.Stmt:
        body, orelse = self._field_block(raw, "body"), self._else(raw)
        return _closed(raw, t.While(self._field(raw, "condition"), body, orelse), body, orelse)

    def _else(self, raw: Raw) -> list[t.Stmt]:
        clause = raw.child_by_field_name("alternative")
        return self._field_block(clause, "body") if clause is not None else []

    def _with(self, raw: Raw) -> t.Stmt:
        clause = next((c for c in raw.named_children if c.type == "with_clause"), None)
        values = [c.child_by_field_name("value") for c in clause.named_children if c.type == "with_item"] if clause else []
        items = [self._with_item(part) for value in values if value is not None for part in _parenthesized_items(value)]
        body = self._field_block(raw, "body")
        return _closed(raw, t.With(items, body, _is_async(raw)), body)

    def _with_item(self, value: Raw) -> t.WithItem:
        context, target = self._aliased(value)
        return _at(value, t.WithItem(context or _unknown(value, ""), target))

    def _aliased(self, value: Raw | None) -> tuple[t.Expr | None, t.Expr | None]:
        """The two sides of `value as target`; the second is None without `as`."""
        pattern = value
        while pattern is not None and pattern.type in _OPEN_ENDED:
            pattern = _named(pattern)[-1]
        if value is None or pattern is None or pattern.type != "as_pattern":
            return self._optional(value), None
        alias = pattern.child_by_field_name("alias")
        context = self._expr(value)
        context.end = min(context.end, _named(pattern)[0].end_byte)
        return context, self._only(alias) if alias is not None else None

    def _as_pattern(self, raw: Raw) -> t.Expr:
        """The left side of `value as target`; `_aliased` reads the right one."""
        return self._wrapped(raw)

    def _try(self, raw: Raw) -> t.Stmt:
        handlers: list[t.ExceptHandler] = []
        orelse: list[t.Stmt] = []
        final: list[t.Stmt] = []
        for clause in raw.named_children:
            if clause.type in ("except_clause", "except_group_clause"):
                handlers.append(self._handler(clause))
            elif clause.type == "else_clause":
                orelse = self._field_block(clause, "body")
            elif clause.type == "finally_clause":
                final = self._block(next((c for c in clause.named_children if c.type == "block"), None))
        body = self._field_block(raw, "body")
        return _closed(raw, t.Try(body, handlers, orelse, final), body, *(h.body for h in handlers), orelse, final)

    def _handler(self, raw: Raw) -> t.ExceptHandler:
        values = [c for c in raw.children_by_field_name("value") if c.is_named and c.type not in _EXTRAS]
        body = self._block(next((c for c in raw.named_children if c.type == "block"), None))
        kind: t.Expr | None
        name: str | None = None
        if len(values) == 1:
            kind, target = self._aliased(values[0])
            name = target.id if isinstance(target, t.Name) else None
        else:
            kind = _between(values, t.Tuple([self._expr(v) for v in values])) if values else None
        return _closed(raw, t.ExceptHandler(kind, name, body), body)

    def _match(self, raw: Raw) -> t.Stmt:
        body = raw.child_by_field_name("body")
        cases = [self._case(c) for c in body.named_children if c.type == "case_clause"] if body is not None else []
        subjects = [c for c in raw.children_by_field_name("subject") if c.is_named]
        subject = self._expr(subjects[0]) if len(subjects) == 1 else _at(raw, t.Tuple([self._expr(s) for s in subjects]))
        return _closed(raw, t.Match(subject, cases), *(case.body for case in cases))

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
        return _closed(raw, t.MatchCase(captures, values, guard, body, wildcard), body)

    def _pattern(self, raw: Raw, captures: list[t.Name], values: list[t.Expr]) -> None:
        for child in raw.named_children:
            kind = child.type
            if kind == "dotted_name":
                if b"." in self._source[child.start_byte : child.end_byte]:
                    values.append(self._expr(child))
                else:
                    captures.append(_at(child, t.Name(self._text(child))))
            elif kind == "identifier":
                if raw.type != "keyword_pattern" or child != raw.named_children[0]:
                    captures.append(_at(child, t.Name(self._text(child))))
            elif kind == "class_pattern":
                values.append(self._expr(child.named_children[0]))
                for below in child.named_children[1:]:
                    self._pattern(below, captures, values)
            elif kind in _LITERAL_PATTERNS:
                values.append(self._expr(child))
            else:
                self._pattern(child, captures, values)

    def _decorated(self, raw: Raw) -> t.Stmt:
        decorators = [e for c in raw.named_children if c.type == "decorator" for e in [self._only(c)] if e is not None]
        definition = raw.child_by_field_name("definition")
        if definition is None:
            return _at(raw, t.Pass())
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
            _is_async(raw),
        )
        return _closed(raw, function, body)

    def _class(self, raw: Raw) -> t.Stmt:
        name = raw.child_by_field_name("name")
        bases, keywords = self._arguments(raw.child_by_field_name("superclasses"))
        body = self._field_block(raw, "body")
        start = name.start_byte if name else raw.start_byte
        return _closed(raw, t.ClassDef(self._text(name) if name else "", start, bases, keywords, body, []), body)

    def _type_alias(self, raw: Raw) -> t.Stmt:
        left = raw.child_by_field_name("left")
        name = self._text(left).partition("[")[0].strip() if left is not None else ""
        return _at(raw, t.TypeAlias_(name, self._field(raw, "right")))

    def _params(self, raw: Raw | None) -> list[t.Param]:
        found: list[t.Param] = []
        keyword_only = False
        for child in _named(raw) if raw is not None else []:
            kind = child.type
            if kind == "positional_separator":
                for param in found:
                    param.kind = "positional-only"
                continue
            if kind == "keyword_separator":
                keyword_only = True
                continue
            param = self._param(child, "keyword-only" if keyword_only else "positional")
            if param is not None:
                keyword_only = keyword_only or param.kind == "var-positional"
                found.append(param)
        return found

    def _param(self, raw: Raw, kind: str) -> t.Param | None:
        annotation = raw.child_by_field_name("type")
        default = raw.child_by_field_name("value")
        named = raw.child_by_field_name("name")
        if raw.type == "identifier":
            named = raw
        elif named is None:
            named = next(iter(_named(raw)), None)
        if named is None:
            return None
        for splat in (raw, named):
            if splat.type == "list_splat_pattern":
                kind, named = "var-positional", next(iter(_named(splat)), named)
            elif splat.type == "dictionary_splat_pattern":
                kind, named = "var-keyword", next(iter(_named(splat)), named)
        return _at(raw, t.Param(self._text(named), kind, self._optional(annotation), self._optional(default)))

    # -- expressions

    def _expr(self, raw: Raw) -> t.Expr:
        lower = _EXPRESSIONS.get(raw.type)
        return lower(self, raw) if lower is not None else _unknown(raw, self._text(raw))

    def _optional(self, raw: Raw | None) -> t.Expr | None:
        return self._expr(raw) if raw is not None else None

    def _field(self, raw: Raw, name: str) -> t.Expr:
        value = raw.child_by_field_name(name)
        return self._expr(value) if value is not None else _unknown(raw, "")

    def _only(self, raw: Raw) -> t.Expr | None:
        """The one expression below a wrapper, or None."""
        for child in raw.named_children:
            if child.type not in _EXTRAS:
                return self._expr(child)
        return None

    def _wrapped(self, raw: Raw) -> t.Expr:
        return self._only(raw) or _unknown(raw, self._text(raw))

    def _name(self, raw: Raw) -> t.Expr:
        return _at(raw, t.Name(self._text(raw)))

    def _dotted_name(self, raw: Raw) -> t.Expr:
        value: t.Expr | None = None
        for part in _named(raw):
            if value is None:
                value = _at(part, t.Name(self._text(part)))
            else:
                attribute = t.Attribute(value, self._text(part), part.start_byte)
                attribute.start, attribute.end = value.start, part.end_byte
                value = attribute
        return value or _unknown(raw, self._text(raw))

    def _attribute(self, raw: Raw) -> t.Expr:
        attribute = raw.child_by_field_name("attribute")
        return _at(
            raw,
            t.Attribute(
                self._field(raw, "object"),
                self._text(attribute) if attribute else "",
                attribute.start_byte if attribute else raw.end_byte,
            ),
        )

    def _subscript(self, raw: Raw) -> t.Expr:
        indices = [self._expr(c) for c in raw.children_by_field_name("subscript") if c.is_named]
        commas = sum(1 for c in raw.children if c.type == ",")
        if len(indices) == 1 and not commas:
            index = indices[0]
        else:
            index = t.Tuple(indices)
            index.start = indices[0].start if indices else raw.start_byte
            index.end = indices[-1].end if indices else raw.end_byte
        return _at(raw, t.Subscript(self._field(raw, "value"), index))

    def _generic_type(self, raw: Raw) -> t.Expr:
        parts = _named(raw)
        arguments = [self._expr(c) for c in _named(parts[1])] if len(parts) > 1 else []
        index = arguments[0] if len(arguments) == 1 else _at(parts[-1], t.Tuple(arguments))
        return _at(raw, t.Subscript(self._expr(parts[0]), index))

    def _union_type(self, raw: Raw) -> t.Expr:
        left, right = (self._expr(c) for c in _named(raw)[:2])
        return _at(raw, t.BinOp(left, "|", right))

    def _slice(self, raw: Raw) -> t.Expr:
        bounds: list[t.Expr | None] = [None, None, None]
        position = 0
        for child in raw.children:
            if child.type == ":":
                position += 1
            elif child.is_named and child.type not in _EXTRAS and position < 3:
                bounds[position] = self._expr(child)
        return _at(raw, t.Slice(*bounds))

    def _call(self, raw: Raw) -> t.Expr:
        arguments = raw.child_by_field_name("arguments")
        args, keywords = self._arguments(arguments)
        start = arguments.start_byte if arguments is not None else raw.end_byte
        return _at(raw, t.Call(self._field(raw, "function"), args, keywords, start))

    def _arguments(self, raw: Raw | None) -> tuple[list[t.Expr], list[t.Keyword]]:
        args: list[t.Expr] = []
        keywords: list[t.Keyword] = []
        if raw is None:
            return args, keywords
        if raw.type == "generator_expression":
            return [self._expr(raw)], keywords
        for child in raw.named_children:
            kind = child.type
            if kind == "keyword_argument":
                name = child.child_by_field_name("name")
                keywords.append(_at(child, t.Keyword(self._text(name) if name else "", self._field(child, "value"))))
            elif kind == "dictionary_splat":
                keywords.append(_at(child, t.Keyword(None, self._wrapped(child))))
            elif kind not in _EXTRAS:
                args.append(self._expr(child))
        return args, keywords

    def _binary(self, raw: Raw) -> t.Expr:
        operator = raw.child_by_field_name("operator")
        return _at(
            raw, t.BinOp(self._field(raw, "left"), self._text(operator) if operator else "", self._field(raw, "right"))
        )

    def _unary(self, raw: Raw) -> t.Expr:
        operator = raw.child_by_field_name("operator")
        operand = self._field(raw, "argument")
        text = self._text(operator) if operator else ""
        if text == "-" and isinstance(operand, t.Constant) and isinstance(operand.value, (int, float)):
            return _at(raw, t.Constant(-operand.value))
        return _at(raw, t.UnaryOp(text, operand))

    def _not(self, raw: Raw) -> t.Expr:
        return _at(raw, t.UnaryOp("not", self._field(raw, "argument")))

    def _boolean(self, raw: Raw) -> t.Expr:
        operator = raw.child_by_field_name("operator")
        text = self._text(operator) if operator else "and"
        left, right = raw.child_by_field_name("left"), self._field(raw, "right")
        values = [right]
        while left is not None and left.type == "boolean_operator":
            inner = left.child_by_field_name("operator")
            if inner is None or self._text(inner) != text:
                break
            values.append(self._field(left, "right"))
            left = left.child_by_field_name("left")
        if left is not None:
            values.append(self._expr(left))
        values.reverse()
        return _at(raw, t.BoolOp(text, values))

    def _comparison(self, raw: Raw) -> t.Expr:
        operands: list[t.Expr] = []
        operators: list[str] = []
        for child in raw.children:
            if child.type in _EXTRAS:
                continue
            if child.is_named and child.type not in ("is not", "not in"):
                operands.append(self._expr(child))
            else:
                operators.append(" ".join(self._text(child).split()))
        return _at(raw, t.Compare(operands[0], operators, operands[1:]))

    def _conditional(self, raw: Raw) -> t.Expr:
        body, test, orelse = [self._expr(c) for c in _named(raw)][:3]
        return _at(raw, t.IfExp(body, test, orelse))

    def _named_expression(self, raw: Raw) -> t.Expr:
        target = self._field(raw, "name")
        if not isinstance(target, t.Name):
            return _unknown(raw, self._text(raw))
        return _at(raw, t.NamedExpr(target, self._field(raw, "value")))

    def _starred(self, raw: Raw) -> t.Expr:
        return _at(raw, t.Starred(self._wrapped(raw)))

    def _tuple(self, raw: Raw) -> t.Expr:
        return _at(raw, t.Tuple([self._expr(c) for c in _named(raw)]))

    def _list(self, raw: Raw) -> t.Expr:
        return _at(raw, t.List([self._expr(c) for c in _named(raw)]))

    def _set(self, raw: Raw) -> t.Expr:
        return _at(raw, t.Set([self._expr(c) for c in _named(raw)]))

    def _dict(self, raw: Raw) -> t.Expr:
        return _at(raw, t.Dict([self._item(c) for c in _named(raw)]))

    def _item(self, raw: Raw) -> t.DictItem:
        if raw.type == "pair":
            return _at(raw, t.DictItem(self._field(raw, "key"), self._field(raw, "value")))
        return _at(raw, t.DictItem(None, self._wrapped(raw)))

    def _comprehension(self, raw: Raw) -> t.Expr:
        body = raw.child_by_field_name("body")
        if body is None:
            return _unknown(raw, self._text(raw))
        elt: t.Node = self._item(body) if body.type == "pair" else self._expr(body)
        generators: list[t.Comprehension] = []
        for child in _named(raw):
            if child.type == "for_in_clause":
                target, source = self._field(child, "left"), self._field(child, "right")
                generators.append(_at(child, t.Comprehension(target, source, [], _is_async(child))))
            elif child.type == "if_clause" and generators:
                condition = self._only(child)
                if condition is not None:
                    generators[-1].ifs.append(condition)
        return _at(raw, t.Comp(_COMPREHENSIONS[raw.type], elt, generators))

    def _await(self, raw: Raw) -> t.Expr:
        return _at(raw, t.Await(self._wrapped(raw)))

    def _yield(self, raw: Raw) -> t.Expr:
        return _at(raw, t.Yield(self._only(raw), any(c.type == "from" for c in raw.children)))

    def _lambda(self, raw: Raw) -> t.Expr:
        return _at(raw, t.Lambda(self._params(raw.child_by_field_name("parameters")), self._field(raw, "body")))

    def _string(self, raw: Raw) -> t.Expr:
        return self._joined(raw, self._string_parts(raw))

    def _concatenated(self, raw: Raw) -> t.Expr:
        return self._joined(raw, [part for c in _named(raw) for part in self._string_parts(c)])

    def _string_parts(self, raw: Raw) -> list[t.Expr]:
        """The parts of one literal token: constants with one piece each, and formatted values."""
        children = raw.children
        opening, closing = children[0], children[-1]
        prefix = self._text(opening).rstrip("'\"").lower()
        start = opening.end_byte
        end = closing.start_byte if closing.type == "string_end" else raw.end_byte
        parts: list[t.Expr] = []
        for child in children[1:]:
            if child.type == "interpolation":
                self._literal(parts, start, child.start_byte, prefix)
                parts.append(self._interpolation(child))
                start = child.end_byte
        if start < end or not parts:
            self._literal(parts, start, end, prefix, keep_empty=not parts)
        return parts

    def _literal(self, parts: list[t.Expr], start: int, end: int, prefix: str, keep_empty: bool = False) -> None:
        if start >= end and not keep_empty:
            return
        content = self._source[start:end].decode("utf-8", "surrogatepass")
        raw = "r" in prefix
        value: Any = content if raw else unescape(content)
        if "f" in prefix or "t" in prefix:
            value = value.replace("{{", "{").replace("}}", "}")
        if "b" in prefix:
            value = value.encode("latin-1", "replace")
        constant = t.Constant(value, (t.StringPiece(start, end, raw),))
        constant.start, constant.end = start, end
        parts.append(constant)

    def _joined(self, raw: Raw, parts: list[t.Expr]) -> t.Expr:
        constants = [p for p in parts if isinstance(p, t.Constant)]
        if len(constants) < len(parts):
            return _at(raw, t.JoinedStr(parts))
        kinds = {type(c.value) for c in constants}
        if len(kinds) > 1:
            return _unknown(raw, self._text(raw))
        value = constants[0].value
        for constant in constants[1:]:
            value = value + constant.value
        return _at(raw, t.Constant(value, tuple(p for c in constants for p in c.pieces)))

    def _interpolation(self, raw: Raw) -> t.Expr:
        conversion = next((self._text(c) for c in raw.named_children if c.type == "type_conversion"), "")
        spec_node = raw.child_by_field_name("format_specifier")
        spec = [self._field(c, "expression") for c in _named(spec_node) if c.type == "format_expression"] if spec_node else []
        return _at(raw, t.FormattedValue(self._field(raw, "expression"), conversion, spec))

    def _integer(self, raw: Raw) -> t.Expr:
        text = self._text(raw).replace("_", "")
        if text[-1] in "jJ":
            return self._number(raw, complex, text)
        return self._number(raw, lambda digits: int(digits.rstrip("lL"), 0), text)

    def _float(self, raw: Raw) -> t.Expr:
        text = self._text(raw).replace("_", "")
        return self._number(raw, complex if text[-1] in "jJ" else float, text)

    def _number(self, raw: Raw, convert: Callable[[str], Any], text: str) -> t.Expr:
        try:
            return _at(raw, t.Constant(convert(text)))
        except ValueError:
            return _unknown(raw, text)

    def _singleton(self, raw: Raw) -> t.Expr:
        return _at(raw, t.Constant(_SINGLETONS[raw.type]))

    # -- text

    def _text(self, raw: Raw) -> str:
        return self._source[raw.start_byte : raw.end_byte].decode("utf-8", "surrogatepass")

    def _dotted(self, raw: Raw | None) -> str:
        return "".join(self._text(raw).split()) if raw is not None else ""


def _at(raw: Raw, node: Any) -> Any:
    node.start = raw.start_byte
    node.end = raw.end_byte
    return node


def _closed(raw: Raw, node: Any, *blocks: list[t.Stmt]) -> Any:
    """Places a compound statement: it ends with its last statement, not with the comments after it."""
    node.start = raw.start_byte
    node.end = max((block[-1].end for block in blocks if block), default=raw.end_byte)
    return node


def _between(raws: list[Raw], node: Any) -> Any:
    node.start = raws[0].start_byte
    node.end = raws[-1].end_byte
    return node


def _unknown(raw: Raw, text: str) -> t.Unknown:
    node = t.Unknown(text)
    node.start = raw.start_byte
    node.end = raw.end_byte
    return node


def _named(raw: Raw) -> list[Raw]:
    return [c for c in raw.named_children if c.type not in _EXTRAS]


def _parenthesized_items(value: Raw) -> list[Raw]:
    """The items of `with (a as b, c as d):`, whose parentheses the grammar reads as a tuple or a group."""
    if value.type in ("tuple", "parenthesized_expression"):
        inner = _named(value)
        if any(part.type == "as_pattern" for part in inner):
            return inner
    return [value]


def _is_async(raw: Raw) -> bool:
    return any(c.type == "async" for c in raw.children[:1])


_SINGLETONS = {"true": True, "false": False, "none": None, "ellipsis": ...}
_COMPREHENSIONS = {
    "list_comprehension": "list",
    "set_comprehension": "set",
    "dictionary_comprehension": "dict",
    "generator_expression": "generator",
}
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

_EXPRESSIONS: dict[str, Callable[[Lowering, Raw], t.Expr]] = {
    "identifier": Lowering._name,
    "dotted_name": Lowering._dotted_name,
    "attribute": Lowering._attribute,
    "subscript": Lowering._subscript,
    "slice": Lowering._slice,
    "call": Lowering._call,
    "binary_operator": Lowering._binary,
    "unary_operator": Lowering._unary,
    "not_operator": Lowering._not,
    "boolean_operator": Lowering._boolean,
    "comparison_operator": Lowering._comparison,
    "conditional_expression": Lowering._conditional,
    "named_expression": Lowering._named_expression,
    "parenthesized_expression": Lowering._wrapped,
    "type": Lowering._wrapped,
    "constrained_type": Lowering._wrapped,
    "generic_type": Lowering._generic_type,
    "union_type": Lowering._union_type,
    "member_type": Lowering._wrapped,
    "splat_type": Lowering._starred,
    "list_splat": Lowering._starred,
    "list_splat_pattern": Lowering._starred,
    "dictionary_splat_pattern": Lowering._starred,
    "parenthesized_list_splat": Lowering._starred,
    "as_pattern": Lowering._as_pattern,
    "as_pattern_target": Lowering._wrapped,
    "tuple": Lowering._tuple,
    "expression_list": Lowering._tuple,
    "pattern_list": Lowering._tuple,
    "tuple_pattern": Lowering._tuple,
    "list": Lowering._list,
    "list_pattern": Lowering._list,
    "set": Lowering._set,
    "dictionary": Lowering._dict,
    "list_comprehension": Lowering._comprehension,
    "set_comprehension": Lowering._comprehension,
    "dictionary_comprehension": Lowering._comprehension,
    "generator_expression": Lowering._comprehension,
    "await": Lowering._await,
    "yield": Lowering._yield,
    "lambda": Lowering._lambda,
    "string": Lowering._string,
    "concatenated_string": Lowering._concatenated,
    "integer": Lowering._integer,
    "float": Lowering._float,
    "true": Lowering._singleton,
    "false": Lowering._singleton,
    "none": Lowering._singleton,
    "ellipsis": Lowering._singleton,
}
