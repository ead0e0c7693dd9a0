import os


def reset(find):
    if os.path.exists(name := find()):
        os.remove(name)
