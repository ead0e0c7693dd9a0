"""Packages the VS Code extension with the server in it: `python scripts/package_extension.py [--target linux-x64] [--output FILE]`.

The server's libraries come as wheels from the package index, at the versions that `vscode-extension/bundled/requirements.txt`
pins; `--lock` writes that file anew. What is compiled lies side by side for every supported Python, pure libraries once.
Needs pip, `packaging`, and Node.js 22 or newer on the PATH.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
EXTENSION = ROOT / "vscode-extension"
BUNDLED = EXTENSION / "bundled"
PINS = BUNDLED / "requirements.txt"
LIBRARIES = BUNDLED / "libs"

MINORS = (10, 11, 12, 13, 14)
"""Supported versions of CPython, 3.x; the pins are found with the oldest."""

_GLIBC = ("manylinux_2_17", "manylinux2014", "manylinux_2_28")
TARGETS: dict[str, tuple[str, ...]] = {
    "linux-x64": tuple(f"{each}_x86_64" for each in _GLIBC),
    "linux-arm64": tuple(f"{each}_aarch64" for each in _GLIBC),
    "alpine-x64": ("musllinux_1_1_x86_64", "musllinux_1_2_x86_64"),
    "darwin-arm64": ("macosx_11_0_arm64", "macosx_12_0_arm64"),
    "win32-x64": ("win_amd64",),
}
"""VS Code's names of platforms, and the wheels' for the same. Where a library has no wheel for one of the Pythons (Intel Macs,
Windows on ARM), an offpath that is installed in the user's environment has to do."""

_LOCKED_FOR = {"linux": "linux-x64", "darwin": "darwin-arm64", "win32": "win32-x64"}
"""A platform for each system: what is needed may depend on that."""

_LEFT_OUT = re.compile(
    r"(^|/)(tests?|testing|__pycache__)/|\.dist-info/(?!METADATA|[Ll]icenses?/|LICEN[CS]E|COPYING|NOTICE)|\.pyi$|\.c$|\.h$"
)


def main() -> int:
    """Pack the extension, or lock what it brings."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--target", choices=TARGETS, default=_own_target())
    parser.add_argument("--output", type=Path, help="the VSIX; by default beside the extension's sources")
    parser.add_argument("--lock", action="store_true", help="find the newest versions and pin them")
    chosen = parser.parse_args()
    if chosen.lock:
        PINS.write_text("".join(f"{line}\n" for line in lock()), encoding="utf-8")
        return 0
    bundle(chosen.target)
    output = chosen.output or EXTENSION / f"offpath-{chosen.target}.vsix"
    _npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    _npm("run", "--silent", "build")
    shutil.copy(ROOT / "CHANGELOG.md", EXTENSION / "CHANGELOG.md")
    _npm("run", "--silent", "package", "--", "--target", chosen.target, "--out", str(output.resolve()))
    print(f"{output}: {output.stat().st_size / 1_000_000:.1f} MB")
    return 0


# -- what is brought


def bundle(target: str) -> None:
    """Puts the server and all its libraries for one platform into the extension's folder."""
    shutil.rmtree(LIBRARIES, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder)
        _pip("wheel", "--no-deps", "--wheel-dir", folder, str(ROOT))
        _unpack(next(wheels.glob("offpath-*.whl")), LIBRARIES / "pure")
        for minor in MINORS:
            fetched = wheels / str(minor)
            _download(_pinned(minor, target), minor, target, fetched)
            for wheel in sorted(fetched.glob("*.whl")):
                is_pure = wheel.name.endswith("-none-any.whl")
                _unpack(wheel, LIBRARIES / ("pure" if is_pure else f"cp3{minor}"))


def lock() -> Iterator[str]:
    """The pins: every library that the server needs on any supported Python, with the condition it is needed under."""
    project = _project_requirements()
    versions: dict[str, str] = {}
    places: dict[str, set[tuple[str, int]]] = {}
    for system, target in _LOCKED_FOR.items():
        for minor in MINORS:
            for name, version in _closure(project, minor, target, versions):
                versions.setdefault(name, version)
                places.setdefault(name, set()).add((system, minor))
    for name, version in sorted(versions.items()):
        yield f"{name}=={version}{_condition(places[name])}"


