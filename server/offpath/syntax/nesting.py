"""How deep a text may nest, counted in the text itself, and what lies in a deep part of it, so that it can be read from the inside out.

What is written one inside the other counts: blocks, brackets, lambdas. What is only long does not: the terms of a sum, the links of a
chain of calls, the branches of an `elif`. The limits lie above Python's own (100 indentations, 200 brackets), so that a text beyond
them could not run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node as Raw

MOST_BLOCKS = 150
"""So many blocks may stand one inside the other."""

MOST_BRACKETS = 220
"""So many expressions may stand one inside the other, each in brackets of its own or behind a word or sign."""

LONGEST_CHAIN = 10_000
"""So many steps may an expression or an `elif` be long where each step holds the others."""


class TooDeep(Exception):
    """The text nests deeper than is read."""


_BRACKETS = frozenset(
    {
        "parenthesized_expression", "argument_list", "list", "tuple", "set", "dictionary", "list_comprehension", "set_comprehension",
        "dictionary_comprehension", "generator_expression", "lambda", "interpolation", "unary_operator", "not_operator", "await", "yield",
        "list_splat", "dictionary_splat", "type_parameter", "list_pattern", "tuple_pattern",
    }
)  # fmt: skip
"""What encloses all that it holds."""

_FIRST_IS_BESIDE = frozenset({"subscript"})
_LAST_IS_BESIDE = frozenset({"conditional_expression"})
"""What encloses all that it holds but one part, which is followed or led by the rest."""

_PARTS = frozenset({"string", "concatenated_string"})


def expressions_below(raw: Raw) -> Iterator[Raw]:
    """An expression and all below it that hold others and are read by themselves, the outer ones first. Raises `TooDeep`."""
    pending = [(raw, 0, 0, True)]
    while pending:
        node, brackets, length, is_whole = pending.pop()
        if brackets > MOST_BRACKETS or length > LONGEST_CHAIN:
            raise TooDeep
        if is_whole:
            yield node
        kind = node.type
        below = node.named_children
        for child in below:
            if child.named_child_count == 0 or child.type == "ERROR":
                continue
            is_part = (kind == "concatenated_string" and child.type in _PARTS) or _continues(child, node)
            encloses = (
                kind in _BRACKETS
                or (kind in _FIRST_IS_BESIDE and child != below[0])
                or (kind in _LAST_IS_BESIDE and child != below[-1])
            )
            pending.append((child, brackets + encloses, length + (not is_part), not is_part))


def _continues(left: Raw, whole: Raw) -> bool:
    """Whether the left side of a boolean operation has its operator, so that both are read as one: `a and b and c`."""
    if whole.type != "boolean_operator" or left.type != "boolean_operator":
        return False
    inner, outer = left.child_by_field_name("operator"), whole.child_by_field_name("operator")
    return (
        left == whole.child_by_field_name("left")
        and inner is not None
        and outer is not None
        and inner.type == outer.type
    )


def blocks_below(raw: Raw, around: int) -> Iterator[Raw]:
    """The blocks in a block that stands in ``around`` others, the outer ones first. Raises `TooDeep`."""
    pending = [(raw, around, False)]
    while pending:
        node, blocks, is_body = pending.pop()
        if blocks > MOST_BLOCKS:
            raise TooDeep
        if is_body:
            yield node
        for child in node.named_children:
            if child.type == "block":
                pending.append((child, blocks + 1, node.type != "match_statement"))
            elif child.type in _HOLDING:
                pending.append((child, blocks, False))


_HOLDING = frozenset(
    {
        "if_statement", "elif_clause", "else_clause", "for_statement", "while_statement", "with_statement", "try_statement",
        "except_clause", "except_group_clause", "finally_clause", "match_statement", "case_clause", "decorated_definition",
        "function_definition", "class_definition", "ERROR",
    }
)  # fmt: skip
"""What can hold blocks."""
