"""Repairs of values in redis: `incrby` and `hincrby`, or a lock of the key's own around everything."""

from __future__ import annotations

from collections.abc import Mapping

from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import argument, local_value
from offpath.facts.updates.preconditions import Preconditions, preconditions
from offpath.facts.updates.rewrites import Rewrite
from offpath.repair.edits import indent_unit, indentation, line_end, quote_of, replacement, statement_of
from offpath.repair.placing import (
    Delta,
    Repair,
    behind,
    delta_of,
    free_name,
    is_supported,
    refusal_lines,
    removal,
    same_block,
    whole_line,
    write_statement,
)
from offpath.repair.updates.wrapping import put_under
from offpath.syntax import tree as t
from offpath.text.span import Edit

_COUNTERS = {"set": "incrby", "hset": "hincrby"}
_FAILING = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


def repair_counter(rewrite: Rewrite) -> Repair | None:
    """`set(key, n + 1)` and `hset(board, player, n + points)` as the store's own counting; None: the value is no number."""
    write, facts = rewrite.write, rewrite.function.unit
    if (
        write is None
        or write.store != "redis"
        or rewrite.record is not None
        or not isinstance(write.call.func, t.Attribute)
    ):
        return None
    counter, delta, guards = _COUNTERS.get(write.call.func.attr), delta_of(rewrite), preconditions(rewrite)
    statement = write_statement(rewrite)
    if counter is None or delta is None or not is_supported(guards, "value") or len(guards.guards) > 1:
        return None
    if not isinstance(statement, t.ExprStmt) or whole_line(facts, statement) is None or not write.values:
        return None
    name, gone = _holder(rewrite, write, guards)
    receiver = facts.text(write.call.func.value)
    awaits = "await " if isinstance(write.call.parent, t.Await) else ""
    keys = ", ".join(facts.text(a) for a in write.call.args[: 2 if counter == "hincrby" else 1])
    bound = f"{name} = " if name else ""
    indent = indentation(facts, statement)
    options = {k.arg: k.value for k in write.call.keywords if k.arg != "value"}
    if len(write.call.args) > (3 if counter == "hincrby" else 2) or set(options) - {"ex", "px"}:
        return None
    step = _count(counter, keys, delta, delta.operator)
    if options:
        counting = _with_expiry(rewrite, receiver, awaits, bound, step, keys, options, indent)
    else:
        counting = f"{bound}{awaits}{receiver}.{step}"
    edits: list[Edit] = [replacement(statement, counting), *gone]
    lines = ""
    if guards.guards:
        refused = _refused(rewrite, guards, delta, name)
        if refused is None:
            return None
        undo = f"{awaits}{receiver}.{_count(counter, keys, delta, '+' if delta.operator == '-' else '-')}"
        checked = refusal_lines(facts, refused, guards.refusal, indent)
        head, _, rest = checked.partition(line_end(facts))
        lines += f"{head}{line_end(facts)}{indent}{indent_unit(facts)}{undo}{line_end(facts)}{rest}"
    following = behind(facts, statement, lines)
    if lines and following is None:
        return None
    return Repair(
        f"Count in redis by `{step.partition('(')[0]}`", (*edits, *([following] if following is not None else []))
    )


def _count(counter: str, keys: str, delta: Delta, operator: str) -> str:
    """`incr(key)`, `decrby(key, n)`, `hincrby(key, field, -n)`."""
    if counter == "hincrby":
        return f"hincrby({keys}, {'' if operator == '+' else '-'}{delta.amount})"
    name = "incr" if operator == "+" else "decr"
    return f"{name}({keys})" if delta.constant == 1 else f"{name}by({keys}, {delta.amount})"


def _holder(rewrite: Rewrite, write: DataAccess, guards: Preconditions) -> tuple[str, list[Edit]]:
    """The name that the new value gets, and the assignments that nothing reads any more."""
    facts, function = rewrite.function.unit, rewrite.function
    value = write.values[0].value
    if not isinstance(value, t.Name):
        return (free_name(function, ("counted", "total")) if guards.guards else ""), []
    definitions = facts.definitions(value)
    if len(definitions) != 1 or definitions[0].kind != "assign" or guards.guards:
        return value.id, []
    read = next((d for d in _definitions_read(rewrite, definitions[0].value)), None)
    statement = statement_of(definitions[0].node)
    before = [u for u in definitions[0].uses if u.start < rewrite.at.start]
    gone = [removal(facts, statement)] if not before else []
    if gone and read is not None and len(read[1]) == 1:
        gone.append(removal(facts, read[0]))
    later = any(u.start > rewrite.at.end for u in definitions[0].uses)
    return (value.id if later else ""), [e for e in gone if e is not None]


