"""Our own view of SQL's tokens: enough to find placeholders, clauses and parentheses, and to splice at them.

Every token keeps its offsets in the original text. Holes are replaced by marker characters of the same length
first, so that whatever stands for them never changes how the rest is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from offpath.facts.stores.sql.ast import Placeholder, PlaceholderStyle, SqlText
from offpath.text.span import Span

# Private-use characters: both tokenizers take them for letters, and no real SQL contains them.
HOLE = "\ue000"
BOUND = "\ue001"

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
  | (?P<string>[eE]'(?:[^'\\]|\\.|'')*'|[nNxXbB]?'(?:[^']|'')*'|(?P<dollar>\$(?:[A-Za-z_]\w*)?\$).*?(?P=dollar))
  | (?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)
  | (?P<pyformat>%\((?P<pyname>[^()%]+)\)s)
  | (?P<format>%s(?![A-Za-z0-9_]))
  | (?P<escape>%%)
  | (?P<cast>::|:=|\?[|&]|<@|@>|@@\w*)
  | (?P<qmark>\?)
  | (?P<numeric>:(?P<numericnumber>\d+)\b)
  | (?P<named>:(?P<name>[A-Za-z_]\w*))
  | (?P<numbered>\$(?P<number>\d+))
  | (?P<at>@(?P<atname>[A-Za-z_]\w*))
  | (?P<decimal>\d+\.\d+(?:[eE][+-]?\d+)?|\d\w*)
  | (?P<word>[A-Za-z_\u0080-\uffff\U00010000-\U0010ffff][\w$\ue000\ue001]*)
  | (?P<op><=>|->>|\#>>|->|\#>|\|\||<>|!=|<=|>=|==|!~\*|~\*|!~|<<|>>|&&)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED_FORMAT = re.compile(r"(?<!%)(?:%%)*(?:(?P<pyformat>%\((?P<pyname>[^()%]+)\)s)|(?P<format>%s))")
_BACKSLASH_STRING = re.compile(r"'(?:[^'\\]|\\.|'')*'", re.DOTALL)
_STYLES = {
    "pyformat": PlaceholderStyle.PYFORMAT,
    "format": PlaceholderStyle.FORMAT,
    "qmark": PlaceholderStyle.QMARK,
    "numeric": PlaceholderStyle.NUMERIC,
    "named": PlaceholderStyle.NAMED,
    "numbered": PlaceholderStyle.DOLLAR,
    "at": PlaceholderStyle.AT,
}
_KINDS = dict.fromkeys(_STYLES, "placeholder") | {"decimal": "number", "cast": "op", "escape": "op"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `kind` is word, quoted, string, number, placeholder, op, or the mark itself (`(`, `,` …)."""

    kind: str
    start: int
    end: int
    text: str

    @property
    def upper(self) -> str:
        """The word in upper case, to compare with keywords; empty for every other kind."""
        return self.text.upper() if self.kind == "word" else ""


@dataclass(frozen=True, slots=True)
class Lexed:
    """The tokens of a text without space and comments, its placeholders, and the comments apart."""

    marked: str
    tokens: tuple[Token, ...]
    placeholders: tuple[Placeholder, ...]
    comments: tuple[Token, ...]
    escapes: tuple[int, ...]
    glued: bool


def mark_holes(sql: SqlText) -> str | None:
    """The text with every hole's characters replaced by `HOLE`; `None` if it holds marker characters already."""
    if HOLE in sql.text or BOUND in sql.text:
        return None
    pieces: list[str] = []
    done = 0
    for hole in sorted(sql.holes):
        if hole.start < done or hole.end > len(sql.text):
            return None
        pieces += (sql.text[done : hole.start], HOLE * len(hole))
        done = hole.end
    pieces.append(sql.text[done:])
    return "".join(pieces)


def lex(sql: SqlText, dialect: str | None = None) -> Lexed | None:
    """Cuts the text into tokens; `None` where its markers cannot be told from its own characters."""
    marked = mark_holes(sql)
    if marked is None:
        return None
    tokens, comments, found, escapes = _scan(marked, backslashes=dialect == "mysql")
    placeholders = _number(_own_style(found))
    kept = {placeholder.span.start for placeholder in placeholders}
    real = (token if token.kind != "placeholder" or token.start in kept else _as_operator(token) for token in tokens)
    return Lexed(marked, tuple(real), placeholders, tuple(comments), tuple(escapes), _is_glued(marked, placeholders))


