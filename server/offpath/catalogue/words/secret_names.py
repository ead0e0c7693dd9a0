"""Which names speak of secrets."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from offpath.catalogue.remembering import MOST_NAMES
from offpath.catalogue.words import secrets as catalogue
from offpath.catalogue.words.verbs import words

_ASKING_FIRST = ("is", "has", "no", "use", "show", "get", "check", "reset", "forgot", "csrf")


@lru_cache(MOST_NAMES)
def secret_words(name: str) -> tuple[str, ...]:
    """A name's words, with those parted that are often written together: `DBPASSWORD` → `("db", "password")`."""
    found: list[str] = []
    for word in words(name):
        match = catalogue.RUN_TOGETHER.match(word)
        if match is None or match["first"] is None or word in catalogue.SECRET_WORDS:
            found.append("secret" if word == "secretkey" else word)
            found += ["key"] if word == "secretkey" else []
        else:
            found += [match["first"], match["last"]]
    return tuple(found)


@lru_cache(MOST_NAMES)
def is_secret_name(name: str) -> bool:
    """Whether something of this name is a secret: `API_KEY`, `db_password`, `client_secret`; not `TOKEN_URL`, not `INVALID_TOKEN`."""
    spelled = secret_words(name)
    while len(spelled) > 1 and spelled[-1].isdigit():
        spelled = spelled[:-1]
    if (
        not spelled
        or spelled[-1] in catalogue.HARMLESS_LAST
        or spelled[0] in _ASKING_FIRST
        or not catalogue.OUTCOMES.isdisjoint(spelled[:-1])
    ):
        return False
    pairs = set(pairwise(spelled))
    return spelled[-1] in catalogue.SECRET_WORDS or bool(pairs & catalogue.SECRET_PAIRS and spelled[-1] == "key")


def kind_of_secret(name: str) -> str:
    """What a name calls its secret: `a password`, `a token`, `a key`, or `a secret`."""
    spelled = set(secret_words(name))
    if spelled & {"password", "passwd", "pwd", "passphrase"}:
        return "a password"
    return "a token" if "token" in spelled else "a key" if spelled & {"key", "apikey"} else "a secret"