def _definitions_read(rewrite: Rewrite, value: t.Expr | None) -> list[tuple[t.Stmt, list[t.Name]]]:
    """The assignments of what was read that a value is computed from, with the reads of their names."""
    found = []
    for node in value.walk() if value is not None else ():
        if isinstance(node, t.Name):
            for definition in rewrite.function.unit.definitions(node):
                if definition.kind == "assign" and any(o.access is rewrite.read for o in rewrite.origins.of(node)):
                    found.append((statement_of(definition.node), definition.uses))
    return found


def _with_expiry(
    rewrite: Rewrite,
    receiver: str,
    awaits: str,
    bound: str,
    step: str,
    keys: str,
    options: Mapping[str | None, t.Expr],
    indent: str,
) -> str:
    """The count and the time to live that `set(…, ex=…)` gave, in one transaction: a counter without an end would count for ever."""
    facts = rewrite.function.unit
    name, end = free_name(rewrite.function, ("pipe", "pipeline")), line_end(facts)
    inner = f"{indent}{indent_unit(facts)}"
    lines = [
        f"{'async ' if awaits else ''}with {receiver}.pipeline(transaction=True) as {name}:",
        f"{inner}{name}.{step}",
    ]
    for option, method in (("ex", "expire"), ("px", "pexpire")):
        if option in options:
            lines.append(f"{inner}{name}.{method}({keys}, {facts.text(options[option])})")
    done = f"{awaits}{name}.execute()"
    lines.append(f"{inner}{bound}{f'({done})' if awaits and bound else done}{'[0]' if bound else ''}")
    return end.join(lines)


def _refused(rewrite: Rewrite, guards: Preconditions, delta: Delta, name: str) -> str | None:
    """The test of the new value that means what the test of the old one meant."""
    guard = guards.guards[0]
    if len(guard.sum.columns) != 1 or guard.operator not in _FAILING or not name:
        return None
    said = guard if guard.sum.columns[0][0] > 0 else guard.turned
    from offpath.repair.placing import sum_text

    rest = -said.sum.without(said.sum.columns[0][1])
    facts = rewrite.function.unit
    if delta.constant == 1 and delta.operator == "+" and said.operator == "<":
        return f"{name} > {sum_text(facts, rest)}"
    if said.sum.values and delta.operator == "-" and sum_text(facts, rest) == delta.amount:
        return f"{name} {_FAILING[said.operator]} 0"
    back = f"{name} {'-' if delta.operator == '+' else '+'} {delta.amount}"
    return f"{back} {_FAILING[said.operator]} {sum_text(facts, rest)}"


def repair_by_key_lock(rewrite: Rewrite) -> Repair | None:
    """Everything from the read to the write put into `with client.lock(…):`."""
    write, facts = rewrite.write, rewrite.function.unit
    if write is None or write.store != "redis" or not isinstance(write.call.func, t.Attribute):
        return None
    key = argument(write.call, 0, "name", "key")
    first, last = statement_of(rewrite.read.call), write_statement(rewrite)
    if key is None or not same_block(first, last):
        return None
    awaits = isinstance(write.call.parent, t.Await)
    name = _lock_name(facts.text(key), local_value(facts, key), quote_of(facts))
    header = f"{'async ' if awaits else ''}with {facts.text(write.call.func.value)}.lock({name}, timeout=5):"
    edits = put_under(rewrite.function, first, last, header)
    return Repair("Hold a lock of the key from read to write", edits) if edits is not None else None


def _lock_name(text: str, value: t.Expr | None, quote: str) -> str:
    if isinstance(value, t.Constant) and isinstance(value.value, str):
        return f"{quote}lock:{value.value}{quote}"
    if text[:2] in ('f"', "f'"):
        return f"{text[:2]}lock:{text[2:]}"
    return f"f{quote}lock:{{{text}}}{quote}" if quote not in text else f"{quote}lock:{quote} + {text}"
