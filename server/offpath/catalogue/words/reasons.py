"""How comments and docstrings say why a failure does not matter, or what is answered then, as data."""

from __future__ import annotations

import re

PUT_OFF = re.compile(
    r"\b(?:TODO|FIXME|XXX|HACK)\b|\bfor now\b|\b(?:should|can|must) (?:never|not) happen\b|\b(?:handle|log|fix) (?:this |it )?later\b",
    re.IGNORECASE,
)
"""What is said by who has not thought about it yet."""

SAYING_WHAT = frozenset(
    {
        "a", "all", "an", "and", "any", "anything", "at", "back", "by", "case", "catch", "caught", "could", "couldn", "continue", "default", "do", "does", "empty",
        "error", "errors", "everything", "except", "exception", "exceptions", "exit", "fail", "failed", "failing", "fails", "failure", "failures", "fall",
        "fallback", "false", "for", "go", "goes", "gracefully", "handle", "handled", "handling", "happen", "happened", "happens", "here", "if", "ignore", "ignored",
        "ignoring", "in", "instead", "is", "issue", "issues", "it", "just", "keep", "list", "log", "logged", "move", "moving", "next", "no", "none", "not", "nothing",
        "occurred", "occurs",
        "of", "on", "or", "pass", "problem", "problems", "proceed", "return", "returned", "returning", "returns", "s", "silent", "silently", "skip", "skipped",
        "skipping",
        "something",
        "suppress", "suppressed", "swallow", "swallowed", "t", "that", "the", "then", "there", "they", "this", "to", "true", "try", "unable", "unexpected", "unknown",
        "value",
        "was",
        "we", "went", "when", "whatever", "with", "wrong", "you",
    }
)  # fmt: skip
"""Words that only repeat what the code shows: that something is caught and passed over."""

SAYING_WHY = re.compile(
    r"\b(?:because|since|so that|so|may|might|must|should|shouldn't|don't|doesn't|isn't|aren't|won't|can't|cannot|never|best|optional|optionally|expected|fine|okay|ok"
    r"|harmless|already|later|where|until|unless|without|only|need|needs|needed|needless|necessary|critical|important|essential|matters?|means|advisory"
    r"|cosmetic|unsupported|supported|older|legacy|allowed|safe|safely|again|otherwise|nobody|whoever|still|missing|installed|available|unavailable|"
    r"unreachable|absent|non|even|although|though|too|purpose|intended|intentional|intentionally|deliberate|deliberately|depends|some|refuses?|retried"
    r"|elsewhere)\b|[;:—–]|-- | - |e\.g\.",
    re.IGNORECASE,
)
"""Marks of a reason."""

MAY_FAIL = re.compile(
    r"\b(?:(?:may|might|can|could|will|would|does|often|sometimes) (?:\w+ )?(?:fail|raise|throw|error|break)|fails|raises|throws|guard|tolerate|best[- ]effort"
    r"|(?:if|when|in case) (?:\w+ ){0,4}(?:fails?|raises?|is (?:missing|unavailable|not (?:there|available|installed)))"
    r"|may not (?:be|exist|have)|might not (?:be|exist|have)"
    r"|avoid (?:\w+ )?errors?)\b",
    re.IGNORECASE,
)
"""How a comment before a `try` says that what is tried may fail."""

OF_FAILING = re.compile(
    r"\b(?:fail(?:s|ed|ing|ure|ures)?|errors?|exceptions?|cannot|can not|can't|could not|couldn't|unable|invalid|unavailable|unreachable|down|broken|wrong|otherwise"
    r"|otherwise|else|malformed|unreadable|corrupt(?:ed)?|raises?|impossible|best[- ]effort|never raises)\b",
    re.IGNORECASE,
)
"""How docstrings speak of what goes wrong."""

OR_ELSE = re.compile(r"\bor\s+(?:else\s+)?(?:an?\s+|the\s+)?(?:`+|\")?((?:empty\s+)?[\w\[\]{}()'\"]+)", re.IGNORECASE)
"""How docstrings name another answer than the one that is looked for."""

BEST_EFFORT = re.compile(
    r"\bbest[- ]effort\b|\bnever (?:raises?|fails?|breaks?|blocks?)\b|(?<!with )(?<!an )(?<!and )(?<!\()\boptional\b"
    r"|\bif (?:possible|available)\b|\badvisory\b|\bfail(?:s)?[- ](?:open|soft|safe)\b"
    r"|\bnon-?(?:fatal|critical|blocking)\b|\bopportunistic",
    re.IGNORECASE,
)
"""How docstrings say that a function may as well not succeed."""

LEAVING_OUT = re.compile(
    r"\b(?:skip(?:s|ped|ping)?|ignor(?:e|es|ed|ing)|leav(?:e|es|ing) out|omit(?:s|ted|ting)?|drop(?:s|ped|ping)?|pass(?:es|ing)? over)\b[^.;]*"
    r"\b(?:cannot|can't|could not|couldn't|unreadable|invalid|malformed|broken|corrupt(?:ed)?|fail(?:s|ed|ing|ures?)?|errors?|missing|unparsable|unparseable|bad)\b"
    r"|\b(?:unreadable|invalid|malformed|broken|corrupt(?:ed)?|failed|failing|unparsable|unparseable|bad|errors?|failures?)\b[^.;]*"
    r"\b(?:skipped|ignored|left out|omitted|dropped|passed over)\b",
    re.IGNORECASE,
)
"""How docstrings say that what cannot be read is left out."""

DOING_NOTHING = re.compile(
    r"\bno-?op\b|\bnothing (?:to \w+|needed|is needed|needs|more to do|here on purpose)\b|\bdoes nothing\b|\bdo nothing\b|\bon purpose\b|\bintentional(?:ly)?\b"
    r"|\bdeliberate(?:ly)?\b|\b(?:is|are|was|were|been)?\s*kept\b[^.]*\b(?:so|for|because|as|to)\b|\b(?:not|no longer|not any more|never)"
    r" (?:needed|necessary|required|used|cached|called|supported)\b"
    r"|\b(?:unnecessary|needless|deprecated|obsolete)\b|\bbackwards?[- ]compat|\bfor compatibility\b|\bhooks?\b|\boverrid(?:e|es|den|ing)\b|\bsubclass(?:es)?\b"
    r"|\bby default\b|\bextension point\b|\bis (?:handled|done|made) (?:by|in|elsewhere)\b",
    re.IGNORECASE,
)
"""How an empty function says that nothing is to be done, that somebody else does it, or for whom it is there."""
