import os


def replace(name, write):
    if os.path.exists(name):
        os.remove(name)
        write(name)
