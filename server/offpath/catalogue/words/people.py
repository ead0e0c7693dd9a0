"""How frameworks and programs name the caller, credentials, roles, owners and refusals, as data."""

from __future__ import annotations

import re
from functools import lru_cache

from offpath.catalogue.remembering import MOST_NAMES
from offpath.catalogue.words.verbs import words

# -- the caller

CALLERS: dict[str, str] = {
    "flask_login.current_user": "current_user.id",
    "flask_security.current_user": "current_user.id",
    "quart_auth.current_user": "current_user.auth_id",
    "flask_jwt_extended.current_user": "current_user.id",
    "flask_jwt_extended.get_jwt_identity": "get_jwt_identity()",
    "flask_jwt_extended.get_current_user": "get_current_user().id",
    "flask_praetorian.current_user": "current_user().id",
    "flask_praetorian.current_user_id": "current_user_id()",
    "aiohttp_security.authorized_userid": "await authorized_userid(request)",
    "aiohttp_security.check_authorized": "await check_authorized(request)",
}
"""What libraries call the caller, with the expression for the caller's id."""

CALLER_WORDS = frozenset(
    {"user", "usr", "account", "customer", "member", "principal", "identity", "claims", "caller", "requester", "viewer", "uid", "me",
     "subject", "student", "actor", "tenant", "organization", "organisation", "org", "workspace", "team", "auth", "sub", "jwt", "profile",
     "employee", "patient", "owner", "author", "login", "username"}
)  # fmt: skip
"""Words of which one is in the name of what holds the caller, where a place for such things holds it (`g`, a session)."""

CURRENT_WORDS = frozenset(
    {
        "current",
        "caller",
        "requester",
        "principal",
        "identity",
        "claims",
        "authenticated",
        "logged",
        "me",
        "viewer",
        "actor",
    }
)
"""Words that make a name the caller's wherever it stands: `current_user`, `caller_id`."""

IDENTITY_NAMES = frozenset(
    {
        "current_user", "session", "get_jwt_identity", "get_jwt", "verify_jwt_in_request", "user", "is_authenticated", "is_anonymous",
        "get_secure_cookie", "get_signed_cookie", "compare_digest", "check_password_hash", "credentials", "api_key", "token", "claims",
        "authorization", "remote_user", "auth", "principal", "current_account", "g", "cookies",
    }
)  # fmt: skip
"""Names whose reading consults who the caller is."""

SIGNED_IN = frozenset(
    {"current_user", "is_authenticated", "is_anonymous", "get_jwt_identity", "get_jwt", "verify_jwt_in_request", "check_password_hash",
     "current_account", "remote_user", "principal", "claims"}
)  # fmt: skip
"""Names that stand for somebody who has signed in, not for a program with a key."""

PEOPLE_WORDS = frozenset(
    {
        "user",
        "users",
        "person",
        "people",
        "member",
        "members",
        "account",
        "accounts",
        "customer",
        "customers",
        "login",
        "principal",
        "profile",
    }
)
"""Words in the names of functions that deal with people."""

CREDENTIAL_HEADERS = frozenset(
    {
        "authorization",
        "http_authorization",
        "x-api-key",
        "http_x_api_key",
        "x-auth-token",
        "x-access-token",
        "api-key",
        "apikey",
        "user_id",
    }
)

_HEADER = re.compile(
    r"^(?:http[_-])?(?:x[_-])?(?:auth(?:enticated)?[_-])?(?:forwarded[_-])?(?:remote[_-])?(?:current[_-])?"
    r"(?:user(?:[_-]?(?:id|name|role|email))?|uid|username|account(?:[_-]?id)?|customer(?:[_-]?id)?|tenant(?:[_-]?id)?|org(?:ani[sz]ation)?(?:[_-]?id)?|"
    r"member(?:[_-]?id)?|owner(?:[_-]?id)?|role|roles|is[_-]admin|admin|caller(?:[_-]?id)?|workspace(?:[_-]?id)?|team(?:[_-]?id)?|client[_-]id|"
    r"employee[_-]?id|patient[_-]?id)$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^(?:current_|my_|auth_|acting_)?(?:user_?id|uid|owner(?:_id)?|author(?:_id)?|created_by(?:_id)?|account_id|customer_id|tenant_id|org(?:anization)?_id|member_id|"
    r"team_id|workspace_id|employee_id)$",
    re.IGNORECASE,
)
_ROLE_FIELD = re.compile(r"^(?:user_?)?(?:roles?|is_?admin|is_?staff|is_?superuser|admin)$", re.IGNORECASE)