def _scan(marked: str, backslashes: bool) -> tuple[list[Token], list[Token], list[Placeholder], list[int]]:
    tokens: list[Token] = []
    comments: list[Token] = []
    found: list[Placeholder] = []
    escapes: list[int] = []
    position = 0
    while position < len(marked):
        match = (_BACKSLASH_STRING.match(marked, position) if backslashes else None) or _TOKEN.match(marked, position)
        assert match is not None, "the last alternative takes any character"
        group = match.lastgroup or "string"
        token = Token(_KINDS.get(group, group), match.start(), match.end(), match.group())
        position = match.end()
        if group in _STYLES and not _is_array_slice(tokens, token):
            found.append(_placeholder(_STYLES[group], match))
        elif group in ("string", "comment", "quoted"):
            found += _quoted_formats(token)
        elif group == "escape":
            escapes.append(token.start)
        if group == "comment":
            comments.append(token)
        elif group == "mark":
            tokens.append(Token(token.text, token.start, token.end, token.text))
        elif group != "space":
            tokens.append(token)
    return tokens, comments, found, escapes


def _placeholder(style: PlaceholderStyle, match: re.Match[str]) -> Placeholder:
    label = match.group("pyname") or match.group("name") or match.group("atname")
    number = match.group("numericnumber") or match.group("number")
    return Placeholder(style, Span(*match.span()), 0, name=label, number=int(number) if number else None)


def _is_array_slice(tokens: Sequence[Token], token: Token) -> bool:
    """`tags[1:2]`: the second bound looks like a numbered placeholder."""
    return token.text[0] == ":" and len(tokens) >= 2 and tokens[-1].kind == "number" and tokens[-2].kind == "["


def _quoted_formats(token: Token) -> list[Placeholder]:
    """`%s` inside quotes or a comment: the driver counts it as a parameter all the same."""
    found = []
    for match in _QUOTED_FORMAT.finditer(token.text):
        group = "format" if match.group("format") else "pyformat"
        span = Span(*match.span(group)).shifted(token.start)
        found.append(Placeholder(_STYLES[group], span, 0, name=match.group("pyname"), quoted=True))
    return found


def _own_style(found: list[Placeholder]) -> list[Placeholder]:
    """Drops what only looks like a placeholder beside the statement's own style.

    `?` is an operator beside `%s` or `$1`; `%s` within quotes counts only where another stands outside of them;
    `@name` is a variable of the session beside any other style.
    """
    open_styles = {each.style for each in found if not each.quoted}
    percent = {PlaceholderStyle.FORMAT, PlaceholderStyle.PYFORMAT}
    if open_styles & (percent | {PlaceholderStyle.DOLLAR}):
        open_styles.discard(PlaceholderStyle.QMARK)
    if len(open_styles) > 1:
        open_styles.discard(PlaceholderStyle.AT)
    return [each for each in found if each.style in open_styles]


def _number(found: list[Placeholder]) -> tuple[Placeholder, ...]:
    ordered = sorted(found, key=lambda each: each.span.start)
    return tuple(replace(each, ordinal=ordinal) for ordinal, each in enumerate(ordered))


def _as_operator(token: Token) -> Token:
    return Token("op", token.start, token.end, token.text)


def _is_glued(marked: str, placeholders: Sequence[Placeholder]) -> bool:
    """Whether a placeholder touches a name: `LIMIT?` would be read as one word once it is masked."""
    bare = [placeholder.span for placeholder in placeholders if not placeholder.quoted]
    around = (marked[span.start - 1 : span.start] + marked[span.end : span.end + 1] for span in bare)
    if any(character.isalnum() or character in ("_", HOLE) for pair in around for character in pair):
        return True
    return any(left.end == right.start for left, right in pairwise(bare))


def mask(lexed: Lexed, blanked: Sequence[Span] = ()) -> str:
    """The text for the parser: placeholders and holes as names of the same length, comments and `%%` blanked.

    `blanked` spans become space too: holes that stand for whole clauses, and words that the parser does not know.
    """
    characters = list(lexed.marked)
    for comment in lexed.comments:
        characters[comment.start : comment.end] = [
            "\n" if character == "\n" else " " for character in lexed.marked[comment.start : comment.end]
        ]
    for escape in lexed.escapes:
        characters[escape : escape + 2] = ["%", " "]
    for span in blanked:
        characters[span.start : span.end] = " " * len(span)
    for placeholder in lexed.placeholders:
        characters[placeholder.span.start : placeholder.span.end] = [BOUND] * len(placeholder.span)
    return "".join(characters)
