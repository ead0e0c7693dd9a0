"""Sets offpath up by itself, then runs it on the demonstration project (`demo`) or passes the tests (`test`).

Needs nothing but Python 3.10 or newer; everything is installed into `.venv` beside this project.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = BIN / ("python.exe" if sys.platform == "win32" else "python")

CHECKS = (
    ("lint", "ruff", "check", "."),
    ("format", "ruff", "format", "--check", "."),
    ("types", "mypy"),
    ("generated files", "offpath.docs", "--check"),
    ("tests", "pytest", "-n", "2", "-q"),
)


def main() -> int:
    """Run one of the two jobs; the exit code is the job's."""
    if len(sys.argv) < 2 or sys.argv[1] not in ("demo", "test"):
        print("usage: python3 scripts/develop.py demo | test", file=sys.stderr)
        return 2
    prepare(with_tests=sys.argv[1] == "test")
    return demo() if sys.argv[1] == "demo" else test(sys.argv[2:])


def prepare(*, with_tests: bool) -> None:
    """Make the virtual environment and install the project into it."""
    if sys.version_info < (3, 10):
        sys.exit("offpath needs Python 3.10 or newer")
    if not PYTHON.exists():
        try:
            venv.create(VENV, with_pip=True)
        except (subprocess.CalledProcessError, ImportError, OSError):
            sys.exit("Python cannot make a virtual environment here; on Debian and Ubuntu: apt install python3-venv")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)
    subprocess.run([*pip, "--editable", str(ROOT)], check=True)
    if with_tests:
        subprocess.run([*pip, "--group", f"{ROOT / 'pyproject.toml'}:test"], check=True)


def demo() -> int:
    """Check the demonstration project; findings are what is expected there."""
    command = [str(PYTHON), "-m", "offpath", "check", "--isolated", "."]
    code = subprocess.run(command, cwd=ROOT / "tests" / "demo").returncode
    return 0 if code == 1 else code or 1


def test(arguments: list[str]) -> int:
    """Run every check, all of them even when one fails; the tests come last."""
    failed = []
    for name, module, *rest in CHECKS:
        print(f"== {name}", flush=True)
        extra = arguments if module == "pytest" else []
        if subprocess.run([str(PYTHON), "-m", module, *rest, *extra], cwd=ROOT).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
