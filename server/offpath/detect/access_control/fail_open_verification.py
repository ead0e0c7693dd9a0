"""Checks of signatures, keys, tokens and captchas that let in whom they could not check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from offpath.catalogue.words import proofs as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.flow.conditions import tests_passed
from offpath.facts.functions.proof_checks import asked_absent, asked_present, is_proof_check
from offpath.facts.identity.sources import sources_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.spoken import Spoken
from offpath.syntax import tree as t
from offpath.text.span import Span

_MOST_NODES = 300


class Why(Enum):
    """Why nothing was checked."""

    NO_SETTING = "its setting is empty"
    NOT_SENT = "nothing was sent to check"
    FAILED = "the check raised"
    REFUSED = "the check said no"


@dataclass(frozen=True, slots=True, eq=False)
class FailOpen:
    """One way past a check."""

    node: t.Node
    span: Span
    why: Why
    certain: bool


def fail_open(function: FunctionFacts) -> Iterator[FailOpen]:
    """Every way past a check in a function, in source order, each place once."""
    reader = _Reader(function)
    found = {each.span.start: each for each in (*reader.answers(), *reader.branches(), *reader.handlers())}
    for start in sorted(found):
        yield found[start]


class OpenWays:
    """The ways past checks in one unit: `facts.derived(OpenWays)`."""

    def __init__(self, facts: UnitFacts) -> None:
        self.of = {function.node: tuple(fail_open(function)) for function in facts.functions}
        self.nodes = frozenset(each.node for found in self.of.values() for each in found)


class _Reader:
    def __init__(self, function: FunctionFacts) -> None:
        self._function = function
        self._facts = function.unit
        self._spoken = Spoken(function.unit.reading.symbols)
        self._sources = sources_of(function)

    # -- a check that answers yes

    def answers(self) -> Iterator[FailOpen]:
        """Returns that let in, of a function that checks."""
        is_check, raises = self._is_check(), self._refuses_by_raising()
        if not is_check:
            return
        for answer in self._function.returns:
            says_yes = isinstance(answer.value, t.Constant) and answer.value.value is True
            says_nothing = raises and (
                answer.value is None or (isinstance(answer.value, t.Constant) and answer.value.value is None)
            )
            if not says_yes and not says_nothing:
                continue
            why = self._why(answer)
            if why is not None:
                yield FailOpen(
                    answer, self._facts.span(answer), why, certain="signature" in self._function.summary.guards
                )

    def _is_check(self) -> bool:
        """Whether the function checks a proof: it compares digests, or its name says so and something in it can tell."""
        spelled = set(words(self._function.name))
        if spelled & catalogue.OTHER_QUESTIONS:
            return False
        if "signature" in self._function.summary.guards:
            return True
        named = spelled & catalogue.VERIFYING and spelled & (catalogue.PROOFS - {"event", "hash"})
        named = named or spelled & (catalogue.SIGNATURES - {"webhook", "secret"})
        return bool(named) and any(self._can_tell(call) for call in self._function.calls)

    def _can_tell(self, call: t.Call) -> bool:
        name = last_name(call.func)
        return is_proof_check(call) or name in (
            "decode",
            "loads",
            "unsign",
            "post",
            "get",
            "verify",
            "fetch",
            "siteverify",
            "introspect",
        )

    def _refuses_by_raising(self) -> bool:
        """Whether the function says no by an exception, and says nothing else."""
        if not any(each.exc is not None for each in self._function.own_nodes(t.Raise)) and not {
            "rejects 401", "rejects 403"
        } & set(self._function.summary.guards):  # fmt: skip
            return False
        return all(each.value is None or isinstance(each.value, t.Constant) for each in self._function.returns)

    def _why(self, answer: t.Return) -> Why | None:
        for outer in answer.ancestors():
            if isinstance(outer, t.ExceptHandler):
                return Why.FAILED if self._checks_in(outer) else None
            if isinstance(outer, (t.FunctionDef, t.Lambda)):
                break
        passed = [
            (each.test, each.holds) for each in tests_passed(self._facts, answer) if isinstance(each.test, t.Expr)
        ]
        if any(self._is_decided(test) for test, _ in passed):
            return None
        for test, holds in reversed(passed):
            for part in test.values if isinstance(test, t.BoolOp) and test.op == ("or" if holds else "and") else [test]:
                missing = asked_absent(part) if holds else asked_present(part)
                why = self._missing(missing) if missing is not None else None
                if why is not None:
                    return why
        return None

    def _missing(self, node: t.Expr) -> Why | None:
        """What is missing where this is: a setting of the program's, or something that the client may leave out."""
        if isinstance(node, t.Call) and (is_proof_check(node) or last_name(node.func) in ("verify", "check")):
            return None
        if self._is_of_record(node):
            return None
        spoken = self._spoken.of(node)
        is_sent = any(source.is_client for source in self._sources.of(node)) or spoken & {"header", "headers"}
        if is_sent or (isinstance(node, t.Name) and spoken & catalogue.SIGNATURES - {"secret", "webhook", "hmac"}):
            return Why.NOT_SENT if spoken & catalogue.PROOFS else None
        return Why.NO_SETTING if self._spoken.last(node) & catalogue.SETTINGS else None

    def _is_of_record(self, node: t.Expr) -> bool:
        """Whether a value belongs to the one thing that is checked, which need not have it, and is no setting of the program's.

        `request.client_secret` of a record that is handed in, the verifier that is made of an image's own properties.
        """
        handed = {param.name for param in self._function.params} - {"self", "cls"}
        if isinstance(node, t.Attribute) and isinstance(node.value, t.Name) and node.value.id in handed:
            return _SETTINGS_OBJECTS.isdisjoint(words(node.value.id))
        if not isinstance(node, t.Name) or _MADE.isdisjoint(words(node.id)):
            return False
        made = [each.value for each in self._facts.definitions(node) if isinstance(each.value, t.Call)]
        return any(
            isinstance(given, t.Name) and given.id in handed and _SETTINGS_OBJECTS.isdisjoint(words(given.id))
            for call in made
            for given in call.args
        )

    def _is_decided(self, test: t.Expr) -> bool:
        """Whether somebody decides knowingly: `settings.DEBUG`, `VERIFY_DISABLED`."""
        return bool(self._spoken.of(test) & catalogue.DEVELOPING)

    def _checks_in(self, handler: t.ExceptHandler) -> bool:
        attempt = handler.parent
        return isinstance(attempt, t.Try) and any(
            isinstance(each, t.Call) and self._can_tell(each) for statement in attempt.body for each in statement.walk()
        )

    # -- a check that stands under a test, or whose answer changes nothing

    def branches(self) -> Iterator[FailOpen]:
        """`if` statements around a check, and behind one that failed."""
        for branch in self._function.own_nodes(t.If):
            if branch.orelse:
                why = self._unchecked_otherwise(branch)
            elif _goes_on(branch) or self._lets_in_behind(branch):
                why = self._conditional(branch) or (self._only_logged(branch) if _goes_on(branch) else None)
            else:
                continue
            if why is not None and not self._is_decided(branch.test):
                yield FailOpen(branch, Span(branch.start, branch.test.end), why, certain=True)

    def _unchecked_otherwise(self, branch: t.If) -> Why | None:
        """`if SECRET: event = verify(…)`, `else: event = json.loads(body)`."""
        asked = asked_present(branch.test)
        checks = any(any(self._proofs(each)) for each in branch.body if isinstance(each, (t.Assign, t.ExprStmt)))
        if asked is None or not checks or not (_believes_anyway(branch.orelse) or _only_tells(branch.orelse)):
            return None
        return self._missing(asked) if _goes_on(branch) else None

    def _lets_in_behind(self, branch: t.If) -> bool:
        """Whether the end of a function that refuses by raising alone, and answers nothing, lies behind a branch."""
        is_last = self._function.node.body[-1] is branch
        return is_last and not self._function.returns and self._refuses_by_raising()

    def _conditional(self, branch: t.If) -> Why | None:
        """`if signature: verify or refuse`, `if SECRET and not verify(…): refuse`."""
        parts = branch.test.values if isinstance(branch.test, t.BoolOp) and branch.test.op == "and" else [branch.test]
        checks = [part for part in parts if any(self._proofs(part))]
        asked = [part for part in parts if part not in checks]
        whys = [
            why
            for part in asked
            for value in [asked_present(part)]
            if value is not None
            for why in [self._missing(value)]
        ]
        if not asked or len(whys) < len(asked) or None in whys:
            return None
        if checks and not (len(checks) == 1 and _is_negated(checks[0]) and _refuses(branch.body)):
            return None
        if not checks and not self._checks_and_refuses(branch):
            return None
        needed = frozenset().union(*(self._spoken.of(part) for part in parts))
        proofs = catalogue.PROOFS if self._function.node.body[-1] is branch else catalogue.SIGNATURES
        if Why.NO_SETTING not in whys and not needed & proofs:
            return None
        return Why.NO_SETTING if Why.NO_SETTING in whys else Why.NOT_SENT

    def _checks_and_refuses(self, branch: t.If) -> bool:
        """Whether a branch holds a check with its refusal, and nothing of it is used behind the branch."""
        for statement in branch.body:
            if isinstance(statement, t.If) and any(self._proofs(statement.test)) and _refuses(statement.body):
                return True
            if isinstance(statement, t.If) and self._is_answer(statement.test) and _refuses(statement.body):
                return True
            if isinstance(statement, t.ExprStmt) and any(self._proofs(statement.value)):
                return True
        return False

    def _proofs(self, node: t.Node) -> Iterator[t.Call]:
        """The checks in an expression: by their names, or by what functions of the project compare."""
        for each in islice(node.walk(), _MOST_NODES):
            if isinstance(each, t.Call) and (is_proof_check(each) or self._compares_digests(each)):
                yield each

    def _compares_digests(self, call: t.Call) -> bool:
        name = self._facts.callee(call)
        summary = self._facts.summary(name) if name else None
        return summary is not None and "signature" in summary.guards and not summary.raises

    def _is_answer(self, test: t.Expr) -> bool:
        """Whether a test asks for the answer of a check that has a name, or compares what a signature must be."""
        inner = test.operand if isinstance(test, t.UnaryOp) and test.op == "not" else test
        if isinstance(inner, t.Name):
            return any(isinstance(value, t.Expr) and any(self._proofs(value)) for value in self._spoken.values(inner))
        if isinstance(inner, t.Compare) and inner.ops[0] in ("!=", "=="):
            sides = self._spoken.last(inner.left) | self._spoken.last(inner.comparators[0])
            return bool(sides & {"signature", "sig", "hmac", "digest"}) and not any(
                isinstance(side, t.Constant) for side in (inner.left, inner.comparators[0])
            )
        return False

    def _only_logged(self, branch: t.If) -> Why | None:
        test = branch.test
        if not _only_tells(branch.body) or not any(isinstance(each, t.ExprStmt) for each in branch.body):
            return None
        if not _is_negated(test) and not (isinstance(test, t.Compare) and test.ops[0] == "!="):
            return None
        if any(self._proofs(test)):
            return Why.REFUSED
        return Why.REFUSED if self._is_answer(test) and not self._is_asked_again(test) else None

    def _is_asked_again(self, test: t.Expr) -> bool:
        """Whether the answer of a check is looked at elsewhere too."""
        names = [each for each in test.walk() if isinstance(each, t.Name)]
        return any(len(definition.uses) > 1 for name in names for definition in self._facts.definitions(name))

    # -- an exception that is passed over

    def handlers(self) -> Iterator[FailOpen]:
        """`except` branches of a check after which the work goes on."""
        for attempt in self._function.own_nodes(t.Try):
            yield from self._said_yes(attempt)
            checks = [
                each for s in attempt.body for each in s.walk()
                if isinstance(each, t.Call) and is_proof_check(each) and last_name(each.func) not in ("compare_digest",)
            ]  # fmt: skip
            if not checks or not _goes_on(attempt) or any(_is_answered(check) for check in checks):
                continue
            if any(isinstance(each, t.Return) for each in t.walked(attempt.body, (t.FunctionDef, t.ClassDef))):
                continue
            for handler in attempt.handlers:
                if _only_tells(handler.body) or _believes_anyway(handler.body):
                    end = handler.type.end if handler.type is not None else handler.start + len("except")
                    yield FailOpen(handler, Span(handler.start, end), Why.FAILED, certain=True)

    def _said_yes(self, attempt: t.Try) -> Iterator[FailOpen]:
        """`ok = verify(…)` in the `try`, `ok = True` in the branch."""
        answers = {
            target.id
            for statement in attempt.body
            if isinstance(statement, t.Assign) and any(self._proofs(statement.value))
            for target in statement.targets
            if isinstance(target, t.Name)
        }
        for handler in attempt.handlers:
            for statement in handler.body:
                if isinstance(statement, t.Assign) and isinstance(statement.value, t.Constant):
                    named = {target.id for target in statement.targets if isinstance(target, t.Name)}
                    if statement.value.value is True and named & answers:
                        yield FailOpen(statement, self._facts.span(statement), Why.FAILED, certain=True)


