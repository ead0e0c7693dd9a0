"""Starts offpath for the extension: `run.py probe`, `run.py bundled ARGUMENTS` or `run.py environment ARGUMENTS`.

The folder that the editor works in is never on the module path: a file `json.py` in it must not be run. The editor passes
`-I` or `-E` to Python, so that no `PYTHONPATH` puts it there either.
"""

from __future__ import print_function

import json
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
LIBRARIES = os.path.join(FOLDER, "libs")


def tag():
    """The name of the folder with what is compiled for this Python."""
    return "cp%d%d" % sys.version_info[:2]


def probe():
    """What this Python is, and which offpath it could run."""
    version = None
    if sys.version_info >= (3, 8):
        from importlib import metadata

        try:
            version = metadata.version("offpath")
        except metadata.PackageNotFoundError:
            pass
    print(
        json.dumps(
            {
                "executable": sys.executable,
                "version": list(sys.version_info[:3]),
                "bundled": os.path.isdir(os.path.join(LIBRARIES, tag())),
                "environment": version,
            }
        )
    )


def main():
    """Does what the first argument says; the others are offpath's."""
    here = {FOLDER, "", os.getcwd()}
    sys.path[:] = [path for path in sys.path if path not in here]
    mode = sys.argv[1]
    if mode == "probe":
        probe()
        return
    if mode == "bundled":
        sys.path[:0] = [os.path.join(LIBRARIES, tag()), os.path.join(LIBRARIES, "pure")]
    sys.argv[:] = ["offpath"] + sys.argv[2:]
    from offpath.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
