"""Where code checks a signature, key, token or captcha, and whether a test asks that something for it is there at all."""

from __future__ import annotations

from offpath.catalogue.words import proofs as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t


def is_proof_check(call: t.Call) -> bool:
    """Whether a call checks a proof, by its name: `verify_signature(…)`, `hmac.compare_digest(…)`, `verifier.verify(body, signature)`."""
    name = last_name(call.func)
    if name in catalogue.LIBRARY_CHECKS:
        return True
    spelled = set(words(name))
    if spelled & catalogue.OTHER_QUESTIONS or not spelled & catalogue.VERIFYING:
        return False
    if spelled & (catalogue.PROOFS - {"event", "hash", "key"}) or spelled >= {"api", "key"}:
        return True
    receiver = last_name(call.func.value) if isinstance(call.func, t.Attribute) else ""
    given = {word for argument in (*call.args, *(k.value for k in call.keywords)) for word in words(_called(argument))}
    about = set(words(receiver)) | given
    return name in ("verify", "validate", "check", "is_valid") and bool(about & catalogue.SIGNATURES)


def _called(node: t.Expr) -> str:
    key = node.index if isinstance(node, t.Subscript) else None
    return key.value if isinstance(key, t.Constant) and isinstance(key.value, str) else last_name(node)


def asked_present(test: t.Expr) -> t.Expr | None:
    """What a test asks to be there: `x` of `x`, `x is not None`, `x != ""`, `len(x) > 0`, `bool(x)`."""
    value = _compared_with_nothing(test, ("is not", "!="))
    if value is not None:
        return value
    if _asks_for_key(test, "in"):
        return test
    if isinstance(test, t.Call) and last_name(test.func) in ("bool", "len") and len(test.args) == 1:
        return test.args[0]
    return test if isinstance(test, (t.Name, t.Attribute, t.Subscript, t.Call)) else None


def asked_absent(test: t.Expr) -> t.Expr | None:
    """What a test asks to be missing: `x` of `not x`, `x is None`, `x == ""`, `x in (None, "")`."""
    if isinstance(test, t.UnaryOp) and test.op == "not":
        return asked_present(test.operand)
    return test if _asks_for_key(test, "not in") else _compared_with_nothing(test, ("is", "==", "in"))


def _asks_for_key(test: t.Expr, operator: str) -> bool:
    """`"X-Signature" in request.headers`."""
    is_text = isinstance(test, t.Compare) and isinstance(test.left, t.Constant) and isinstance(test.left.value, str)
    return is_text and isinstance(test, t.Compare) and test.ops == [operator]


def _compared_with_nothing(test: t.Expr, operators: tuple[str, ...]) -> t.Expr | None:
    if not isinstance(test, t.Compare) or len(test.ops) != 1 or test.ops[0] not in operators:
        return None
    other = test.comparators[0]
    empty = isinstance(other, t.Constant) and other.value in (None, "", b"", 0)
    several = isinstance(other, (t.Tuple, t.List, t.Set)) and all(
        isinstance(each, t.Constant) and not each.value for each in other.elts
    )
    return test.left if empty or (several and test.ops[0] == "in") else None
