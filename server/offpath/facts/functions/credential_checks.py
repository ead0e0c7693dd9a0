"""Where a function compares a password or a short code with a stored one, and what bounds guessing it there, told by words.

`credential_traits` yields, each word once or more:

- `credential compared password`, `credential compared code`: compares one with something by itself
- `credential equal password`: finds out whether one is the same as another, which somebody may do who lets nobody in
- `credential checked password NAME`, `credential checked code NAME`: leaves that to what is called NAME
- `attempts asked`, `attempts counted`: a counter of failures or a lock is asked, is written
- `attempts bounded`: calls something that is named for bounding attempts, or says that there were too many requests
- `credential used up`: takes away what was to be guessed, before comparing or where the comparison failed
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from offpath.catalogue.words import credentials as catalogue
from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.facts.code.symbols import Symbols, last_name
from offpath.facts.values.spoken import Spoken
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

PASSWORD, CODE = "password", "code"
COMPARED, EQUAL, CHECKED = "credential compared", "credential equal", "credential checked"
USED_UP = "credential used up"
ASKED, COUNTED, BOUNDED = "attempts asked", "attempts counted", "attempts bounded"

_EQUAL = frozenset({"==", "!="})
_ORDERING = frozenset({"<", "<=", ">", ">="})
_DIGESTS = frozenset({"compare_digest", "constant_time_compare", "safe_str_cmp", "safe_compare"})
_TAKING = frozenset({"pop", "getdel"})
_TOO_MANY = 429
_MAKING = frozenset({"create", "register", "add", "set", "save", "make", "insert"})
"""First words of what makes an account, or gives it a password."""

_MOST_NODES = 60
"""So many nodes of an expression are looked at."""


def credential_traits(node: t.FunctionDef, own: Nodes, symbols: Symbols) -> Iterator[str]:
    """What a function's own nodes show of credentials that are compared, and of what bounds that."""
    reader = _Reader(node, own, Spoken(symbols))
    for compare in own.of(t.Compare):
        yield from reader.compared(compare)
    for call in own.of(t.Call):
        yield from reader.called(call)
    for test in own.of(t.If, t.While, t.IfExp, t.Assert):
        yield from reader.tested(test.test)
    for assign in own.of(t.Assign, t.AugAssign):
        yield from reader.assigned(assign)
    if any(map(_is_too_many, (*own.of(t.Constant), *own.of(t.Attribute)))):
        yield BOUNDED


def _is_too_many(node: t.Node) -> bool:
    if isinstance(node, t.Constant):
        return node.value == _TOO_MANY and type(node.value) is int
    return isinstance(node, t.Attribute) and ("429" in node.attr or "TOO_MANY_REQUESTS" in node.attr)


def kind_of(spoken: frozenset[str], around: frozenset[str]) -> str:
    """Whether words name a password or a short code; ``around`` are those of what it belongs to and of who asks."""
    if spoken & catalogue.SHORT_CODES:
        return CODE
    if spoken & catalogue.DRAWN:
        return ""
    if spoken & catalogue.PASSWORDS:
        return PASSWORD
    if "code" not in spoken or (spoken | around) & catalogue.OTHER_CODES:
        return ""
    return CODE if spoken & catalogue.OF_CODES or around & (catalogue.OF_CODES | catalogue.OF_CHECKS) else ""


_DROPPING = frozenset(
    {"delete", "remove", "invalidate", "pop", "revoke", "drop", "consume", "expire", "burn", "forget"}
)


def _block_of(call: t.Call) -> t.Node | None:
    """What runs a call as a statement, whatever else: not a branch, of which there may be two."""
    node: t.Node | None = call.parent
    node = node.parent if isinstance(node, t.Await) else node
    block = node.parent if isinstance(node, t.ExprStmt) else None
    return None if isinstance(block, t.If) else block