@lru_cache(MOST_NAMES)
def is_identity_header(name: str) -> bool:
    """Whether a header or cookie of this name says who the caller is or what they may do: `X-User-ID`, `role`."""
    return _HEADER.match(name) is not None and name.upper() not in ("REMOTE_USER", "AUTH")


@lru_cache(MOST_NAMES)
def is_identity_field(name: str) -> bool:
    """Whether a field of a query or body names a user: `user_id`, `author_id`."""
    return _FIELD.match(name) is not None


@lru_cache(MOST_NAMES)
def is_role_field(name: str) -> bool:
    """Whether a field says what somebody may do: `role`, `is_admin`."""
    return (
        _ROLE_FIELD.match(re.sub(r"^(?:http[_-])?x[_-]", "", name, flags=re.IGNORECASE).replace("-", "_")) is not None
    )


def is_claiming_field(name: str) -> bool:
    """Whether a field says who somebody is, or what they may do."""
    return is_identity_field(name) or is_role_field(name)


# -- roles and owners

ROLE_WORDS = frozenset(
    {
        "admin",
        "admins",
        "administrator",
        "staff",
        "superuser",
        "role",
        "roles",
        "permission",
        "permissions",
        "perm",
        "perms",
        "moderator",
        "superadmin",
        "privileges",
        "privilege",
        "capability",
        "capabilities",
    }
)

EVERYBODYS_ROLES = frozenset(
    {
        "user",
        "users",
        "member",
        "basic",
        "guest",
        "any",
        "anyone",
        "everyone",
        "all",
        "authenticated",
        "default",
        "none",
    }
)
"""Roles that everybody has who signs in."""


def is_powerful_role(written: str) -> bool:
    """Whether what a guard is handed names a role or a right that not everybody has: `UserRole.ADMIN`, `Capabilities.manage_users`."""
    outer, _, last = written.rpartition(".")
    told = set(words(last))
    if told <= EVERYBODYS_ROLES:
        return False
    return last[:1].isalpha() and not ROLE_WORDS.isdisjoint(
        told | set(words(outer.rpartition(".")[2])) if outer else told
    )


OWNER_FIELDS = frozenset(
    {
        "user_id", "owner_id", "owner", "author_id", "author", "created_by", "created_by_id", "creator_id", "creator", "account_id", "tenant_id",
        "organization_id", "org_id", "customer_id", "team_id", "workspace_id", "user", "member_id", "assignee_id", "customer", "account",
    }
)  # fmt: skip


_MAKERS = frozenset(
    f"{maker}{ending}"
    for maker in (
        "author",
        "creator",
        "created_by",
        "organizer",
        "organiser",
        "host",
        "inviter",
        "invited_by",
        "posted_by",
        "added_by",
        "reporter",
    )
    for ending in ("", "_id")
)


def names_maker(owner: str) -> bool:
    """Whether a field, or a path of Django's that begins with it, says who made a record: often everybody may read such.

    >>> names_maker("created_by"), names_maker("created_by__user"), names_maker("owner__creator")
    (True, True, False)
    """
    return owner.partition("__")[0] in _MAKERS


_CAPABILITIES = frozenset(
    {
        "session",
        "sessions",
        "token",
        "tokens",
        "otp",
        "invite",
        "invites",
        "invitation",
        "invitations",
        "challenge",
        "challenges",
    }
)


def names_capability(table: str) -> bool:
    """Whether identifiers of a table of this name are secrets, unless they are counted: whoever knows one may use it."""
    return not _CAPABILITIES.isdisjoint(words(table))


def is_link_secret(column: str) -> bool:
    """Whether a column of this name holds what a link lets its bearer in by: `token`, `share_token`, `invite_code`."""
    spoken = words(column.rpartition(".")[2])
    if spoken[-1:] == ("token",):
        return _OTHER_TOKENS.isdisjoint(spoken)
    return not _LINKS.isdisjoint(spoken[:-1]) and spoken[-1] in ("key", "code", "hash", "secret")


