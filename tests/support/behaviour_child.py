"""Runs two versions of a sample on every way through them and tells where they differ: started by `behaviour`, alone.

It reads one task as JSON from standard input and prints what it found. Whatever the sample imports, but for a few plain
modules of the standard library, is a stub that writes down what is done with it and fails when it is told to. The
working folder is a temporary one, laid out anew for each way; as root, another user's identity is taken on first, so
that permissions hold.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import contextlib
import copy
import importlib.abc
import importlib.machinery
import inspect
import io
import itertools
import json
import os
import random
import re
import signal
import stat
import sys
import time
import types
from pathlib import Path

REAL_MODULES = (
    "__future__", "abc", "asyncio", "base64", "collections", "contextlib", "dataclasses", "datetime", "decimal", "enum",
    "functools", "hashlib", "io", "itertools", "json", "math", "operator", "os", "pathlib", "re", "shutil", "stat", "string",
    "sys", "tempfile", "textwrap", "time", "types", "typing", "unicodedata", "warnings",
)  # fmt: skip
NOBODY = 65534
MAX_WAYS = 120
KEPT = 60
MAX_OPERATIONS = 120
MAX_LINES = 3000
SECONDS = 5.0
LITERAL_PATH = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][\w./-]{0,30}\Z")


class TooLong(BaseException):
    """A way that does not come to an end."""


class Unforeseen(Exception):
    """A failure that no sample knows."""


# -- stubs


class World:
    """What one way finds and leaves: what stubs are told to do, and what was done with them."""

    def __init__(self, truth=True, fail_at=0, failure=None):
        self.truth = truth
        self.fail_at = fail_at
        self.failure = failure
        self.log = []
        self.operations = 0
        self.registered = []

    def operate(self, kind, *details, fallible=True):
        self.log.append([kind, *details])
        self.operations += fallible
        if len(self.log) > MAX_OPERATIONS:
            raise TooLong
        if fallible and self.operations == self.fail_at:
            raise self.failure()


world = World()
exception_names = set()
exceptions = {}


class Stub:
    """Anything: what is asked of it is another one."""

    def __init__(self, path):
        object.__setattr__(self, "_path", path)

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return made(f"{self._path}.{name}")

    def __setattr__(self, name, value):
        world.operate("set attribute", self._path, name, told(value), fallible=False)

    def __call__(self, *args, **kwargs):
        functions = [a for a in (*args, *kwargs.values()) if inspect.isfunction(a) or inspect.isclass(a)]
        world.registered += [each for each in functions if inspect.isfunction(each)]
        if len(args) == 1 and not kwargs and functions:
            return args[0]
        world.operate("call", self._path, [told(a) for a in args], {k: told(v) for k, v in kwargs.items()})
        return made(f"{self._path}()")

    def __getitem__(self, key):
        world.operate("get item", self._path, told(key))
        return made(f"{self._path}[{told(key)}]")

    def __setitem__(self, key, value):
        world.operate("set item", self._path, told(key), told(value))

    def __delitem__(self, key):
        world.operate("delete item", self._path, told(key))

    def __mro_entries__(self, bases):
        return (Base,)

    def __iter__(self):
        world.operate("iterate", self._path)
        return iter([made(f"{self._path}:1"), made(f"{self._path}:2")])

    def __aiter__(self):
        return self.later()

    async def later(self):
        for each in self:
            yield each

    def __await__(self):
        world.operate("await", self._path)
        return made(f"await {self._path}")
        yield

    def __enter__(self):
        world.operate("enter", self._path)
        return made(f"{self._path} entered")

    def __exit__(self, kind, value, traceback):
        world.operate("exit", self._path, getattr(kind, "__name__", None), fallible=False)
        return False

    async def __aenter__(self):
        return self.__enter__()

    async def __aexit__(self, kind, value, traceback):
        return self.__exit__(kind, value, traceback)

    def __bool__(self):
        return world.truth

    def __contains__(self, item):
        return world.truth

    def __len__(self):
        return 2 if world.truth else 0

    def __str__(self):
        return f"<{self._path}>"

    __repr__ = __str__

    def __format__(self, spec):
        return str(self)

    def __fspath__(self):
        return "stubs" if world.truth else "unmade"

    def __int__(self):  # and no __index__, which would make it a file's descriptor
        return 1

    def __float__(self):
        return 1.0

    def __hash__(self):
        return hash(self._path)

    def __eq__(self, other):
        return isinstance(other, Stub) and other._path == self._path

    def __lt__(self, other):
        return world.truth

    __gt__ = __le__ = __ge__ = __lt__

    def operated(self, other):
        return made(f"({self._path} with {told(other)})")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = operated
    __mod__ = __or__ = __ror__ = __and__ = __rand__ = operated


class Base:
    """What a class whose base is a stub inherits."""

    def __init__(self, *args, **kwargs):
        pass

    def __init_subclass__(cls, **kwargs):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return made(f"{type(self).__name__}.{name}")


def made(path):
    """The stub of a path; an exception class where the sample uses its name for one."""
    name = re.split(r"[.\s]", path)[-1]
    if name in exception_names:
        if path not in exceptions:
            exceptions[path] = type(name, (Exception,), {"__module__": "stubs"})
        return exceptions[path]
    return Stub(path)


class Environment(dict):
    """Variables that are all set, for whoever cannot do without."""

    def __missing__(self, key):
        return "1"


class StubModule(types.ModuleType):
    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return made(f"{self.__name__}.{name}")

    def __setattr__(self, name, value):
        if name.startswith("__"):
            super().__setattr__(name, value)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a stub for each module that is not a plain one."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in REAL_MODULES:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        if spec.name != "sample":
            world.operate("import", spec.name)
        return StubModule(spec.name)

    def exec_module(self, module):
        pass


# -- what is compared


def told(value, depth=0):
    """A value in plain words: what would be the same in another run."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if depth > 4:
        return "..."
    if isinstance(value, Stub):
        return str(value)
    if isinstance(value, BaseException):
        return told_failure(value)
    if isinstance(value, Path):
        return f"Path({str(value)!r})"
    if isinstance(value, dict):
        return {str(told(k, depth + 1)): told(v, depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [told(each, depth + 1) for each in value]
        return [type(value).__name__, *(sorted(items, key=str) if isinstance(value, (set, frozenset)) else items)]
    if isinstance(value, io.IOBase):
        return f"file {getattr(value, 'name', '')} {getattr(value, 'mode', '')}"
    if inspect.isfunction(value) or inspect.isclass(value) or inspect.ismodule(value):
        return f"{type(value).__name__} {value.__name__}"
    attributes = vars(value) if hasattr(value, "__dict__") else {}
    return [type(value).__name__, {k: told(v, depth + 1) for k, v in sorted(attributes.items())}]


def told_failure(failure):
    """An exception's class and text; what caused it is what a fix may add."""
    inner = [told_failure(each) for each in getattr(failure, "exceptions", ())]
    if isinstance(failure, TypeError) and "os.PathLike" in str(failure):
        return ["TypeError", "no path: each function of the system says it in its own words"]
    return [type(failure).__name__, re.sub(r"0x[0-9a-f]+", "0x", str(failure)), *inner]


def tree():
    """Every file, folder and link in the working folder."""
    found = []
    for folder, folders, files in os.walk("."):
        for name in sorted((*folders, *files)):
            path = os.path.join(folder, name)
            status = os.lstat(path)
            kind = stat.filemode(status.st_mode)
            content = ""
            if stat.S_ISLNK(status.st_mode):
                content = os.readlink(path)
            elif stat.S_ISREG(status.st_mode) and status.st_mode & stat.S_IRUSR:
                content = Path(path).read_text("utf-8", "replace")
            found.append([path, kind, content])
    return sorted(found)


def clear(folder="."):
    """Empties the working folder, whatever its parts permit."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            os.chmod(path, 0o700)
            clear(path)
            os.rmdir(path)
        else:
            os.remove(path)


STATES = ("absent", "file", "folder", "link", "no permission")


class Laid:
    """The working folder as it was laid out last, and whether the last way left it so: laying out anew is slow."""

    state = None
    files = None
    is_untouched = False


def lay_out(literals, state):
    """The working folder as a way finds it; ``literals`` are paths that the sample names itself."""
    if not (Laid.is_untouched and Laid.state == state):
        lay_out_anew(literals, state)
        Laid.state, Laid.files = state, tree()
    os.chmod("locked", 0o000)
    os.chmod("closed", 0o500)
    if state == "no permission":
        os.chmod("stubs", 0o500)
        os.chmod(".", 0o500)


def look_around():
    """What lies in the working folder after a way."""
    os.chdir(HOME)
    for folder, mode in ((".", 0o700), ("locked", 0o700), ("closed", 0o700), ("stubs", 0o700)):
        if os.path.isdir(folder):
            os.chmod(folder, mode)
    files = tree()
    Laid.is_untouched = files == Laid.files
    return files


def lay_out_anew(literals, state):
    clear()
    Path("file").write_text("1")
    os.mkdir("folder")
    Path("folder/inside").write_text("2")
    os.mkdir("empty")
    os.mkdir("stubs")
    os.symlink("nowhere", "link")
    os.symlink("folder", "link_to_folder")
    os.mkdir("locked")
    Path("locked/inside").write_text("3")
    os.mkdir("closed")
    Path("closed/file").write_text("4")
    for literal in literals if state != "absent" else ():
        for path in (literal, os.path.join("stubs", literal)):
            with contextlib.suppress(OSError):
                os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
                if state == "file":
                    Path(path).write_text("{}")
                elif state == "folder":
                    os.makedirs(path)
                elif state == "link":
                    os.symlink("nowhere", path)
    for folder in ("locked", "closed", "stubs"):
        os.chmod(folder, 0o700)


asked_for = {}
"""The relative paths that samples have looked at and acted on."""


def recording(function):
    """A function of the operating system that keeps in mind for which path it was called."""

    def call(path, *args, **kwargs):
        if isinstance(path, (str, os.PathLike)) and LITERAL_PATH.match(os.fspath(path)):
            asked_for[os.fspath(path)] = None
        return function(path, *args, **kwargs)

    return call


def opened(file, *args, **kwargs):
    """`open` for paths alone: what counts as a number would be one of our own descriptors."""
    return open(os.fspath(file), *args, **kwargs)


def stay_inside(event, arguments):
    """Keeps a sample from changing anything outside of the working folder."""
    changing = event in (
        "os.remove",
        "os.rmdir",
        "os.mkdir",
        "os.rename",
        "os.chmod",
        "os.truncate",
        "shutil.rmtree",
        "shutil.move",
    )
    writing = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if changing or writing:
        for path in arguments[: 2 if event in ("os.rename", "shutil.move") else 1]:
            if isinstance(path, (str, bytes, os.PathLike)) and not os.path.abspath(os.fsdecode(path)).startswith(HOME):
                raise Unforeseen("outside of the working folder")


# -- the ways


class Program:
    """One version of the sample."""

    def __init__(self, name, text):
        self.file = name
        self.code = compile(text, name, "exec", dont_inherit=True)
        self.lines = set()
        self.names_causes = False

    def load(self, name):
        for other in [n for n, module in sys.modules.items() if isinstance(module, StubModule)]:
            del sys.modules[other]
        module = types.ModuleType(name)
        module.__package__ = "sample"
        module.__file__ = "app.py"
        module.__builtins__ = {**vars(builtins), "open": opened}
        exec(self.code, module.__dict__)
        return module


PATHS = (
    "file", "missing", "folder", "empty", "link", "link_to_folder", "locked/inside", "locked/new", "closed/file",
    "closed/new", "file/below", "new/folder",
)  # fmt: skip


def pool():
    """The values that a parameter is given."""

    def broken(*args, **kwargs):
        raise Unforeseen("broken")

    texts = ["text", "12", "", "{}", '{"id": 1}', "x y"]
    containers = [{}, {"id": 1, "x": "y", "error": "7"}, {"error": "x"}, [], list(PATHS), [Stub("item")]]
    others = [None, True, False, 0, 3, -1.5, b"bytes", broken, lambda *args, **kwargs: None]
    return [Stub("argument"), *PATHS, *map(Path, PATHS), *texts, *containers, *others, *written]


CORE = (Stub("argument"), {}, None, "file", "missing")
"""Values that parameters are given in every mixture."""

written = []
"""Short texts that the sample names."""


looked_up = []
"""The keys that the sample asks for: what keywords may be called."""


def argument_lists(function, skip, rng):
    """Lists of arguments for a function: each value for each parameter, and some mixtures."""
    try:
        parameters = list(inspect.signature(function).parameters.values())[skip:]
    except (TypeError, ValueError):
        return [((), {})]
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL)]
    named = [p.name for p in parameters if p.kind == p.KEYWORD_ONLY]
    named += looked_up if any(p.kind == p.VAR_KEYWORD for p in parameters) else []
    values, number = pool(), len(positional) + len(named)
    lists = [list(row) for row in itertools.product(CORE, repeat=number)] if number < 4 else [[values[0]] * number]
    for at in range(number):
        for value in values[1:]:
            for other in (values[0], "file"):
                row = [other] * number
                row[at] = value
                lists.append(row)
    if number > 1:
        lists += [[rng.choice(values) for _ in range(number)] for _ in range(150)]
    for row in lists:
        for at, parameter in enumerate(positional):
            if parameter.annotation in (Path, "Path") and not isinstance(row[at], Path):
                row[at] = Path(row[at] if isinstance(row[at], str) else "file")
    unique = {repr(row): row for row in lists}
    return [
        (tuple(row[: len(positional)]), dict(zip(named, row[len(positional) :], strict=True)))
        for row in unique.values()
    ]


def entries(text, lines):
    """The dotted names of the functions at module or class level that hold the lines; "" for the module itself."""
    found = {}
    for line in lines:
        name = ""
        for node in ast.parse(text).body:
            if node.lineno <= line <= node.end_lineno:
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    name = node.name
                elif isinstance(node, ast.ClassDef):
                    for inner in node.body:
                        if (
                            isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef))
                            and inner.lineno <= line <= inner.end_lineno
                        ):
                            name = f"{node.name}.{inner.name}"
        found[name] = None
    return list(found)


def run(program, entry, way, literals, probe=None):
    """One way through one version: everything that can be told of it."""
    global world
    state, arguments, truth, fail_at, failure = way
    lay_out(literals, state)
    world = probe or World(truth, fail_at, failure)
    executed = program.lines
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if frame.f_code.co_filename != program.file:
            return None
        if event == "line":
            executed.add(frame.f_lineno)
            count += 1
            if count > MAX_LINES:
                raise TooLong
        return trace

    output = io.StringIO()
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    sys.settrace(trace)
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            result = ["returned", told(perform(program, entry, copy.deepcopy(arguments)))]
    except TooLong:
        result = ["does not end"]
    except BaseException as failure:
        result = ["raised", *told_failure(failure)]
        program.names_causes |= failure.__cause__ is not None
    finally:
        sys.settrace(None)
        signal.setitimer(signal.ITIMER_REAL, 0)
    return {"result": result, "files": look_around(), "done": world.log, "printed": output.getvalue()}


def perform(program, entry, arguments):
    if not entry:
        module = program.load("__main__" if arguments else "sample.app")
        return {k: told(v) for k, v in vars(module).items() if not k.startswith("__") and not inspect.ismodule(v)}
    module = program.load("sample.app")
    owner, _, name = entry.rpartition(".")
    (args, kwargs), (made_with, made_by_name) = arguments
    if owner:
        kind = getattr(module, owner)
        plain = inspect.getattr_static(kind, name)
        target = kind if isinstance(plain, (staticmethod, classmethod)) else kind(*made_with, **made_by_name)
        function = getattr(target, name)
    else:
        target, function = None, getattr(module, name)
    result = ended(function(*args, **kwargs))
    inner = [result] if inspect.isfunction(result) else []
    results = [
        ended(each(*(Stub("inner") for _ in inspect.signature(each).parameters)))
        for each in [*inner, *world.registered]
        if each is not function
    ]
    return [told(result), [told(each) for each in results], told(target)]


def ended(value):
    """A call's value at its end: awaited, or all that it yields."""
    if inspect.iscoroutine(value):
        return asyncio.run(value)
    if inspect.isgenerator(value):
        return ["generator", *(told(each) for each in itertools.islice(value, 20))]
    if inspect.isasyncgen(value):

        async def all_of():
            return [told(each) async for each in value]

        return asyncio.run(all_of())
    return value


def failures_of(text, program):
    """The exceptions that the sample catches, and one that it does not."""
    module = program.load("sample.app") if text else None
    found = [lambda: Unforeseen("unforeseen")]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            for kind in node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]:
                with contextlib.suppress(Exception):
                    found.append(maker(eval(compile(ast.Expression(kind), "kind", "eval"), dict(vars(module)))))
    return list({repr(each()): each for each in found}.values())


def maker(kind):
    """Makes exceptions of a class, whatever it wants to be made with."""
    for arguments in (("planned",), (), ("utf-8", b"x", 0, 1, "planned"), ("planned", "text", 0)):
        try:
            kind(*arguments)
        except Exception:
            continue
        return lambda: kind(*arguments)
    raise TypeError(kind)


def ways(program, text, entry, rng):
    """The arguments of every way: for the entry itself, and for the object that a method is called on."""
    if not entry:
        return [False, True]
    module = program.load("sample.app")
    owner, _, name = entry.rpartition(".")
    if not owner:
        return [(each, ((), {})) for each in argument_lists(getattr(module, name), 0, rng)]
    kind = getattr(module, owner)
    plain = inspect.getattr_static(kind, name)
    own = argument_lists(getattr(plain, "__func__", plain), 0 if isinstance(plain, staticmethod) else 1, rng)
    made = argument_lists(kind.__init__, 1, rng) if "__init__" in vars(kind) else [((), {})]
    pairs = [(one, made[0]) for one in own] + [(own[0], other) for other in made]
    return pairs + [(rng.choice(own), rng.choice(made)) for _ in range(100 if len(made) > 1 else 0)]


def gather_names(text):
    """The names that the sample uses for exceptions."""
    for node in ast.walk(ast.parse(text)):
        kinds = []
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        elif isinstance(node, ast.Raise) and node.exc is not None:
            kinds = [node.exc.func if isinstance(node.exc, ast.Call) else node.exc]
        for kind in kinds:
            name = getattr(kind, "attr", getattr(kind, "id", ""))
            if name[:1].isupper():
                exception_names.add(name)
    texts = {n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    written.extend(sorted(each for each in texts if len(each) < 40 and each.isascii())[:8])
    subscripts = [n.slice for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Subscript)]
    keys = {n.value for n in subscripts if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    looked_up.extend(sorted(key for key in keys if key.isidentifier()))
    exception_names.update(re.findall(r"\b[A-Z]\w*(?:Error|Exception|DoesNotExist)\b", text))


def main():
    global HOME
    task = json.load(sys.stdin)
    before = task["before"]
    gather_names(before)
    for name in REAL_MODULES:
        __import__(name)
    sys.meta_path.insert(0, Finder())
    for name in [n for n in sys.modules if n.partition(".")[0] in ("logging", "subprocess", "socket", "random")]:
        del sys.modules[name]
    vars(os)["environ"] = Environment()
    time.sleep = lambda seconds: world.operate("sleep", seconds)
    signal.signal(signal.SIGALRM, too_long)
    HOME = os.getcwd()
    sys.addaudithook(stay_inside)
    if os.geteuid() == 0:
        os.chown(HOME, NOBODY, NOBODY)
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    os.stat, os.lstat, os.access, os.mkdir = map(recording, (os.stat, os.lstat, os.access, os.mkdir))
    program = Program("before", before)
    answers = []
    plans = {}
    for version in task["versions"]:
        after = Program("after", version["after"])
        answer = {"ways": 0, "differences": [], "unreached": [], "caused": False}
        for entry in entries(before, version["lines"]) or [""]:
            if entry not in plans:
                rng = random.Random(entry)
                literals = paths_of(program, before, entry)
                planning = planned(program, before, entry, literals, rng)
                plans[entry] = literals, [(way, run(program, entry, way, literals)) for way in planning]
            literals, outcomes = plans[entry]
            for way, outcome in outcomes:
                answer["ways"] += 1
                other = run(after, entry, way, literals)
                if ["does not end"] in (outcome["result"], other["result"]):
                    continue  # a machine with much else to do
                if (
                    normal(outcome, task, version["rewritten"]) != normal(other, task, ())
                    and len(answer["differences"]) < 3
                ):
                    answer["differences"].append(
                        {"entry": entry, "way": repr(way[:4]), "before": outcome, "after": other}
                    )
        answer["unreached"] = [line for line in version["lines"] if line not in program.lines]
        answer["caused"] = after.names_causes
        answers.append(answer)
    clear()
    print(json.dumps(answers))


def paths_of(program, text, entry):
    """The paths that an entry looks at: short texts of the sample, and what it asks for when it is run."""
    for row in ways(program, text, entry, random.Random(entry))[:KEPT]:
        run(program, entry, ("absent", row, True, 0, None), ())
    common = {*PATHS, *os.listdir("."), "closed/file", "folder/inside", "locked/inside", ""}
    found = {value for value in written if LITERAL_PATH.match(value)} | asked_for.keys()
    return sorted(found - common, key=lambda path: (len(path), path))[:12]


def planned(program, text, entry, literals, rng):
    """The ways of one entry: states of the folder, arguments, and failures at each operation of a stub."""
    failures = failures_of(text, program)
    rows = ways(program, text, entry, rng)
    sure = failing(program, entry, rows[0], failures, literals)
    sure += [("absent", row, True, 0, None) for row in rows[:KEPT]]
    more = [
        way
        for row in rng.sample(rows[1:], min(8, len(rows) - 1))
        for way in failing(program, entry, row, failures, literals)
    ]
    states = STATES if literals else ("absent", "no permission")
    more += [(state, row, truth, 0, None) for state in states for row in rows for truth in (True, False)]
    return sure + (more if len(more) < MAX_WAYS else rng.sample(more, MAX_WAYS))


def failing(program, entry, row, failures, literals):
    """The ways on which an operation of a stub fails."""
    probe = World()
    run(program, entry, ("absent", row, True, 0, None), literals, probe)
    positions = range(1, min(probe.operations, 12) + 1)
    return [("absent", row, truth, at, failure) for at in positions for failure in failures for truth in (True, False)]


def normal(outcome, task, rewritten):
    """An outcome without what the fix changes on purpose."""
    ignored = set(task["ignored"])
    done = []
    for kind, *details in outcome["done"]:
        if kind == "call":
            details[2] = {k: v for k, v in details[2].items() if k not in ignored}
        if not (kind.startswith("set") and details[1] in ignored):
            done.append([kind, *details])
    result = outcome["result"]
    if result[0] == "returned" and isinstance(result[1], dict):
        result = ["returned", {k: v for k, v in result[1].items() if k not in ignored}]
    text = json.dumps({**outcome, "done": done, "result": result}, ensure_ascii=False)
    for garbled, meant in rewritten:
        text = text.replace(garbled, meant)
    return text


def too_long(number, frame):
    raise TooLong


if __name__ == "__main__":
    main()