class _Reader:
    def __init__(self, function: t.FunctionDef, own: Nodes, spoken: Spoken) -> None:
        self._name = frozenset(words(function.name))
        self._calls = own.of(t.Call)
        self._spoken = spoken

    # -- what is compared

    def compared(self, node: t.Compare) -> Iterator[str]:
        """`person.pin != body.pin`, and a counter that is held against its limit."""
        if len(node.ops) == 1 and node.ops[0] in _EQUAL:
            yield from self._sides(node.left, node.comparators[0], node)
        elif node.ops[0] in _ORDERING and self._spoken.of(node) & catalogue.ATTEMPTS:
            yield ASKED

    def _sides(self, left: t.Expr, right: t.Expr, whole: t.Expr) -> Iterator[str]:
        if isinstance(left, t.Constant) or isinstance(right, t.Constant):
            return
        ours, theirs = self._spoken.last(left), self._spoken.last(right)
        if (ours | theirs) & catalogue.AGAIN or _same_root(left, right):
            return
        named = frozenset().union(*(w for w, side in ((ours, left), (theirs, right)) if not last_name(side).isupper()))
        kind = kind_of(named, self._spoken.of(whole) | self._name)
        if not kind or _is_own(whole):
            return
        is_plain = kind == PASSWORD and isinstance(whole, t.Compare) and not _is_answer(whole)
        yield f"{EQUAL if is_plain else COMPARED} {kind}"
        if any(self._is_taken(side) for side in (left, right)) or self._is_deleted(whole):
            yield USED_UP

    def _is_taken(self, node: t.Expr) -> bool:
        """Whether a value was taken out of where it was kept: `session.pop("code")`."""
        values = list(self._spoken.values(node)) if isinstance(node, t.Name) else [node]
        return any(
            isinstance(inner, t.Call) and last_name(inner.func) in _TAKING
            for value in values
            for inner in islice(value.walk(), _MOST_NODES)
        )

    def _is_deleted(self, node: t.Expr) -> bool:
        """Whether a code is gone when it was compared in vain: the branch of failure deletes it, or it was dropped before."""
        return self._is_deleted_after(node) or self._is_dropped_before(node)

    def _is_dropped_before(self, node: t.Expr) -> bool:
        """Whether a code is dropped on the way to its comparison: `await drop_code(phone)`, `redis.delete(f"code:{phone}")`."""
        around = set(node.ancestors())
        return any(
            call.end <= node.start
            and first_word(last_name(call.func)) in _DROPPING
            and self._spoken.of(call) & (catalogue.OF_CODES | catalogue.SHORT_CODES | {"code"})
            and _block_of(call) in around
            for call in self._calls
        )

    def _is_deleted_after(self, node: t.Expr) -> bool:
        """Whether the branch of a failed comparison deletes something."""
        branch = next((each for each in node.ancestors() if isinstance(each, (t.If, t.FunctionDef))), None)
        if not isinstance(branch, t.If):
            return False
        return any(
            isinstance(inner, t.Call) and first_word(last_name(inner.func)) in _DROPPING
            for inner in t.walked(self._failing(branch, node), (t.FunctionDef,))
        )

    def _failing(self, branch: t.If, compared: t.Expr) -> list[t.Stmt]:
        is_unequal = (isinstance(compared, t.Compare) and compared.ops[0] == "!=") or any(
            isinstance(each, t.UnaryOp) and each.op == "not" for each in compared.ancestors()
        )
        return branch.body if is_unequal else branch.orelse

    # -- what is called

    def called(self, call: t.Call) -> Iterator[str]:
        """A comparison that a library or helper makes, and what bounds or counts attempts."""
        name = last_name(call.func)
        spelled = frozenset(words(name))
        if name in _DIGESTS and len(call.args) > 1:
            yield from self._sides(call.args[0], call.args[1], call)
            return
        kind = self._checks(call, name, spelled)
        if kind and not _is_own(call):
            yield f"{CHECKED} {kind} {name}"
            if any(self._is_taken(each) for each in call.args) or self._is_deleted(call):
                yield USED_UP
        if spelled & catalogue.BOUNDING and spelled != {"limit"} and not spelled & catalogue.NOT_BOUNDING:
            yield COUNTED if first_word(name) in WRITING else BOUNDED
        elif first_word(name) in WRITING and self._spoken.of(call) & catalogue.ATTEMPTS:
            yield COUNTED
        elif name in ("hit", "acquire") and self._spoken.of(call.func) & catalogue.BOUNDING:
            yield BOUNDED

    def _checks(self, call: t.Call, name: str, spelled: frozenset[str]) -> str:
        if first_word(name) not in catalogue.COMPARING or spelled & catalogue.ABOUT_FORM:
            return ""
        given = [*call.args, *(each.value for each in call.keywords)]
        spoken = frozenset(word for each in given for word in self._spoken.last(each))
        receiver = self._spoken.of(call.func.value) if isinstance(call.func, t.Attribute) else frozenset()
        if spelled & catalogue.DRAWN or self._was_just_given(call):
            return ""
        if spelled & catalogue.PASSWORDS or (spoken & catalogue.PASSWORDS and len(given) > 1):
            stored = bool(spoken & {"hash", "hashed", "stored", "encoded", "digest"})
            is_form = first_word(name) == "validate" and not stored
            return "" if is_form or spoken & {"confirm", "again", "repeat", "2"} else PASSWORD
        if not given:
            return ""
        kind = kind_of(spelled | spoken, receiver | self._name)
        if kind == CODE or (first_word(name) == "verify" and receiver & {"totp", "hotp", "otp"}):
            return CODE
        return ""

    def _was_just_given(self, call: t.Call) -> bool:
        """Whether the function has made the account itself, with the very password that it signs in with."""
        given = _passwords_in(call)
        if not given:
            return False
        before = (
            each for each in self._calls if each.end <= call.start and first_word(last_name(each.func)) in _MAKING
        )
        return any(given & _passwords_in(each) or _is_of_form(each) for each in before)

    # -- what bounds attempts

    def tested(self, test: t.Expr) -> Iterator[str]:
        """`if account.locked_until:`, `if attempts > 5:`."""
        if (
            not any(isinstance(each, t.Call) for each in islice(test.walk(), _MOST_NODES))
            and self._spoken.of(test) & catalogue.ATTEMPTS
        ):
            yield ASKED

    def assigned(self, node: t.Assign | t.AugAssign) -> Iterator[str]:
        """`account.failed_attempts += 1`, `tries[email] = …`."""
        targets = node.targets if isinstance(node, t.Assign) else [node.target]
        for target in targets:
            if isinstance(target, (t.Attribute, t.Subscript)) and self._spoken.of(target) & catalogue.ATTEMPTS:
                yield COUNTED