_SETTINGS_OBJECTS = frozenset({"settings", "config", "conf", "cfg", "configuration", "app", "env", "options", "args"})
_MADE = frozenset({"verifier", "validator", "checker"})
"""Words of what checks, and is made for each thing that is checked."""


def _is_answered(check: t.Call) -> bool:
    """Whether a check says by its answer what it found: an exception is something else then."""
    parent = check.parent.parent if isinstance(check.parent, t.Await) else check.parent
    return isinstance(parent, (t.UnaryOp, t.If, t.BoolOp, t.Compare))


def _believes_anyway(body: list[t.Stmt]) -> bool:
    """Whether a branch reads unverified what could not be verified: `event = json.loads(body)`."""
    return any(
        isinstance(statement, t.Assign)
        and isinstance(statement.value, (t.Call, t.Await))
        and any(isinstance(each, t.Call) and last_name(each.func) in ("loads", "json", "get_json", "construct_from") for each in statement.value.walk())
        for statement in body
    ) and not _refuses(body)  # fmt: skip


def _is_negated(test: t.Expr) -> bool:
    if isinstance(test, t.UnaryOp) and test.op == "not":
        return True
    return (
        isinstance(test, t.Compare)
        and isinstance(test.comparators[0], t.Constant)
        and test.comparators[0].value is False
    )


