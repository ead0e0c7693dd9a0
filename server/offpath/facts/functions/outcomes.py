"""What a function reports to its caller: success, failure, a value or nothing, read from what it returns."""

from __future__ import annotations

from offpath.catalogue.words import outcomes as words
from offpath.catalogue.words.verbs import words as split
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import fold
from offpath.facts.values.walking import once_for_each_place
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

SUCCESS, FAILURE, VALUE, NONE = "success", "failure", "value", "none"

_MAX_DEPTH = 6
_FIRST_ERROR_STATUS = 400
_SHORTEST_DONE = 4


@once_for_each_place
def outcome_of(facts: UnitFacts, node: t.Expr | None, depth: int = 0) -> str:
    """How a returned expression reports: `success`, `failure`, `value` (data, no claim) or `none`."""
    if node is None or depth > _MAX_DEPTH:
        return NONE if node is None else VALUE
    if isinstance(node, t.Await):
        return outcome_of(facts, node.value, depth + 1)
    if isinstance(node, t.Dict):
        return _of_pairs(facts, [(i.key.value, i.value) for i in node.items if isinstance(i.key, t.Constant)])
    if isinstance(node, t.Tuple):
        return _of_tuple(facts, node, depth)
    if isinstance(node, t.Call):
        return _of_call(facts, node, depth)
    if isinstance(node, t.Name):
        return _of_name(facts, node, depth)
    if isinstance(node, t.IfExp):
        sides = {outcome_of(facts, node.body, depth + 1), outcome_of(facts, node.orelse, depth + 1)}
        return sides.pop() if len(sides) == 1 else VALUE
    folded = fold(facts, node)
    return _of_constant(folded.value) if folded is not None else VALUE


def written_outcome(node: t.Expr | None) -> str:
    """How a returned expression reports as far as it is written out in place; everything else is a `value`."""
    if node is None:
        return NONE
    if isinstance(node, t.Tuple) and node.elts:
        return written_outcome(node.elts[0])
    if isinstance(node, t.Dict):
        flags = [i.value for i in node.items if isinstance(i.key, t.Constant) and _is_written_flag(i)]
        return written_outcome(flags[0]) if flags else VALUE
    return _of_constant(node.value) if isinstance(node, t.Constant) else VALUE


def _is_written_flag(item: t.DictItem) -> bool:
    key = item.key.value if isinstance(item.key, t.Constant) else None
    is_flag = isinstance(item.value, t.Constant) and isinstance(item.value.value, bool)
    return key in _FLAGS or (is_flag and isinstance(key, str) and _is_done(key))


_FLAGS = words.FLAG_KEYS | words.STATUS_KEYS | {"valid", "is_valid"}


def told_outcome(call: t.Call) -> str:
    """What a call tells the person who waits for an answer (`flash`, Django's messages, Streamlit's boxes); `value` where it tells nobody."""
    name = last_name(call.func)
    receiver = last_name(call.func.value) if isinstance(call.func, t.Attribute) else ""
    if receiver in words.TELLING_OBJECTS and name in words.TOLD_BY_METHOD:
        return words.TOLD_BY_METHOD[name]
    if name not in words.TELLING_PEOPLE:
        return VALUE
    levels = [*call.args, *(k.value for k in call.keywords)]
    told = [words.TOLD_BY_LEVEL.get(_level(each)) for each in levels]
    level = next((each for each in told if each is not None), None)
    texts = (_of_text(piece) for each in levels for piece in _texts(each))
    return level or next((each for each in texts if each != VALUE), VALUE)


def _level(node: t.Expr) -> str:
    return str(node.value).lower() if isinstance(node, t.Constant) else last_name(node).lower()


def _texts(node: t.Expr) -> list[str]:
    """The literal text of a message, through translation and formatting."""
    return [" ".join(str(n.value) for n in node.walk() if isinstance(n, t.Constant) and isinstance(n.value, str))]


def claims_success(function: FunctionFacts) -> list[t.Node]:
    """The places where a function reports success in so many words: returns, and responses written in place."""
    facts = function.unit
    found: list[t.Node] = [r for r in function.returns if r.value is not None and outcome_of(facts, r.value) == SUCCESS]
    for call in function.calls:
        written = isinstance(call.parent, t.ExprStmt) and facts.callee(call) in words.RESPONSE_WRITERS
        if written and any(outcome_of(facts, a) == SUCCESS for a in call.args):
            found.append(call)
    return found


def _of_constant(value: object) -> str:
    if value is None:
        return NONE
    if value is True:
        return SUCCESS
    if value is False:
        return FAILURE
    return _of_text(value) if isinstance(value, str) else VALUE


def _of_text(text: str) -> str:
    found = set(split(text))
    if found & words.FAILURE_WORDS:
        return FAILURE
    return SUCCESS if found & words.SUCCESS_WORDS else VALUE


def _of_tuple(facts: UnitFacts, node: t.Tuple, depth: int) -> str:
    outcomes = [outcome_of(facts, e, depth + 1) for e in node.elts]
    statuses = [s for e in node.elts for s in [_status(facts, e)] if s is not None]
    if any(status >= _FIRST_ERROR_STATUS for status in statuses):
        return FAILURE
    return outcomes[0] if outcomes else VALUE


