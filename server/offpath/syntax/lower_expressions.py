"""Expressions and parameters, from tree-sitter's nodes to ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from offpath.syntax import tree as t
from offpath.syntax.nesting import expressions_below
from offpath.syntax.placing import EXTRAS, at, between, is_async, named, unknown
from offpath.syntax.strings import unescape

if TYPE_CHECKING:
    from tree_sitter import Node as Raw


_DEEPEST = 24
"""So deep the translation goes down by itself; what lies below is translated from the inside out."""


class ExpressionLowering:
    """Translates the expressions of one parsed text. Raises `offpath.syntax.nesting.TooDeep`."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._depth = 0
        self._ready: dict[int, t.Expr] = {}
        """What is translated before that which holds it."""

    # -- expressions

    def _expr(self, raw: Raw) -> t.Expr:
        if self._ready:
            known = self._ready.pop(raw.id, None)
            if known is not None:
                return known
        lower = _EXPRESSIONS.get(raw.type)
        if lower is None:
            return unknown(raw, self._text(raw))
        if self._depth == _DEEPEST:
            return self._from_inside(raw)
        self._depth += 1
        node = lower(self, raw)
        self._depth -= 1
        return node

    def _from_inside(self, raw: Raw) -> t.Expr:
        self._depth = 0
        for each in reversed(list(expressions_below(raw))):
            if each.type in _EXPRESSIONS:
                self._ready[each.id] = self._expr(each)
        self._depth = _DEEPEST
        return self._ready.pop(raw.id)

    def _optional(self, raw: Raw | None) -> t.Expr | None:
        return self._expr(raw) if raw is not None else None

    def _field(self, raw: Raw, name: str) -> t.Expr:
        value = raw.child_by_field_name(name)
        return self._expr(value) if value is not None else unknown(raw, "")

    def _only(self, raw: Raw) -> t.Expr | None:
        """The one expression below a wrapper, or None."""
        for child in raw.named_children:
            if child.type not in EXTRAS:
                return self._expr(child)
        return None

    def _wrapped(self, raw: Raw) -> t.Expr:
        return self._only(raw) or unknown(raw, self._text(raw))

    def _name(self, raw: Raw) -> t.Expr:
        return at(raw, t.Name(self._text(raw)))

    def _dotted_name(self, raw: Raw) -> t.Expr:
        value: t.Expr | None = None
        for part in named(raw):
            if value is None:
                value = at(part, t.Name(self._text(part)))
            else:
                attribute = t.Attribute(value, self._text(part), part.start_byte)
                value = between(value.start, part.end_byte, attribute)
        return value or unknown(raw, self._text(raw))

    def _attribute(self, raw: Raw) -> t.Expr:
        attribute = raw.child_by_field_name("attribute")
        return at(
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
            start = indices[0].start if indices else raw.start_byte
            index = between(start, indices[-1].end if indices else raw.end_byte, t.Tuple(indices))
        return at(raw, t.Subscript(self._field(raw, "value"), index))

    def _generic_type(self, raw: Raw) -> t.Expr:
        parts = named(raw)
        arguments = [self._expr(c) for c in named(parts[1])] if len(parts) > 1 else []
        index = arguments[0] if len(arguments) == 1 else at(parts[-1], t.Tuple(arguments))
        return at(raw, t.Subscript(self._expr(parts[0]), index))

    def _union_type(self, raw: Raw) -> t.Expr:
        left, right = (self._expr(c) for c in named(raw)[:2])
        return at(raw, t.BinOp(left, "|", right))

    def _slice(self, raw: Raw) -> t.Expr:
        bounds: list[t.Expr | None] = [None, None, None]
        position = 0
        for child in raw.children:
            if child.type == ":":
                position += 1
            elif child.is_named and child.type not in EXTRAS and position < 3:
                bounds[position] = self._expr(child)
        return at(raw, t.Slice(*bounds))

    def _call(self, raw: Raw) -> t.Expr:
        arguments = raw.child_by_field_name("arguments")
        args, keywords = self._arguments(arguments)
        start = arguments.start_byte if arguments is not None else raw.end_byte
        return at(raw, t.Call(self._field(raw, "function"), args, keywords, start))

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
                keywords.append(at(child, t.Keyword(self._text(name) if name else "", self._field(child, "value"))))
            elif kind == "dictionary_splat":
                keywords.append(at(child, t.Keyword(None, self._wrapped(child))))
            elif kind not in EXTRAS:
                args.append(self._expr(child))
        return args, keywords

    def _binary(self, raw: Raw) -> t.Expr:
        operator = raw.child_by_field_name("operator")
        return at(
            raw, t.BinOp(self._field(raw, "left"), self._text(operator) if operator else "", self._field(raw, "right"))
        )

    def _unary(self, raw: Raw) -> t.Expr:
        operator = raw.child_by_field_name("operator")
        operand = self._field(raw, "argument")
        text = self._text(operator) if operator else ""
        if text == "-" and isinstance(operand, t.Constant) and isinstance(operand.value, (int, float)):
            return at(raw, t.Constant(-operand.value))
        return at(raw, t.UnaryOp(text, operand))

    def _not(self, raw: Raw) -> t.Expr:
        return at(raw, t.UnaryOp("not", self._field(raw, "argument")))

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
        return at(raw, t.BoolOp(text, values))

    def _comparison(self, raw: Raw) -> t.Expr:
        operands: list[t.Expr] = []
        operators: list[str] = []
        for child in raw.children:
            if child.type in EXTRAS:
                continue
            if child.is_named and child.type not in ("is not", "not in"):
                operands.append(self._expr(child))
            else:
                operators.append(" ".join(self._text(child).split()))
        return at(raw, t.Compare(operands[0], operators, operands[1:]))

    def _conditional(self, raw: Raw) -> t.Expr:
        body, test, orelse = [self._expr(c) for c in named(raw)][:3]
        return at(raw, t.IfExp(body, test, orelse))

    def _named_expression(self, raw: Raw) -> t.Expr:
        target = self._field(raw, "name")
        if not isinstance(target, t.Name):
            return unknown(raw, self._text(raw))
        return at(raw, t.NamedExpr(target, self._field(raw, "value")))

    def _starred(self, raw: Raw) -> t.Expr:
        return at(raw, t.Starred(self._wrapped(raw)))

    def _tuple(self, raw: Raw) -> t.Expr:
        return at(raw, t.Tuple([self._expr(c) for c in named(raw)]))

    def _list(self, raw: Raw) -> t.Expr:
        return at(raw, t.List([self._expr(c) for c in named(raw)]))

    def _set(self, raw: Raw) -> t.Expr:
        return at(raw, t.Set([self._expr(c) for c in named(raw)]))

    def _dict(self, raw: Raw) -> t.Expr:
        return at(raw, t.Dict([self._item(c) for c in named(raw)]))

    def _item(self, raw: Raw) -> t.DictItem:
        if raw.type == "pair":
            return at(raw, t.DictItem(self._field(raw, "key"), self._field(raw, "value")))
        return at(raw, t.DictItem(None, self._wrapped(raw)))

    def _comprehension(self, raw: Raw) -> t.Expr:
        body = raw.child_by_field_name("body")
        if body is None:
            return unknown(raw, self._text(raw))
        elt: t.Node = self._item(body) if body.type == "pair" else self._expr(body)
        generators: list[t.Comprehension] = []
        for child in named(raw):
            if child.type == "for_in_clause":
                target, source = self._field(child, "left"), self._field(child, "right")
                generators.append(at(child, t.Comprehension(target, source, [], is_async(child))))
            elif child.type == "if_clause" and generators:
                condition = self._only(child)
                if condition is not None:
                    generators[-1].ifs.append(condition)
        return at(raw, t.Comp(_COMPREHENSIONS[raw.type], elt, generators))

    def _await(self, raw: Raw) -> t.Expr:
        return at(raw, t.Await(self._wrapped(raw)))

    def _yield(self, raw: Raw) -> t.Expr:
        return at(raw, t.Yield(self._only(raw), any(c.type == "from" for c in raw.children)))

    def _lambda(self, raw: Raw) -> t.Expr:
        return at(raw, t.Lambda(self._params(raw.child_by_field_name("parameters")), self._field(raw, "body")))

    def _string(self, raw: Raw) -> t.Expr:
        return self._joined(raw, self._string_parts(raw))

    def _concatenated(self, raw: Raw) -> t.Expr:
        return self._joined(raw, [part for c in named(raw) for part in self._string_parts(c)])

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
        parts.append(between(start, end, t.Constant(value, (t.StringPiece(start, end, raw),))))

    def _joined(self, raw: Raw, parts: list[t.Expr]) -> t.Expr:
        constants = [p for p in parts if isinstance(p, t.Constant)]
        if len(constants) < len(parts):
            return at(raw, t.JoinedStr(parts))
        kinds = {type(c.value) for c in constants}
        if len(kinds) > 1:
            return unknown(raw, self._text(raw))
        value = constants[0].value
        for constant in constants[1:]:
            value = value + constant.value
        return at(raw, t.Constant(value, tuple(p for c in constants for p in c.pieces)))

    def _interpolation(self, raw: Raw) -> t.Expr:
        conversion = next((self._text(c) for c in raw.named_children if c.type == "type_conversion"), "")
        spec_node = raw.child_by_field_name("format_specifier")
        spec = (
            [self._field(c, "expression") for c in named(spec_node) if c.type == "format_expression"]
            if spec_node
            else []
        )
        return at(raw, t.FormattedValue(self._field(raw, "expression"), conversion, spec))

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
            return at(raw, t.Constant(convert(text)))
        except ValueError:
            return unknown(raw, text)

    def _singleton(self, raw: Raw) -> t.Expr:
        return at(raw, t.Constant(_SINGLETONS[raw.type]))

    # -- text

    def _text(self, raw: Raw) -> str:
        return self._source[raw.start_byte : raw.end_byte].decode("utf-8", "surrogatepass")

    def _dotted(self, raw: Raw | None) -> str:
        return "".join(self._text(raw).split()) if raw is not None else ""

    def _params(self, raw: Raw | None) -> list[t.Param]:
        found: list[t.Param] = []
        keyword_only = False
        for child in named(raw) if raw is not None else []:
            kind = child.type
            if kind == "positional_separator":
                for earlier in found:
                    earlier.kind = "positional-only"
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
        name = raw if raw.type == "identifier" else raw.child_by_field_name("name") or next(iter(named(raw)), None)
        if name is None:
            return None
        for splat in (raw, name):
            if splat.type == "list_splat_pattern":
                kind, name = "var-positional", next(iter(named(splat)), name)
            elif splat.type == "dictionary_splat_pattern":
                kind, name = "var-keyword", next(iter(named(splat)), name)
        return at(raw, t.Param(self._text(name), kind, self._optional(annotation), self._optional(default)))


_SINGLETONS = {"true": True, "false": False, "none": None, "ellipsis": ...}
_COMPREHENSIONS = {
    "list_comprehension": "list",
    "set_comprehension": "set",
    "dictionary_comprehension": "dict",
    "generator_expression": "generator",
}

_EXPRESSIONS: dict[str, Callable[[ExpressionLowering, Raw], t.Expr]] = {
    "identifier": ExpressionLowering._name,
    "dotted_name": ExpressionLowering._dotted_name,
    "attribute": ExpressionLowering._attribute,
    "subscript": ExpressionLowering._subscript,
    "slice": ExpressionLowering._slice,
    "call": ExpressionLowering._call,
    "binary_operator": ExpressionLowering._binary,
    "unary_operator": ExpressionLowering._unary,
    "not_operator": ExpressionLowering._not,
    "boolean_operator": ExpressionLowering._boolean,
    "comparison_operator": ExpressionLowering._comparison,
    "conditional_expression": ExpressionLowering._conditional,
    "named_expression": ExpressionLowering._named_expression,
    "parenthesized_expression": ExpressionLowering._wrapped,
    "type": ExpressionLowering._wrapped,
    "constrained_type": ExpressionLowering._wrapped,
    "generic_type": ExpressionLowering._generic_type,
    "union_type": ExpressionLowering._union_type,
    "member_type": ExpressionLowering._wrapped,
    "splat_type": ExpressionLowering._starred,
    "list_splat": ExpressionLowering._starred,
    "list_splat_pattern": ExpressionLowering._starred,
    "dictionary_splat_pattern": ExpressionLowering._starred,
    "parenthesized_list_splat": ExpressionLowering._starred,
    "as_pattern": ExpressionLowering._wrapped,
    "as_pattern_target": ExpressionLowering._wrapped,
    "tuple": ExpressionLowering._tuple,
    "expression_list": ExpressionLowering._tuple,
    "pattern_list": ExpressionLowering._tuple,
    "tuple_pattern": ExpressionLowering._tuple,
    "list": ExpressionLowering._list,
    "list_pattern": ExpressionLowering._list,
    "set": ExpressionLowering._set,
    "dictionary": ExpressionLowering._dict,
    "list_comprehension": ExpressionLowering._comprehension,
    "set_comprehension": ExpressionLowering._comprehension,
    "dictionary_comprehension": ExpressionLowering._comprehension,
    "generator_expression": ExpressionLowering._comprehension,
    "await": ExpressionLowering._await,
    "yield": ExpressionLowering._yield,
    "lambda": ExpressionLowering._lambda,
    "string": ExpressionLowering._string,
    "concatenated_string": ExpressionLowering._concatenated,
    "integer": ExpressionLowering._integer,
    "float": ExpressionLowering._float,
    "true": ExpressionLowering._singleton,
    "false": ExpressionLowering._singleton,
    "none": ExpressionLowering._singleton,
    "ellipsis": ExpressionLowering._singleton,
}
