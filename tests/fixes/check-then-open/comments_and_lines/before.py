import os


def prepare(path):
    if not os.path.isdir(path):  # first start
        os.makedirs(
            path,
            0o750,  # the group may read
        )
