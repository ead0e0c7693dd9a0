"""Keeps the code of the folder that offpath works in from being imported.

This runs before anything else of offpath, and imports nothing but what every start of Python has loaded already: not even
`__future__`, of which the folder may have one of its own.
"""

import os
import site
import sys


def isolate() -> None:
    """Takes the working folder and what `PYTHONPATH` names off the module path, as `python -I` would have done.

    Folders that packages are installed in stay, and so does the one that offpath itself came from.
    """
    kept = {_real(path) for path in _installed()}
    left_out = {_real(path) for path in _foreign()} - kept
    sys.path[:] = [path for path in sys.path if path and _real(path) not in left_out]


def _installed() -> list[str]:
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    user = [site.USER_SITE] if site.ENABLE_USER_SITE and site.USER_SITE else []
    return [own, os.path.dirname(os.path.abspath(os.__file__)), *site.getsitepackages(), *user]


def _foreign() -> list[str]:
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [os.curdir, *(path for path in named if path)]


def _real(path: str) -> str:
    try:
        return os.path.normcase(os.path.realpath(path))
    except OSError:  # the working folder has been deleted
        return path
