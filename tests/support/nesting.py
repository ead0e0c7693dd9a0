"""Code that nests as deep as is asked for, in every shape that nests."""

from __future__ import annotations

from collections.abc import Callable


def blocks(count: int, head: str = "if a{}:") -> str:
    """Blocks one inside the other."""
    return "".join(" " * n + head.format(n) + "\n" for n in range(count)) + " " * count + "pass\n"


def around(opening: str, closing: str = "") -> Callable[[int], str]:
    """Expressions one inside the other."""
    return lambda count: "x = " + opening * count + "1" + closing * count + "\n"


NESTED: dict[str, Callable[[int], str]] = {
    "ifs": blocks,
    "functions": lambda count: blocks(count, "def f{}():"),
    "classes": lambda count: blocks(count, "class C{}:"),
    "loops": lambda count: blocks(count, "for i in x{}:"),
    "parentheses": around("(", ")"),
    "lists": around("[", "]"),
    "dicts": around("{1: ", "}"),
    "calls": around("f(", ")"),
    "keywords": around("f(a=", ")"),
    "lambdas": around("lambda: "),
    "subscripts": around("a[", "]"),
    "awaits": around("await "),
    "conditional": around("a if (", ") else b"),
    "comprehensions": around("[a for a in ", "]"),
    "conditions": around("[a for a in b if ", "]"),
    "nots": around("not "),
    "minuses": around("-"),
    "sums in parentheses": around("(a + ", ")"),
    "both in parentheses": around("(a and (b or ", "))"),
}


def hostile(shape: str, count: int) -> str:
    """A shape so deep, or less deep where blocks would grow larger than any file is read."""
    text = NESTED[shape](count)
    return text if len(text) <= 5_000_000 else NESTED[shape](1_000)
