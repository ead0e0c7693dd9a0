import os


def tidy(names):
    for name in names:
        if not os.path.isfile(name):
            os.makedirs(name)
