"""What the files beside the code say of how it is started: Dockerfile, Procfile, compose files, hosts' and packages' own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise

from offpath.engine.files import read_bytes
from offpath.facts.project.starts import Start

_MOST_BYTES = 100_000
_MOST_FOLDERS = 60
_FILES = re.compile(
    r"^(?:(?:.+\.)?Dockerfile(?:\..+)?|Containerfile|Procfile|(?:docker-)?compose(?:\..+)?\.ya?ml|render\.ya?ml|fly\.toml|railway\.(?:toml|json)|nixpacks\.toml"
    r"|app\.ya?ml|pyproject\.toml|.+\.service|supervisord?\.conf|(?:docker[-_])?(?:start|entrypoint|run|serve|start[-_]?up)\.sh)$",
    re.IGNORECASE,
)
_NOT_DEPLOYED = re.compile(
    r"(?:^|[-_.])(?:dev|devel|development|local|test|tests|testing|override|debug)(?:[-_.]|$)", re.IGNORECASE
)
_SERVERS = frozenset(
    {"gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "waitress-serve", "flask", "fastapi", "uwsgi"}
)
_SERVED = re.compile(r"^(?P<module>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):[A-Za-z_][\w.]*$")
_DOTTED = re.compile(r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$")
_APPLICATION = re.compile(r"\bFLASK_APP\s*[=:]?\s*(?P<module>[\w./]+)")
_SCRIPT = re.compile(r"^\s*[\"']?[\w.-]+[\"']?\s*=\s*[\"'](?P<module>[A-Za-z_][\w.]*):[\w.]+[\"']")
_ELSEWHERE = re.compile(
    r"\bcd\s|--chdir|--app-dir|\bWORKDIR\s+/?\w+/\w|^\s*(?:COPY|ADD)\s+(?:--\S+\s+)*\.?/?\w[\w-]*/?\s+\.?/?(?:\w+/?)?\s*$",
    re.MULTILINE,
)
_MARKS = re.compile(r"[\[\]{}\"',;&|()]")
_IN_PLACE = re.compile(r"^(?:.*\.)?Dockerfile(?:\..+)?$|^Procfile$|^nixpacks\.toml$", re.IGNORECASE)


def starts_of(root: str) -> tuple[Start, ...]:
    """What the files of a project's folder, and of the folders in it, say."""
    found: dict[Start, None] = {}
    for folder in _folders(root):
        place = os.path.relpath(folder, root).replace(os.sep, "/")
        for name in _names_in(folder):
            if _FILES.match(name):
                try:
                    text = read_bytes(os.path.join(folder, name), _MOST_BYTES).decode("utf-8", "replace")
                except (OSError, ValueError):
                    continue
                found.update(dict.fromkeys(starts_in("" if place == "." else place, name, text)))
    return tuple(found)


def _folders(root: str) -> Iterator[str]:
    yield root
    inner = (os.path.join(root, name) for name in _names_in(root) if not name.startswith((".", "node_modules", "venv")))
    for _, folder in zip(range(_MOST_FOLDERS), inner, strict=False):
        if os.path.isdir(folder) and not os.path.islink(folder):
            yield folder


def _names_in(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def starts_in(place: str, name: str, text: str) -> Iterator[Start]:
    """What one file says of what is started."""
    if not _FILES.match(name) or _NOT_DEPLOYED.search(name):
        return
    lines = [line for line in text.replace("\\\n", " ").splitlines() if not line.lstrip().startswith("#")]
    if name == "pyproject.toml":
        yield from _scripts(place, lines)
        return
    is_exact = _IN_PLACE.match(name) is not None and not _ELSEWHERE.search("\n".join(lines))
    for words in _commands(lines):
        for target, by_server in _started(words):
            yield Start(place, target, is_exact, by_server)


def _commands(lines: list[str]) -> Iterator[list[str]]:
    """The words of each line; a list that goes on below its key (`command:`) is one line with it."""
    gathered: list[str] = []
    for line in lines:
        words = _MARKS.sub(" ", line).split()
        if words[:1] == ["-"]:
            gathered += words[1:]
            continue
        yield gathered
        gathered = words
    yield gathered


def _started(words: list[str]) -> Iterator[tuple[str, bool]]:
    application = _APPLICATION.search(" ".join(words))
    if application is not None:
        yield _path_of(application["module"].partition(":")[0]), True
    for at, word in enumerate(words):
        name = word.rpartition("/")[2]
        rest = words[at + 1 :]
        if name in _SERVERS:
            yield from _served(name, rest)
        elif re.fullmatch(r"(?:python|pypy)[\d.]*|streamlit", name):
            yield from _run(rest)


def _served(server: str, rest: list[str]) -> Iterator[tuple[str, bool]]:
    for word in rest:
        module = _SERVED.match(word.removeprefix("--app="))
        if module is not None:
            yield _path_of(module["module"]), True
            return
    named = next((after for word, after in pairwise(rest) if word in ("--app", "-A")), "")
    files = [word for word in (named, *rest) if word.endswith(".py") and not word.startswith("-")]
    if server in ("flask", "fastapi") and (named or files):
        yield _path_of(files[0] if files else named), True


def _run(rest: list[str]) -> Iterator[tuple[str, bool]]:
    for at, word in enumerate(rest):
        if word == "-m":
            module = rest[at + 1] if at + 1 < len(rest) else ""
            if _DOTTED.match(module) and module not in _SERVERS:
                yield _path_of(module), False
            return
        if word.endswith(".py"):
            yield _path_of(word), False
            return
        if not word.startswith("-") and word not in ("run", "exec"):
            return


def _scripts(place: str, lines: list[str]) -> Iterator[Start]:
    """The commands that a package installs."""
    within = False
    for line in lines:
        if line.lstrip().startswith("["):
            within = line.strip() in ("[project.scripts]", "[tool.poetry.scripts]")
        script = _SCRIPT.match(line) if within else None
        if script is not None:
            yield Start(place, _path_of(script["module"]))


def _path_of(named: str) -> str:
    """A module as a path without its ending: of `shop.web`, `./shop/web.py` and `/app/shop/web.py`."""
    if named.endswith(".py"):
        return re.sub(r"^(?:\./|/(?:usr/src/)?\w+/|\$\w+/)", "", named.removesuffix(".py"))
    return named.replace(".", "/") if "/" not in named else named
