import os


def unlink_all(names):
    for name in names:
        if os.path.islink(name) and os.path.exists(name):
            os.unlink(name)
