"""The pinned real applications: downloaded as wheels from the package index, unpacked, never installed or run."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

APPLICATIONS = {
    "argilla-server": "2.8.0",
    "calibreweb": "0.6.27",
    "changedetection.io": "0.60.10",
    "django-helpdesk": "2.6.1",
    "django-oscar": "4.2.1",
    "flaskbb": "2.2.0",
    "ihatemoney": "7.2.1",
    "kiwitcms": "12.4",
    "label-studio": "1.23.2",
    "lnbits": "1.6.2",
    "open-webui": "0.12.4",
    "wagtail": "8.0.1",
}

_READ = (".py", ".pyi", ".toml", ".cfg")
"""What is unpacked; the rest (scripts for browsers, pictures) is most of the weight."""

CACHE_VARIABLE = "OFFPATH_REALWORLD_CACHE"
"""Environment variable that names the folder for downloads; without it, one in the user's cache folder."""


def cache_folder() -> Path:
    """Where wheels and unpacked applications are kept between runs."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("offpath-tests") / "realworld"


def unpacked(name: str) -> Path:
    """The folder of one of the pinned applications."""
    return unpacked_version(name, APPLICATIONS[name])


def unpacked_version(name: str, version: str) -> Path:
    """The folder of an unpacked application; downloads it when it is not there yet.

    One of GitHub (`owner/name` and a commit) must lie there already, as `owner__name-commit`; else `LookupError` is raised.
    """
    folder = cache_folder() / f"{name.replace('/', '__')}-{version}"
    if not folder.exists():
        if "/" in name:
            raise LookupError(f"unpack {name} at {version} as {folder}")
        wheel = _downloaded(name, version)
        partial = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(partial, [each for each in archive.namelist() if each.endswith(_READ)])
        try:
            partial.rename(folder)
        except OSError:
            if not folder.exists():
                raise
    return folder


def _downloaded(name: str, version: str) -> Path:
    target = cache_folder() / "wheels" / f"{name}-{version}"
    if not list(target.glob("*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        command += [
            "--ignore-requires-python",
            "--disable-pip-version-check",
            "--dest",
            str(target),
            f"{name}=={version}",
        ]
        subprocess.run(command, check=True, timeout=600, capture_output=True)
    [wheel] = target.glob("*.whl")
    return wheel
