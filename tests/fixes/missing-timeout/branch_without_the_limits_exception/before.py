import subprocess

import requests


def prepare(source):
    try:
        subprocess.run(["rsync", "-a", source, "files.internal:/srv"], check=True)
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False
    return True


def position(code):
    try:
        return requests.get(f"https://carrier.example/{code}").json()
    except requests.exceptions.ConnectionError:
        return None
