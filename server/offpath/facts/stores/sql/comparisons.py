"""The comparisons that the parser knows, by the operator that SQL writes."""

from __future__ import annotations

from sqlglot import exp

from offpath.facts.stores.sql.statement_text import unwrapped

_OPS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.Is: "is",
    exp.In: "in",
    exp.Between: "between",
    exp.Like: "like",
    exp.ILike: "ilike",
    exp.Glob: "glob",
    exp.RegexpLike: "regexp",
    exp.RegexpILike: "regexp",
    exp.NullSafeEQ: "is",
    exp.NullSafeNEQ: "is not",
    exp.ArrayContainsAll: "@>",
    exp.ArrayContainedBy: "<@",
}
NEGATED = {
    "=": "!=",
    "!=": "=",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "is": "is not",
    "is not": "is",
    "in": "not in",
    "between": "not between",
    "like": "not like",
    "ilike": "not ilike",
    "glob": "not glob",
    "regexp": "not regexp",
    "@>": "not @>",
    "<@": "not <@",
}
SWAPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=", "is": "is", "is not": "is not"}


def comparison_op(node: exp.Expr) -> str | None:
    """The operator of a comparison; `= ANY (…)` is `in`."""
    op = next((op for kind, op in _OPS.items() if type(node) is kind), None)
    if op == "=" and isinstance(unwrapped(node.expression), exp.Any):
        return "in"
    return op


def pairs(node: exp.Expr) -> list[tuple[exp.Expr, exp.Expr | list[exp.Expr]]]:
    """What is compared with what: `(a, b) = (?, ?)` compares twice, IN and BETWEEN with several values at once."""
    if isinstance(node, exp.In):
        query = node.args.get("query") or node.args.get("field") or node.args.get("unnest")
        right = [query] if isinstance(query, exp.Expr) else list(node.expressions)
        left = unwrapped(node.this)
        return [(each, right) for each in left.expressions] if isinstance(left, exp.Tuple) else [(node.this, right)]
    if isinstance(node, exp.Between):
        return [(node.this, [node.args["low"], node.args["high"]])]
    left, right_side = unwrapped(node.this), unwrapped(node.expression)
    if isinstance(left, exp.Tuple) and isinstance(right_side, exp.Tuple):
        return list(zip(left.expressions, right_side.expressions, strict=False))
    return [(node.this, node.expression)]
