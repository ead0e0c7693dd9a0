import os


def remove(name, log):
    if os.path.exists(name):
        os.remove(name)
    else:
        log("nothing to remove")