def _closure(project: Sequence[str], minor: int, target: str, pins: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The libraries that these requirements need, and what those need: their names and versions."""
    wanted = [Requirement(each) for each in project]
    done: set[str] = set()
    while wanted:
        fresh = {canonicalize_name(each.name): each for each in wanted if _applies(each, minor, target)}
        level = [name for name in fresh if name not in done]
        done.update(level)
        wanted = []
        if not level:
            return
        with tempfile.TemporaryDirectory() as folder:
            asked = [f"{name}=={pins[name]}" if name in pins else f"{name}{fresh[name].specifier}" for name in level]
            _download(asked, minor, target, Path(folder))
            for wheel in Path(folder).glob("*.whl"):
                name, version, _, _ = parse_wheel_filename(wheel.name)
                yield name, str(version)
                wanted += _required_by(wheel)


def _condition(places: set[tuple[str, int]]) -> str:
    """A marker that holds on these systems and versions, which it takes to be independent of each other."""
    systems, minors = {system for system, _ in places}, {minor for _, minor in places}
    parts = []
    if systems != set(_LOCKED_FOR):
        parts.append(" or ".join(f'sys_platform == "{system}"' for system in sorted(systems)))
    if minors != set(MINORS):
        parts.append(" or ".join(f'python_version == "3.{minor}"' for minor in sorted(minors)))
    return " ; " + " and ".join(f"({each})" for each in parts) if parts else ""


def _project_requirements() -> list[str]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return list(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"])


def _pinned(minor: int, target: str) -> list[str]:
    """The pins that count for one Python, without their conditions: pip would judge those by the Python it runs on."""
    lines = [line for line in PINS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    wanted = [each for each in map(Requirement, lines) if _applies(each, minor, target)]
    return [f"{each.name}{each.specifier}" for each in wanted]


def _applies(requirement: Requirement, minor: int, target: str) -> bool:
    system = {"win32": "win32", "darwin": "darwin"}.get(target.partition("-")[0], "linux")
    names = {"win32": "Windows", "darwin": "Darwin", "linux": "Linux"}
    place = {
        "python_version": f"3.{minor}",
        "python_full_version": f"3.{minor}.0",
        "sys_platform": system,
        "platform_system": names[system],
        "os_name": "nt" if system == "win32" else "posix",
        "extra": "",
    }
    return requirement.marker is None or requirement.marker.evaluate(place)


def _required_by(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        header = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    return [Requirement(each) for each in header.get_all("Requires-Dist") or ()]


def _download(requirements: Iterable[str], minor: int, target: str, folder: Path) -> None:
    where = [argument for each in TARGETS[target] for argument in ("--platform", each)]
    which = [
        "--python-version",
        f"3.{minor}",
        "--implementation",
        "cp",
        "--abi",
        f"cp3{minor}",
        "--abi",
        "abi3",
        "--abi",
        "none",
    ]
    _pip("download", "--no-deps", "--only-binary=:all:", *which, *where, "--dest", str(folder), *requirements)


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not _LEFT_OUT.search(name) or name.startswith("offpath/"):
                archive.extract(name, folder)


# -- the tools


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments], check=True)


def _npm(*arguments: str) -> None:
    """Runs npm in the extension's folder: the one beside this Python first, for it is new enough."""
    scripts = Path(sys.executable).parent
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    npm = shutil.which("npm", path=path)
    if npm is None:
        sys.exit("npm is not on the PATH; Node.js 22 or newer brings it")
    subprocess.run([npm, *arguments], cwd=EXTENSION, env={**os.environ, "PATH": path}, check=True)


def _own_target() -> str:
    system = {"Windows": "win32", "Darwin": "darwin"}.get(platform.system(), "linux")
    return f"{system}-{'arm64' if platform.machine().lower() in ('arm64', 'aarch64') else 'x64'}"


if __name__ == "__main__":
    sys.exit(main())
