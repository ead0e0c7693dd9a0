"""The `offpath` command, as pip's script and `python -m offpath` start it."""

import gc
import sys

from offpath.isolation import isolate

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


def main() -> None:
    """The console script. Nothing but this and `isolation` is imported before the module path is clean."""
    try:
        isolate()
        from offpath.cli.application import main as run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    gc.freeze()  # or the end of Python looks through all that is left, twice, for what the system takes back anyway
    sys.exit(code)
