def build(spec):
    try:
        return spec()
    except TypeError as Broken:

        class Broken(Exception):
            pass

        raise Broken("spec")
