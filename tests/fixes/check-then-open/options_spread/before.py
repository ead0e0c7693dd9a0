import os


def spool(name, **options):
    if not os.path.exists(name):
        os.makedirs(name, **options)