def speaks_of_link(guard: str) -> bool:
    """Whether a guard's name says that it lets in whoever holds a link: `require_valid_share_link`."""
    spoken = set(words(guard))
    return bool(spoken & {"share", "shared", "magic", "guest"}) and bool(spoken & {"link", "token", "key"})


_LINKS = frozenset({"share", "access", "invite", "invitation", "edit", "manage", "secret", "link"})
_OTHER_TOKENS = frozenset(
    {
        "api",
        "auth",
        "session",
        "login",
        "id",
        "push",
        "device",
        "fcm",
        "apns",
        "refresh",
        "provider",
        "oauth",
        "bot",
        "csrf",
        "jwt",
    }
)
"""Words of tokens by which nobody is let in, or by which a person is signed in."""


def is_owner_name(name: str) -> bool:
    """Whether a record's field of this name says whose it is."""
    return name in OWNER_FIELDS


# -- refusals

REJECTING_EXCEPTIONS: dict[str, str] = {
    "Unauthorized": "401", "Forbidden": "403", "HTTPUnauthorized": "401", "HTTPForbidden": "403", "PermissionDenied": "403",
    "NotAuthenticated": "401", "AuthenticationFailed": "401", "NotAuthorizedException": "401", "PermissionDeniedException": "403",
    "HttpResponseForbidden": "403", "HttpResponseUnauthorized": "401", "AuthenticationError": "401", "AuthorizationError": "403",
    "UnauthorizedError": "401", "ForbiddenError": "403", "PermissionError": "403", "InvalidToken": "401", "NoAuthorizationError": "401",
    "UnauthorizedException": "401", "ForbiddenException": "403", "Http403": "403", "NotAuthorized": "401", "NotAuthorizedError": "401",
    "AccessDenied": "403", "InsufficientPermission": "403", "InsufficientPermissions": "403", "UnauthenticatedError": "401",
}  # fmt: skip

_REFUSED = frozenset(
    {
        "auth",
        "authenticate",
        "authentication",
        "authorization",
        "authorisation",
        "unauthenticated",
        "unauthorized",
        "forbidden",
        "permission",
        "permissions",
        "login",
    }
)
_REFUSING = frozenset({"error", "exception", "denied", "failed", "failure", "required", "missing"})


@lru_cache(MOST_NAMES)
def rejects_with(exception: str) -> str:
    """The status by which an exception of this name turns somebody away who is not known or not allowed; empty: by none."""
    known = REJECTING_EXCEPTIONS.get(exception)
    spoken = set(words(exception))
    if known or not (spoken & _REFUSED and spoken & _REFUSING):
        return known or ""
    return "403" if spoken & {"forbidden", "permission", "permissions", "authorization", "authorisation"} else "401"


OPEN_WORDS = frozenset({"public", "anonymous", "guest", "guests", "unauthenticated"})
"""Words in the names of settings that let strangers in."""

REJECTING_CALLS = frozenset(
    {"handle_no_permission", "redirect_to_login", "unauthorized", "permission_denied", "deny_access"}
)

REJECTING_MEMBERS: dict[str, str] = {
    "HTTP_401_UNAUTHORIZED": "401",
    "HTTP_403_FORBIDDEN": "403",
    "UNAUTHORIZED": "401",
    "FORBIDDEN": "403",
}

LOGIN_PLACES = ("login", "signin", "sign-in", "sign_in", "auth")

# -- guards, by canonical name

AUTHENTICATING = frozenset(
    {
        "flask_login.login_required", "flask_login.fresh_login_required", "flask_security.login_required", "flask_security.auth_required",
        "flask_jwt_extended.jwt_required", "flask_jwt_extended.verify_jwt_in_request", "flask_jwt.jwt_required",
        "flask_httpauth.HTTPBasicAuth.login_required", "flask_httpauth.HTTPTokenAuth.login_required", "flask_httpauth.MultiAuth.login_required",
        "quart_auth.login_required", "quart_auth.basic_auth_required", "sanic_jwt.protected", "sanic_jwt.decorators.protected",
        "django.contrib.auth.decorators.login_required", "django.contrib.auth.mixins.LoginRequiredMixin",
        "django.contrib.auth.mixins.AccessMixin", "django.contrib.auth.middleware.LoginRequiredMiddleware",
        "starlette.authentication.requires", "tornado.web.authenticated", "bottle.auth_basic",
        "rest_framework.permissions.IsAuthenticated", "rest_framework.permissions.IsAuthenticatedOrReadOnly",
        "aiohttp_security.check_authorized", "aiohttp_security.login_required",
        "litestar.middleware.AbstractAuthenticationMiddleware", "litestar.middleware.authentication.AbstractAuthenticationMiddleware",
    }
)  # fmt: skip

