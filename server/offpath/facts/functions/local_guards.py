"""What a function's own text shows of authentication and authorisation, told by the words of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from offpath.catalogue.libraries.requests import REQUEST_NAMES
from offpath.catalogue.words import people as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes


def local_guards(nodes: Nodes) -> tuple[str, ...]:
    """The evidence in a function's own nodes, each word once:

    - `rejects 401`, `rejects 403`, `rejects login`: answers or raises so, or sends the client to a login page
    - `identity`: reads a session, a token, the caller, or a header that carries credentials
    - `role`: a condition or comparison names a role (`is_admin`, `user.role`)
    - `owner`: a comparison has the owner of a record on one side and the caller, or a plain name, on the other
    - `declared open`: asks a setting such as `ALLOW_PUBLIC_SIGNUP`
    - `signature`: compares digests, as for the signature of a webhook
    - `remembers caller`: puts the caller into the request, for those who ask later
    - `person`: reads what stands for somebody who has signed in: a session, the signed-in user, a token's claims
    - `claims`: verifies a token and reads what it says
    - `signs in`: signs the caller in, by what it has read from the request
    - `gateway`: reads what an authorizer in front of the program has found out
    - `visitor`: reads what tells one visitor from another who need not be signed in: the key of their session
    - `key`: reads a key or secret that the caller sends along, as programs do
    """
    found: set[str] = set()
    for kind, evidence in _EVIDENCE.items():
        for node in nodes.of(kind):
            found.update(evidence(node))
    names = {node.id for node in nodes.of(t.Name)}
    for name in names | {node.attr for node in nodes.of(t.Attribute)}:
        found.update(_named(name))
    if any(map(_KEY_PARAMETER.match, names)):
        found.add("key")
    return tuple(sorted(found))


def _raising(node: t.Raise) -> Iterable[str]:
    return _raised(node.exc) if node.exc is not None else ()


def _returning(node: t.Return) -> Iterable[str]:
    return _answered(node.value) if node.value is not None else ()


def _assigning(node: t.Assign) -> Iterable[str]:
    return ("remembers caller",) if any(_holds_request(target) for target in node.targets) else ()


def _reading(node: t.Attribute) -> Iterator[str]:
    if node.attr == "session_key":
        yield "visitor"
    if node.attr in ("user", "session", "cookies", "COOKIES") and last_name(node.value) in (*REQUEST_NAMES, "g"):
        yield "person"
    if node.attr in catalogue.REJECTING_MEMBERS:
        yield f"rejects {catalogue.REJECTING_MEMBERS[node.attr]}"


def _looking_up(node: t.Subscript) -> Iterator[str]:
    key = node.index.value if isinstance(node.index, t.Constant) else None
    if isinstance(key, str) and is_role_name(key):
        yield "role"
    if last_name(node.value) == "session":
        yield "visitor" if isinstance(key, str) and not _OF_VISITORS.isdisjoint(words(key)) else "person"


_OF_VISITORS = frozenset({"cart", "basket", "guest", "visitor", "anonymous", "wishlist", "compare"})
"""Words of what a session holds for somebody who is not signed in."""


def _branching(node: t.If) -> Iterator[str]:
    """`if user.is_anonymous: raise …`, `if not request.person: return …`, whatever is raised or answered."""
    test, is_turned = node.test, False
    while isinstance(test, t.UnaryOp) and test.op == "not":
        test, is_turned = test.operand, not is_turned
    if isinstance(test, t.Compare) and test.ops == ["is"] and _is_none(test.comparators[0]):
        test, is_turned = test.left, True
    if is_turned and isinstance(test, t.Attribute) and _is_callers_place(test) and isinstance(node.body[-1], _LEAVING):
        yield "rejects login"
    asked = last_name(test.func) if isinstance(test, t.Call) else last_name(test)
    if asked == ("is_authenticated" if is_turned else "is_anonymous") and isinstance(
        node.body[-1], (t.Raise, t.Return)
    ):
        yield "rejects login"


_LEAVING = (t.Raise, t.Return)


def _is_none(node: t.Expr) -> bool:
    return isinstance(node, t.Constant) and node.value is None


def _is_callers_place(node: t.Attribute) -> bool:
    """`request.user`, `self.request.person`, `g.current_user`: where somebody else has put the caller."""
    holder = node.value
    if isinstance(holder, t.Attribute) and holder.attr == "state":
        holder = holder.value
    return last_name(holder) in (*REQUEST_NAMES, "g") and node.attr in _CALLERS_PLACES


_CALLERS_PLACES = frozenset(
    {"user", "person", "account", "customer", "member", "principal", "identity", "current_user", "auth_user", "user_id"}
)


def _asking(node: t.Compare) -> Iterator[str]:
    yield from _compared(node)
    if node.ops[0] in ("in", "not in") and last_name(node.comparators[0]) == "session":
        yield "person"


def _writing(node: t.Constant) -> Iterator[str]:
    if isinstance(node.value, str):
        if node.value.lower() in catalogue.CREDENTIAL_HEADERS:
            yield "identity"
        if node.value == "authorizer":
            yield from ("gateway", "person")
        if _is_key_sent_along(node):
            yield "key"
        if node.value.isupper() and not catalogue.OPEN_WORDS.isdisjoint(words(node.value)):
            yield "declared open"


def _holds_request(target: t.Expr) -> bool:
    """`request["user"]`, `request.state.user_id`, `g.current_user`."""
    root, name = t.root(target), _field_of(target)
    if not isinstance(root, t.Name) or root.id not in (*REQUEST_NAMES, "g", "scope", "environ"):
        return False
    return not catalogue.CALLER_WORDS.isdisjoint(words(name))


_KEY_PARAMETER = re.compile(r"(?:x_)?(?:\w*_)?api_?(?:key|token)$|x_\w*(?:key|secret|signature)$")
_KEY_HEADER = re.compile(
    r"(?:http_)?(?:x[-_])?(?:[a-z]+[-_])*(?:api-?key|key|secret(?:-token)?|signature(?:-256)?)$", re.IGNORECASE
)
_SENT_ALONG = frozenset({"headers", "META", "environ", "query_params", "args", "header", "metadata"})


def _is_key_sent_along(node: t.Constant) -> bool:
    """Whether a text names a header or argument with a key: `request.headers.get("X-Api-Key")`."""
    parent = node.parent
    if isinstance(parent, t.Call) and isinstance(parent.func, t.Attribute) and parent.args[:1] == [node]:
        is_read = parent.func.attr in ("get", "getheader") and last_name(parent.func.value) in _SENT_ALONG
        is_read = is_read or parent.func.attr == "get_header"
    else:
        is_read = isinstance(parent, t.Subscript) and last_name(parent.value) in _SENT_ALONG
    return is_read and isinstance(node.value, str) and _KEY_HEADER.match(node.value) is not None


def _named(name: str) -> Iterator[str]:
    if name in catalogue.IDENTITY_NAMES:
        yield "identity"
    if name in catalogue.SIGNED_IN:
        yield "person"
    if is_role_name(name) and not catalogue.rejects_with(name):
        yield "role"


def is_role_name(name: str) -> bool:
    """Whether a name speaks of what somebody may do: `is_admin`, `role`, `permissions`."""
    return not catalogue.ROLE_WORDS.isdisjoint(words(name))


def _raised(raised: t.Expr) -> Iterator[str]:
    name = last_name(raised.func) if isinstance(raised, t.Call) else last_name(raised)
    status = catalogue.rejects_with(name)
    if status:
        yield f"rejects {status}"
    if isinstance(raised, t.Call):
        yield from _with_status(raised)
        if "redirect" in name.lower() and _is_conditional(raised) and _speaks_of_login(raised):
            yield "rejects login"


def _called(call: t.Call) -> Iterator[str]:
    name = last_name(call.func)
    if not catalogue.PEOPLE_WORDS.isdisjoint(words(name)) or _reads_token(call):
        yield "person"
    if name in ("login_user", "set_current_user"):
        yield "signs in"
    if name in _VERIFYING or (name == "decode" and last_name(getattr(call.func, "value", call.func)) == "jwt"):
        yield "claims"
    if name in ("abort", "set_status", "send_error", "response"):
        yield from _with_status(call)
    if name in ("compare_digest", "construct_event", "verify_signature", "validate_signature"):
        yield "signature"
    if name in catalogue.REJECTING_CALLS:
        yield "rejects login"
    asked = call.args[1:2] if name == "getattr" else call.args[:1] if name == "get" else []
    if any(isinstance(each, t.Constant) and isinstance(each.value, str) and is_role_name(each.value) for each in asked):
        yield "role"  # `getattr(request.user, "is_staff", False)`, `claims.get("role")`


_VERIFYING = frozenset({"verify_id_token", "verify_oauth2_token", "decode_token", "verify_firebase_token"})


def _reads_token(call: t.Call) -> bool:
    """`jwt.decode(…)`, `decode_access_token(…)`, `session.get("uid")`."""
    found = set(words(last_name(call.func)))
    if found & {"decode", "verify"} and (
        found & {"token", "jwt"} or last_name(getattr(call.func, "value", call.func)) == "jwt"
    ):
        return True
    return (
        isinstance(call.func, t.Attribute)
        and call.func.attr == "get"
        and last_name(call.func.value) == "session"
        and bool(call.args)
    )


def _answered(value: t.Expr) -> Iterator[str]:
    if isinstance(value, t.Tuple):
        for element in value.elts[1:2]:
            yield from _status(element)
        value = value.elts[0] if value.elts else value
    if not isinstance(value, t.Call):
        return
    name = last_name(value.func)
    if name in catalogue.REJECTING_EXCEPTIONS:
        yield f"rejects {catalogue.REJECTING_EXCEPTIONS[name]}"
    if name in ("redirect", "RedirectResponse", "redirect_to_login", "HttpResponseRedirect", "HTTPFound"):
        if name == "redirect_to_login" or (_is_conditional(value) and _speaks_of_login(value)):
            yield "rejects login"
    yield from _with_status(value)


def _is_conditional(node: t.Node) -> bool:
    """Whether a node stands in a branch: what happens on every way refuses nobody."""
    parent = node.parent
    while parent is not None and not isinstance(parent, t.FunctionDef):
        if isinstance(parent, (t.If, t.ExceptHandler, t.IfExp, t.Match)):
            return True
        parent = parent.parent
    return False


def _with_status(call: t.Call) -> Iterator[str]:
    """A 401 or 403 among a call's first arguments or as its status."""
    for argument in call.args[:3]:
        yield from _status(argument)
    for keyword in call.keywords:
        if keyword.arg in ("status", "status_code", "code", "http_status"):
            yield from _status(keyword.value)