def _only_tells(body: list[t.Stmt]) -> bool:
    """Whether a branch does nothing but log."""
    return all(
        isinstance(each, t.Pass)
        or (isinstance(each, t.ExprStmt) and (isinstance(each.value, t.Constant) or _tells(each.value)))
        for each in body
    )


def _tells(node: t.Expr) -> bool:
    node = node.value if isinstance(node, t.Await) else node
    return isinstance(node, t.Call) and (
        is_log_call(node) or last_name(node.func) in ("print", "capture_message", "warn", "inc", "increment")
    )


_REFUSING = frozenset({"abort", "exit", "set_status", "send_error", "deny", "forbid", "finish", "close"})


def _refuses(body: list[t.Stmt]) -> bool:
    """Whether a branch leaves, by an exception, an answer or a call that does not come back."""
    last = body[-1] if body else None
    if isinstance(last, (t.Return, t.Raise, t.Continue, t.Break)):
        return True
    return isinstance(last, t.ExprStmt) and isinstance(last.value, t.Call) and last_name(last.value.func) in _REFUSING


def _goes_on(statement: t.Stmt) -> bool:
    """Whether something other than a refusal follows a statement."""
    block = _block_of(statement)
    behind = block[block.index(statement) + 1 :] if statement in block else []
    if not behind:
        return False
    first = behind[0]
    if isinstance(first, t.Return):
        return not (isinstance(first.value, t.Constant) and not first.value.value) and first.value is not None
    return not _refuses([first]) or isinstance(first, (t.Continue, t.Break))


def _block_of(statement: t.Stmt) -> list[t.Stmt]:
    parent = statement.parent
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and statement in block:
            return block
    return []
