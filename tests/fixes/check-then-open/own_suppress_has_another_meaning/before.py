import os

contextlib = None


def forget(name):
    if os.path.exists(name):
        os.remove(name)
