"""What a lone `True` says, by the words around it, as data."""

from __future__ import annotations

import re

WORKED = frozenset(
    {"success", "ok", "okay", "succeeded", "successful", "done", "worked", "status", "result", "completed"}
)
"""Words of flags that say that what was to be done is done."""

BAD_NEWS = frozenset(
    {"error", "err", "errors", "failed", "failure", "fail", "invalid", "bad", "problem", "wrong", "broken"}
)
"""Words of flags that say that something went wrong."""

ASKING = frozenset(
    {
        "is", "has", "can", "should", "needs", "need", "was", "were", "does", "did", "allows", "must", "may", "might", "still", "any", "all", "not",
        "no", "wants", "seems", "looks", "contains", "exists", "matches", "supports", "requires", "expects", "more", "again", "retry", "wait",
        "sleep", "skip", "stop", "continue", "keep", "private", "visible", "hidden", "public", "available", "unavailable", "alive", "idle", "empty",
        "full", "dirty", "stale", "blocked", "allowed", "required", "needed", "due", "locked", "busy", "new", "changed", "cancelled", "aborted",
    }
)  # fmt: skip
"""Words of flags that answer a question."""

VAGUE = frozenset(
    {
        "run", "process", "handle", "do", "perform", "loop", "step", "tick", "work", "main", "wait", "poll", "try", "visit", "next", "on", "watch",
        "consume", "iterate", "cycle", "execute", "call", "invoke", "trigger", "advance", "receive", "respond", "forward", "test", "probe", "detect",
        "compare", "evaluate", "analyze", "analyse", "inspect", "monitor", "scan", "once", "should", "touch",
    }
)  # fmt: skip
"""First words of names of functions whose `True` may mean anything: that there is more, that it may rest, that it is done."""

TRUE_SAID = re.compile(
    r"\btrue\b[`'\"*]*\s*[,:]?\s*(?:if|when|where|on|for|in case(?: of)?|means(?: that)?|as soon as|after|once|iff|=|:|-|–|—)\s*(?P<said>[^.;\n]*)"
    r"|\bwhether\s+(?P<asked>[^.;\n]*)",
    re.IGNORECASE,
)
"""How docstrings say what `True` means."""

STILL_TO_COME = frozenset(
    {"shall", "should", "must", "may", "can", "needs", "need", "needed", "required", "has", "wants", "ought"}
)
"""Words of such sayings that speak of what is to be done, not of what was."""

PAIR_SAID = re.compile(r"\(\s*`{0,2}(?P<first>[A-Za-z_]\w*)`{0,2}\s*(?::\s*\w+\s*)?,\s*`{0,2}[A-Za-z_]\w*")
"""How docstrings name the items of a pair: `(needs_upgrade, message)`."""

TYPES = frozenset({"bool", "str", "int", "dict", "list", "float", "none", "optional", "any", "true", "false"})
"""What stands in such a pair where only the types are told."""

PRETENDING = re.compile(
    r"\banyway\b|\bpretend|\bregardless\b|\bstill (?:return|report|say|answer)|\b(?:doesn't|does not|don't|do not|won't) "
    r"(?:see|show|notice|crash|break the (?:ui|page|front))|\b(?:return|report|claim|answer)(?:s|ing)? success\b|\b(?:mock|simulat|fake|dummy)\w*"
    r"|\b(?:avoid|without|not to|instead of) (?:blocking|breaking|alarming|confusing|worrying|interrupting|scaring|bothering)\b"
    r"|\b(?:ui|frontend|front end|form|page|client|customer)\b[^.]*\b(?:not|n't)\b[^.]*\b(?:error|break|crash)",
    re.IGNORECASE,
)
"""Comments that own up to a claim which is not so."""

SAME_FOR_ALL = re.compile(
    r"\b(?:enumerat\w+|whether or not|same (?:answer|response|status|message|reply)|do(?:es)? not (?:reveal|disclose|leak)|don't (?:reveal|disclose|leak)"
    r"|not to (?:reveal|disclose)|without revealing|avoid (?:revealing|leaking|disclosing)|timing attack)\b",
    re.IGNORECASE,
)
"""Comments that say that nobody shall learn from the answer what exists."""

RECOVERING = frozenset(
    {
        "forgot",
        "forgotten",
        "reset",
        "recover",
        "recovery",
        "resend",
        "otp",
        "magic",
        "passwordless",
        "unsubscribe",
        "lost",
    }
)
"""Words in names of what answers alike whether or not the account exists."""
