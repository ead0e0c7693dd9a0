def computed(formula, x):
    try:
        return eval(formula)
    except NameError:
        raise LookupError(eval("x"))
