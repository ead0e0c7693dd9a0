"""Whether a text is a secret by itself: its form, its randomness, what it repeats of the name that it is bound to."""

from __future__ import annotations

import base64
import math
import re
from collections import Counter
from collections.abc import Iterator

from offpath.catalogue.words import secrets as catalogue
from offpath.catalogue.words import text_forms
from offpath.catalogue.words.secret_names import is_secret_name, secret_words
from offpath.catalogue.words.verbs import words
from offpath.facts.values.beside import LOCAL_HOSTS

_IDENTIFIER = re.compile(r"^[A-Za-z][A-Za-z]*(?:[_.-][A-Za-z]+)*$")
_NO_SECRET = ("/", "http://", "https://", "./", "[", "<", "(", "{")
_SCOPE = re.compile(r"^[a-z_.-]+(?::[a-z_.*-]+)+$")
_TRIVIAL = frozenset({"secret", "password", "pass", "pwd", "admin", "user", "root", "token"})
_NAMED_BY_A_WORD = ("password", "passwd", "pwd", "passphrase", "secret")
_SIGNING = (("secret", "key"), ("signing", "key"), ("jwt", "secret"), ("private", "key"))
_SHORTEST_FORMAT = 12


def secrets_by_form(text: str) -> Iterator[str]:
    """What a text holds by the form that services give their keys, or as the password of an address: "a Stripe key"."""
    if len(text) < _SHORTEST_FORMAT:
        return
    for what, pattern in catalogue.FORMATS:
        found = pattern.search(text)
        if found is not None and not is_placeholder(found[0]):
            yield what
    signed = catalogue.SIGNED_TOKEN.search(text)
    if signed is not None and not catalogue.PUBLIC_CLAIMS.search(_decoded(signed["claims"])):
        yield "a token"
    inside = catalogue.URL_PASSWORD.search(text)
    if inside is not None and _opens(inside, text):
        yield "a password in an address"
    setting = catalogue.CONNECTION_PASSWORD.search(text)
    if setting is not None and ";" in text and not is_placeholder(setting["password"]):
        if setting["password"].lower() not in _TRIVIAL:
            yield "a password"
    for asked in catalogue.QUERY_SECRET.finditer(text):
        is_key = asked["name"].lower() in catalogue.QUERY_KEYS and is_random(asked["value"])
        if "://" in text and (is_key or is_secret_name(asked["name"])) and looks_drawn(asked["value"]):
            yield "a key in an address" if "key" in secret_words(asked["name"]) else "a secret in an address"


def _opens(inside: re.Match[str], text: str) -> bool:
    """Whether the password of an address opens something that is not on this machine, and is no part of a form."""
    user, password, host = inside["user"].lower(), inside["password"], inside["host"].lower()
    if is_placeholder(password) or password.lower() in _TRIVIAL:
        return False
    if host in LOCAL_HOSTS or host.endswith((".local", ".example", "example.com", "example.org")):
        return False
    return not (" " in text.strip() and all(part.isalpha() for part in (user or "user", password, host)))


def _decoded(claims: str) -> str:
    try:
        return base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)).decode("utf-8", "replace")
    except ValueError:
        return ""


def may_be_secret(text: str, name: str) -> bool:
    """Whether a literal is a value that somebody chose to keep secret, not a name, a sentence or an example."""
    if " " in text.strip() or "\n" in text or text.startswith(_NO_SECRET) or is_placeholder(text) or refers(text):
        return False
    if is_random(text):
        return True
    if text.lower().replace("-", "_") == name.lower() or set(words(text)) & {
        "token",
        "password",
        "bearer",
        "key",
    } == set(words(text)):
        return False
    if _IDENTIFIER.match(text) and not re.search(r"\d", text):
        spelled = secret_words(name)
        return spelled[-2:] in _SIGNING or spelled[-1] in _NAMED_BY_A_WORD
    return True


def refers(text: str) -> bool:
    """Whether a text by its form only refers to something: a place in a secret store, a class, an address of a chain, an element of a page."""
    forms = (
        text_forms.REFERENCE,
        text_forms.STORE_PATH,
        text_forms.DOTTED_CLASS,
        text_forms.PUBLIC_ADDRESS,
        text_forms.ELEMENT,
        text_forms.ICON,
        text_forms.SHORTCUT,
        text_forms.FIELD_RULE,
    )
    return any(form.search(text) is not None for form in forms) or _is_open_record(text)


def _is_open_record(text: str) -> bool:
    """Whether a text is a record that anybody can read: `{}` or an object as JSON, in base64."""
    return text.startswith(("e30", "eyJ", "W10")) and "." not in text and _decoded(text.rstrip("="))[:1] in ("{", "[")


def names_something(text: str, name: str, is_item: bool, is_used: bool = False) -> bool:
    """Whether a literal is the name of a variable, a column or a setting: `{"password": "PGPASSWORD"}`; not where a program connects with it."""
    if _SCOPE.match(text) is not None:
        return True
    if _IDENTIFIER.match(text) is None:
        return "=" in text[:-2] and not is_random(text)
    if text.isupper() or (is_item and text.lower() in _TRIVIAL):
        return True
    speaks = bool(set(words(text)) & {"password", "secret", "token", "key"})
    return speaks and not is_used and (is_item or secret_words(name)[-1] in ("password", "passwd", "token"))


def is_placeholder(text: str) -> bool:
    """Whether a text stands for a secret in an example."""
    return catalogue.PLACEHOLDER.search(text) is not None or len(set(text)) < 3


def looks_drawn(text: str) -> bool:
    """Whether a text is none that anybody would write for a name or a word: digits or signs among letters."""
    if is_placeholder(text) or refers(text):
        return False
    return is_random(text) or (re.search(r"\d", text) is not None and re.search(r"[A-Za-z]", text) is not None)


def is_random(text: str) -> bool:
    """Whether a text looks drawn by lot: long, of many characters, digits among letters."""
    if len(text) < 16 or not re.search(r"\d", text) or not re.search(r"[A-Za-z]", text):
        return False
    counts = Counter(text)
    entropy = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    return entropy > 3.2
