import os


def forget(name, contextlib):
    if os.path.exists(name):
        os.remove(name)
    contextlib.close()
