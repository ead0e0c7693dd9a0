import os


def forget(name):
    if os.path.lexists(name):
        os.remove(name)