def _status(facts: UnitFacts, node: t.Expr | None) -> int | None:
    """The HTTP status code that an expression stands for: `404`, `HTTPStatus.NOT_FOUND`, `status.HTTP_404_NOT_FOUND`."""
    folded = fold(facts, node)
    if folded is not None and type(folded.value) is int and 100 <= folded.value < 600:
        return folded.value
    name = last_name(node) if node is not None else ""
    digits = next((part for part in name.split("_") if part.isdigit()), "")
    if name.startswith("HTTP_") and digits:
        return int(digits)
    return words.STATUS_NAMES.get(name)


def _of_pairs(facts: UnitFacts, pairs: list[tuple[object, t.Expr]]) -> str:
    claim = VALUE
    for key, value in pairs:
        if not isinstance(key, str):
            continue
        folded = fold(facts, value)
        known = folded.value if folded is not None else ...
        name = key.lower()
        if name in words.ERROR_KEYS and known not in (None, False, "", ()):
            return FAILURE
        found = VALUE
        if isinstance(known, bool) and not words.FAILING_KEYS.isdisjoint(split(name)):
            found = FAILURE if known else VALUE
        elif isinstance(known, bool) and (name in words.FLAG_KEYS or _is_done(name)):
            found = SUCCESS if known else FAILURE
        elif isinstance(known, str) and name in words.STATUS_KEYS:
            found = _of_text(known)
        elif isinstance(value, t.JoinedStr) and name in words.MESSAGE_KEYS:
            found = _of_text(" ".join(str(p.value) for p in value.values if isinstance(p, t.Constant)))
        if found == FAILURE:
            return FAILURE
        claim = found if found == SUCCESS else claim
    return claim


def _is_done(name: str) -> bool:
    """Whether a flag's name says that something was done: `saved`, `door_opened`."""
    return any(
        word in words.SUCCESS_WORDS or (word.endswith("ed") and len(word) > _SHORTEST_DONE) for word in split(name)
    )


def _of_call(facts: UnitFacts, node: t.Call, depth: int) -> str:
    name = last_name(node.func)
    if name in words.OK_CONSTRUCTORS:
        return SUCCESS
    if name in words.ERROR_CONSTRUCTORS:
        return FAILURE
    status = next((_status(facts, k.value) for k in node.keywords if k.arg in words.STATUS_ARGUMENTS), None)
    if status is not None and status >= _FIRST_ERROR_STATUS:
        return FAILURE
    pairs = [(k.arg, k.value) for k in node.keywords if k.arg]
    if name in words.RESPONSES or (name == "dict" and not node.args):
        inner = [outcome_of(facts, a, depth + 1) for a in node.args[:1]]
        inner += [outcome_of(facts, k.value, depth + 1) for k in node.keywords if k.arg in words.BODY_ARGUMENTS]
        inner.append(_of_pairs(facts, list(pairs)))
        second = _status(facts, node.args[1]) if len(node.args) > 1 else None
        if FAILURE in inner or (second is not None and second >= _FIRST_ERROR_STATUS):
            return FAILURE
        return SUCCESS if SUCCESS in inner else VALUE
    if name[:1].isupper():
        return _of_pairs(facts, list(pairs))
    return VALUE


def _of_name(facts: UnitFacts, node: t.Name, depth: int) -> str:
    definitions = facts.definitions(node)
    values = [d.value for d in definitions if d.kind == "assign" and not d.path and d.value is not None]
    if values and len(values) == len(definitions):
        outcomes = {outcome_of(facts, v, depth + 1) for v in values}
        return outcomes.pop() if len(outcomes) == 1 else VALUE
    folded = fold(facts, node)
    return _of_constant(folded.value) if folded is not None else VALUE


def failed_form(facts: UnitFacts, node: t.Expr | None) -> Edit | None:
    """The edit that makes a success report its failing counterpart: `True` → `False`, `"saved"` → `"failed"`."""
    if isinstance(node, t.Await):
        return failed_form(facts, node.value)
    if isinstance(node, t.Constant):
        return _negated(facts, node)
    if isinstance(node, t.Tuple) and node.elts:
        return failed_form(facts, node.elts[0])
    if isinstance(node, t.Dict):
        flagged = [i.value for i in node.items if isinstance(i.key, t.Constant)]
        return next((e for v in flagged for e in [_negated(facts, v)] if e is not None), None)
    if isinstance(node, t.Call):
        inner = [*node.args[:1], *(k.value for k in node.keywords)]
        return next((e for v in inner for e in [failed_form(facts, v)] if e is not None), None)
    return None


def _negated(facts: UnitFacts, node: t.Expr) -> Edit | None:
    if not isinstance(node, t.Constant):
        return None
    if node.value is True:
        return Edit(facts.span(node), "False")
    if isinstance(node.value, str) and _of_text(node.value) == SUCCESS and len(node.pieces) == 1:
        piece = node.pieces[0]
        return Edit(Span(piece.start, piece.end), "failed")
    return None