PRIVILEGING = frozenset(
    {
        "django.contrib.admin.views.decorators.staff_member_required", "django.contrib.auth.decorators.permission_required",
        "django.contrib.auth.decorators.user_passes_test", "django.contrib.auth.mixins.PermissionRequiredMixin",
        "django.contrib.auth.mixins.UserPassesTestMixin", "rest_framework.permissions.IsAdminUser",
        "rest_framework.permissions.DjangoModelPermissions", "rest_framework.permissions.DjangoObjectPermissions",
        "rest_framework.permissions.DjangoModelPermissionsOrAnonReadOnly", "flask_security.roles_required",
        "flask_security.roles_accepted", "flask_security.permissions_required", "flask_principal.Permission",
    }
)  # fmt: skip

OPEN = frozenset({"rest_framework.permissions.AllowAny", "django.contrib.auth.decorators.login_not_required"})

CREDENTIAL_SCHEMES = (
    "fastapi.security.",
    "litestar.security.",
    "fastapi_users.",
    "fastapi_jwt_auth.",
    "fastapi_login.",
)
"""Prefixes of classes whose instances, as dependencies, ask for credentials."""

AUTH_LIBRARIES = (
    "flask_login", "flask_security", "flask_jwt_extended", "flask_jwt", "flask_httpauth", "flask_principal", "quart_auth", "sanic_jwt",
    "fastapi.security", "fastapi_users", "fastapi_login", "rest_framework_simplejwt", "allauth", "authlib", "aiohttp_security",
    "litestar.security", "starlette.authentication", "django.contrib.auth",
)  # fmt: skip

_GUARD_WORDS = frozenset(
    {
        "login", "logged", "auth", "authed", "authenticate", "authenticated", "authentication", "authorize", "authorise", "authorized", "authorised",
        "authorization", "token", "jwt", "permission", "permissions", "perm", "perms", "role", "roles", "admin", "admins", "protected", "secured",
        "secure", "private", "superuser", "staff", "signed", "credentials", "apikey", "allows", "scopes", "restricted", "owner", "session",
        "acl", "rbac", "identity", "principal", "member", "guard", "access", "user", "key", "moderator", "bearer", "oauth", "oauth2", "share",
        "invitation",
    }
)  # fmt: skip
_WEAK_WORDS = frozenset(
    {
        "session",
        "access",
        "user",
        "key",
        "member",
        "owner",
        "private",
        "guard",
        "identity",
        "secure",
        "signed",
        "staff",
        "token",
        "role",
        "principal",
        "scopes",
        "share",
        "invitation",
    }
)
"""Words that speak of a guard only beside one that demands something."""

_DEMANDING = frozenset(
    {"require", "required", "requires", "ensure", "check", "verify", "must", "assert", "enforce", "validate", "authorize", "authenticate",
     "only", "protect", "restrict", "has", "needs", "valid", "current", "active", "is", "can", "allow", "restricted", "deny", "confirm"}
)  # fmt: skip
_HARMLESS = frozenset(
    {"exempt", "optional", "anonymous", "public", "not", "no", "allowany", "csrf", "without", "skip", "maybe"}
)

AUTHORISING = re.compile(
    r"^_{0,2}(?:check|authori[sz]e|can|has_perm|has_object_perm|require|ensure|verify|assert|enforce|is_owner|is_owned|owns|belongs_to|must|may|permit|allow|is_allowed|user_can|"
    r"user_has|validate_owner|validate_access|test_func|guard|deny|restrict)(?:_|$)|_or_40[34]$|_or_forbidden$|^(?:is|has)_.*(?:owner|access|permission|allowed|permitted)"
    r"|^(?:check|authori[sz]e|can|has|require|ensure|verify|assert|enforce|owns|is|must|may)[A-Z]"
)
"""Names of helpers that judge a record or its owner."""