def _status(node: t.Expr) -> Iterator[str]:
    if isinstance(node, t.Constant) and type(node.value) is int and node.value in (401, 403):
        yield f"rejects {node.value}"
    name = last_name(node)
    for status in ("401", "403"):
        if status in name or name == {"401": "UNAUTHORIZED", "403": "FORBIDDEN"}[status]:
            yield f"rejects {status}"


def _speaks_of_login(node: t.Node) -> bool:
    for inner in node.walk():
        text = inner.value if isinstance(inner, t.Constant) else last_name(inner) if isinstance(inner, t.Expr) else ""
        if isinstance(text, str) and any(word in text.lower() for word in catalogue.LOGIN_PLACES):
            return True
    return False


def _compared(node: t.Compare) -> Iterator[str]:
    sides = [node.left, *node.comparators]
    for side in sides:
        for inner in side.walk():
            name = _field_of(inner)
            if name and catalogue.is_owner_name(name) and not _only_leads_on(inner):
                others = [each for each in sides if each is not side]
                if not all(isinstance(each, t.Constant) for each in others):
                    yield "owner"


def _only_leads_on(node: t.Node) -> bool:
    """Whether somebody is named for what they are, not for who they are: `user` of `g.user.level < wanted`."""
    step = node.parent
    return isinstance(step, t.Attribute) and step.value is node and not _WHO & set(words(step.attr))


_WHO = frozenset(
    {
        "id",
        "pk",
        "uuid",
        "guid",
        "email",
        "username",
        "login",
        "sub",
        "name",
        "key",
        "user",
        "owner",
        "users",
        "members",
        "all",
    }
)


def _field_of(node: t.Node) -> str:
    """The field of a record that an attribute, a constant subscript or `get` reads; columns of a model are conditions of queries."""
    if isinstance(node, t.Attribute):
        return "" if last_name(node.value)[:1].isupper() or last_name(node.value) == "c" else node.attr
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Constant) and isinstance(node.index.value, str):
        return node.index.value
    if isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr == "get" and node.args:
        key = node.args[0]
        return key.value if isinstance(key, t.Constant) and isinstance(key.value, str) else ""
    return ""


_EVIDENCE: dict[type[t.Node], Callable[[Any], Iterable[str]]] = {
    t.Raise: _raising,
    t.Call: _called,
    t.Return: _returning,
    t.Compare: _asking,
    t.If: _branching,
    t.Assign: _assigning,
    t.Attribute: _reading,
    t.Subscript: _looking_up,
    t.Constant: _writing,
}
"""What tells of guards, by kind of node."""