def _passwords_in(call: t.Call) -> set[str]:
    """The names of passwords that a call is handed."""
    given = (*call.args, *(each.value for each in call.keywords))
    return {
        each.id for each in given if isinstance(each, t.Name) and not catalogue.PASSWORDS.isdisjoint(words(each.id))
    }


def _is_of_form(call: t.Call) -> bool:
    """`form.save()`: the account that somebody registers is made of the form."""
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    return last_name(call.func) == "save" and receiver is not None and "form" in words(last_name(receiver))


def _is_answer(node: t.Expr) -> bool:
    """Whether a comparison is what a function answers."""
    return any(isinstance(each, t.Return) for each in islice(node.ancestors(), 3))


def _same_root(left: t.Expr, right: t.Expr) -> bool:
    """Whether two values are parts of one thing: both fields of a form."""
    ours, theirs = t.root(left), t.root(right)
    if left is ours or right is theirs:
        return False
    return isinstance(ours, t.Name) and isinstance(theirs, t.Name) and ours.id == theirs.id and ours.id != "self"


def _is_own(node: t.Expr) -> bool:
    """Whether who is asked is signed in already and proves it once more."""
    return any(
        (isinstance(each, t.Name) and each.id == "current_user")
        or (isinstance(each, t.Attribute) and each.attr in ("user", "current_user") and last_name(each.value) in ("request", "g", "self"))
        for each in islice(node.walk(), _MOST_NODES)
    )  # fmt: skip