FINDING = re.compile(r"_or_404$|_exists?$|^must_(?:exist|find|get|load)", re.I)
"""Of those, the names that speak of a record's being there alone."""


@lru_cache(MOST_NAMES)
def guards_by_name(name: str) -> bool:
    """Whether a decorator, dependency, hook, mixin or middleware that cannot be seen authenticates, by its name's words."""
    found = set(words(name.rpartition(".")[2]))
    if found & _HARMLESS:
        return False
    if is_caller_name(name):
        return True
    if found & (_GUARD_WORDS - _WEAK_WORDS):
        return True
    return bool(found & _WEAK_WORDS) and (bool(found & _DEMANDING) or len(found & _WEAK_WORDS) > 1)


@lru_cache(MOST_NAMES)
def is_key_of_program(name: str) -> bool:
    """Whether the name of a guard speaks of a key or a signature that programs have: `require_api_key`, `service_only`."""
    found = set(words(name))
    return bool(found & {"apikey", "hmac", "signature", "service", "internal", "machine", "scim"}) or (
        bool(found & {"key", "secret"}) and bool(found & {"api", "shared", "integration", "webhook", "cron", "worker"})
    )


@lru_cache(MOST_NAMES)
def is_harmless(name: str) -> bool:
    """Whether a name says that strangers are let in: `AllowAnonymous`, `auth_optional`."""
    return not _HARMLESS.isdisjoint(words(name.rpartition(".")[2])) or name.rpartition(".")[2] == "AllowAny"


@lru_cache(MOST_NAMES)
def is_caller_name(name: str) -> bool:
    """Whether a name is the caller's wherever it stands: `current_user`, `get_principal`, `caller_id`."""
    found = set(words(name.rpartition(".")[2]))
    if found & (CURRENT_WORDS - {"current", "authenticated", "logged", "me"}):
        return True
    return bool(found & {"current", "authenticated", "logged", "active", "me"}) and bool(
        found & (CALLER_WORDS - {"me"})
    )


@lru_cache(MOST_NAMES)
def says_who(name: str) -> bool:
    """Whether a function of this name gives the caller: `get_current_user`, `current_gardener`, `load_user`."""
    found = words(name)
    if found[:1] == ("get",):
        found = found[1:]
    if is_caller_name(name) or found == ("load", "user"):
        return True
    return len(found) == 2 and found[0] in ("current", "logged", "authenticated") and found[1] not in _OTHER_CURRENT


_OTHER_CURRENT = frozenset(
    {"time", "date", "datetime", "year", "month", "day", "week", "page", "price", "version", "path", "dir", "directory", "app", "task", "loop",
     "thread", "frame", "node", "state", "status", "value", "balance", "stock", "step", "index", "line", "request", "site", "locale",
     "language", "timezone", "branch", "season", "event", "round", "game", "rate", "rates", "weather", "session", "context", "settings", "config"}
)  # fmt: skip


@lru_cache(MOST_NAMES)
def holds_caller(name: str) -> bool:
    """Whether a name is that of the caller, or of what a framework puts the caller into: `user`, `request`, `session`."""
    return name in ("user", "me", "request", "session", "g", "self", "principal", "claims") or is_caller_name(name)


@lru_cache(MOST_NAMES)
def privileges_by_name(name: str) -> bool:
    """Whether a guard lets only some roles in, by its name's words."""
    found = set(words(name.rpartition(".")[2]))
    return bool(found & (ROLE_WORDS | {"scopes", "acl", "rbac", "allows"})) and not found & _HARMLESS


@lru_cache(MOST_NAMES)
def owns_by_name(name: str) -> bool:
    """Whether a guard compares a record's owner with the caller, by its name's words."""
    last = name.rpartition(".")[2]
    return bool(set(words(last)) & {"owner", "own", "owns", "creator", "ownership", "owned"}) or bool(
        _ABILITY.match(last)
    )


_ABILITY = re.compile(r"^(?:Can[A-Z]|can_)")
"""Names of permissions that are asked about one thing: `CanEditPost`."""
