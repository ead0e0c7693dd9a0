"""What a library's file says of results that are kept, tokens that are read and origins that may ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kept: TypeAlias = Literal["arguments", "path"]
"""What a cache tells one call from another by: its arguments, or the path of the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caches:
    """Decorators that keep a result for the next caller: members of the types in `of`, or whole dotted names."""

    names: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    by: Kept = "arguments"
    leaves_request_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What reads signed tokens, as whole dotted names."""

    decodes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


NO_TOKENS = Tokens()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Calls that say who may ask with a visitor's cookies, as whole dotted names."""

    names: tuple[str, ...] = ()
    origins: str = ""
    credentials: str = ""
    patterns: bool = False
    middleware: bool = False
    socket: bool = False
