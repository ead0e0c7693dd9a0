import os


def spool(name, folder):
    if not os.path.exists(name):
        os.mkdir(name, 0o750, dir_fd=folder)
