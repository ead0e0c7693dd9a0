"""Code of any length, as people and machines write it: each input is a function of the number of its parts."""

from __future__ import annotations

from collections.abc import Callable

Make = Callable[[int], str]


def _joined(head: str, part: Callable[[int], str], tail: str = "") -> Make:
    return lambda size: head + "".join(map(part, range(size))) + tail


_ROUTES = "from flask import Flask, request, jsonify\nfrom app.data import db, get_item, log_action\nimport logging\n\n"


def _handler(number: int, indent: str) -> str:
    lines = f"""\
@app.route("/items/{number}/<int:item_id>", methods=["GET", "POST"])
def item_{number}(item_id):
    try:
        data = request.get_json()
        name = data.get("name", "").strip()
        if not name:
            return jsonify({{"error": "name missing"}}), 400
        row = get_item(item_id)
        for key in data:
            if key.startswith("price_{number}"):
                row["price"] = float(data[key]) + row["price"]
        db.execute("UPDATE items SET name = ?, price = ? WHERE id = ?", (name, row["price"], item_id))
        log_action("update", item_id, request.user.id)
    except ValueError as error:
        return jsonify({{"error": str(error)}}), 400
    except Exception:
        pass
    return jsonify({{"ok": True, "id": item_id}})
"""
    return "".join(indent + line if line.strip() else line for line in lines.splitlines(keepends=True)) + "\n"


_STORE = "import sqlite3\ndb = sqlite3.connect('app.db')\n\n\n"
_ROW = "    row = db.execute('SELECT stock, price FROM items WHERE id = ?', (item,)).fetchone()\n    x = row['stock']\n    y = row['price']\n"
_BACK = "    db.execute('UPDATE items SET stock = ? WHERE id = ?', (x, item))\n    db.commit()\n    return x\n"


def _on_a_row(part: Callable[[int], str]) -> Make:
    """Between reading a record and writing it back."""
    return _joined(f"{_STORE}def change(item, a, f):\n{_ROW}", part, _BACK)


def _in_a_view(
    part: Callable[[int], str], head: str = "    x = request.json\n    y = {}\n", tail: str = "    return jsonify(x)\n"
) -> Make:
    return _joined(f"{_ROUTES}app = Flask(__name__)\n\n\n@app.post('/a')\ndef change(a, f):\n{head}", part, tail)


BRANCHES: dict[str, Make] = {
    "if else": lambda size: _two_ways("    if a > {i}:\n        x = f(x, y)\n    else:\n        y = x + y\n")(size),
    "if elif else": lambda size: _two_ways(
        "    if a > {i}:\n        x = x + y\n    elif a < -{i}:\n        y = x\n    else:\n        x = y\n"
    )(size),
    "try except": lambda size: _two_ways(
        "    try:\n        x = int(x) + y\n    except ValueError:\n        y = x\n    except KeyError:\n        x = y\n"
    )(size),
    "try finally": lambda size: _two_ways("    try:\n        x = x + y\n    finally:\n        y = x\n")(size),
    "for": lambda size: _two_ways("    for i{i} in f(x):\n        x = x + i{i}\n        y = x\n")(size),
    "while": lambda size: _two_ways("    while x < {i}:\n        x = x + y\n        y = x\n")(size),
    "while with ways out": lambda size: _two_ways(
        "    while True:\n        if x > y:\n            x = y\n            break\n        y = x\n        continue\n"
    )(size),
    "match": lambda size: _two_ways(
        "    match a:\n        case {i}:\n            x = x + y\n        case 'b':\n            y = x\n        case _:\n            x = y\n"
    )(size),
    "conditional expressions": lambda size: _two_ways("    x = x + y if a > {i} else y\n    y = x if a else y + 1\n")(
        size
    ),
    "or and": lambda size: _two_ways("    x = x or y or {i}\n    y = y and x\n")(size),
    "comprehensions": lambda size: _two_ways("    x = [each + y for each in x]\n    y = {{k: x for k in y if x}}\n")(
        size
    ),
    "nested calls": lambda size: _two_ways("    x = max(int(x), int(y), min(x, y))\n    y = dict(x, y=y)\n")(size),
    "sums": lambda size: _two_ways("    x = x + y\n    y = y + x\n")(size),
    "augmented": lambda size: _two_ways("    if a:\n        x += y\n    else:\n        y -= x\n")(size),
    "with": lambda size: _two_ways("    with f(x) as z:\n        x = z + y\n        y = z\n")(size),
    "walrus": lambda size: _two_ways("    if (z := x + y) > {i}:\n        x = z\n    else:\n        y = z\n")(size),
    "unpacking": lambda size: _two_ways("    x, y = y, x + y\n    [x, *y] = x, y\n")(size),
    "attributes": lambda size: _two_ways("    x = x.left if a else y.right\n    y = x['k'] if a else y.get('k')\n")(
        size
    ),
    "f-strings": lambda size: _two_ways("    x = f'{{x}} {{y}}' if a else y\n    y = '%s %s' % (x, y)\n")(size),
    "displays": lambda size: _two_ways("    x = {{'a': x, 'b': [y, x]}}\n    y = (x, y)\n")(size),
}
"""Ways that a value takes through repeated branches: each doubles the paths, none may double the work."""


def _two_ways(part: str) -> Make:
    """The same in a function between reading and writing, and in a view between the request and its answer."""
    lines = lambda number: part.format(i=number)  # noqa: E731
    row, view = _on_a_row(lines), _in_a_view(lines)
    text = _in_a_view(lines, "    x = 'SELECT * FROM a WHERE b = '\n    y = ' AND c'\n", "    return db.execute(x)\n")
    chosen = _in_a_view(lines, "    x = True\n    y = False\n", "    return app.run(debug=x)\n")
    query = _in_a_view(lines, "    x = Item.query.filter_by(id=a)\n    y = x\n", "    return x.first()\n")
    return lambda size: "\n\n".join(each(size) for each in (row, view, text, chosen, query))


LENGTHS: dict[str, Make] = {
    "string set beside one character beyond ASCII": _joined(
        "NOTE = 'naïve'\nWORDS = {\n", lambda i: f"    'word{i}',\n", "    'é',\n}\n"
    ),
    "string list in a function": _joined("def f():\n    return [\n", lambda i: f"        'wörd{i}',\n", "    ]\n"),
    "calls of replace": _joined("def f(x):\n", lambda i: f"    x = x.replace('é{i}', 'e')\n", "    return x\n"),
    "dict of dicts": _joined(
        "DATA = {\n",
        lambda i: f"    'key{i}': {{'id': {i}, 'name': 'n{i}', 'url': 'https://example.com/{i}'}},\n",
        "}\n",
    ),
    "list of records returned": _joined(
        "def orders():\n    return [\n",
        lambda i: f"        {{'id': {i}, 'name': 'John Doe', 'total': {i}.5}},\n",
        "    ]\n",
    ),
    "handlers in a factory": _joined(
        _ROUTES + "def create_app():\n    app = Flask(__name__)\n\n", lambda i: _handler(i, "    "), "    return app\n"
    ),
    "handlers": _joined(_ROUTES + "app = Flask(__name__)\n\n", lambda i: _handler(i, "")),
    "handlers of a bot": _joined(
        "from aiogram import Router, F\n\ndef get_router():\n    router = Router()\n",
        lambda i: (
            f"""\
    @router.callback_query(F.data == 'x{i}')
    async def h{i}(callback, state):
        user = get_user(callback.from_user.id)
        if not user:
            return
        try:
            await callback.message.edit_text(f'hello {{user["name"]}}', reply_markup=kb.menu{i}())
        except Exception as e:
            logger.error(f'failed {{e}}')
        update_user(user['id'], balance=user['balance'] + {i})

"""
        ),
        "    return router\n",
    ),
    "short handlers": _joined(
        "from flask import Flask, request\napp = Flask(__name__)\n",
        lambda i: f"@app.get('/x{i}')\ndef h{i}():\n    return request.args['a']\n\n",
    ),
    "groups of three": _joined(
        "from app import db, calc\n\ndef f(a, b):\n    x = a\n    y = b\n",
        lambda i: f"    x = calc(x, y, {i})\n    y{i} = x + y\n    db.put('k{i}', y{i})\n",
        "    return x\n",
    ),
    "one step after another": _joined("def f(db, x):\n", lambda i: "    x = db.step(x)\n", "    return x\n"),
    "writes of dependent values": _on_a_row(
        lambda i: f"    x = f(x)\n    db.execute('UPDATE items SET a{i} = ? WHERE id = ?', (x, item))\n"
    ),
    "records changed": _joined(
        "from app.models import Item\n\n\ndef f(request):\n",
        lambda i: (
            f"    item{i} = Item.objects.get(id={i})\n    item{i}.stock = item{i}.stock - 1\n    item{i}.save()\n"
        ),
    ),
    "with": _joined(
        "def f(db, x):\n", lambda i: f"    with db.lock('{i}') as l:\n        x = l.step(x)\n", "    return x\n"
    ),
    "ifs that go on": _joined(
        "def f(db, x):\n    while x:\n",
        lambda i: f"        if x == {i}:\n            y{i} = db.step(x)\n            continue\n",
        "    return x\n",
    ),
    "ifs that return": _joined(
        "def f(db, x):\n",
        lambda i: f"    if x == {i}:\n        y{i} = db.step(x)\n        return y{i}\n",
        "    return x\n",
    ),
    "elif": _joined(
        "def f(a, db):\n    if a == -1:\n        r = 0\n",
        lambda i: f"    elif a == {i}:\n        r = db.get({i})\n",
        "    return r\n",
    ),
    "elif at the top": _joined(
        "import sys, db\na = sys.argv[1]\nif a == -1:\n    r = 0\n",
        lambda i: f"elif a == '{i}':\n    r = db.get({i})\n",
    ),
    "cases": _joined(
        "def f(a, db):\n    match a:\n",
        lambda i: f"        case {{'kind': 'k{i}', 'of': of}}:\n            r = db.get(of)\n",
        "    return r\n",
    ),
    "try except": _joined(
        "import requests, logging\ndef f(a, db):\n    out = []\n",
        lambda i: (
            f"""\
    try:
        v{i} = requests.get(a + '/{i}').json()
        out.append(v{i})
    except Exception as e:
        logging.error('x %s', e)
"""
        ),
        "    return out\n",
    ),
    "one long try": _joined(
        "import requests\ndef f(a, db):\n    try:\n",
        lambda i: f"        v{i} = requests.get(a + '/{i}').json()\n        db.put(v{i})\n",
        "    except Exception as e:\n        return str(e)\n",
    ),
    "tasks": _joined(
        "import asyncio\nasync def f(items, do):\n    tasks = []\n",
        lambda i: f"    tasks.append(asyncio.create_task(do(items[{i}])))\n    tasks += [do(each) for each in items]\n",
        "    return await asyncio.gather(*tasks)\n",
    ),
    "columns put into a body": _in_a_view(
        lambda i: f"    y['field{i}'] = x['field{i}']\n", tail="    return Item(**y)\n"
    ),
    "sum of texts": _joined(
        "def f(db, x):\n    q = 'SELECT a'\n", lambda i: f"    q += ', b{i}'\n", "    db.execute(q)\n"
    ),
    "text in one sum": _joined(
        "def f(db, x):\n    db.execute(\n        'SELECT a'\n",
        lambda i: f"        + ', b{i}'\n",
        "        + ' FROM t')\n",
    ),
    "methods": _joined(
        "from app import db\n\nclass Store(Base):\n    kind = 'x'\n\n",
        lambda i: (
            f"""\
    def method_{i}(self, item_id, value):
        row = self.get(item_id)
        row.value = value
        self.session.commit()
        return self.method_{i // 2}(row.id, value)

"""
        ),
    ),
    "methods that share a counter": _joined(
        "import threading\n\nclass Store:\n    def __init__(self):\n        self.n = 0\n        threading.Thread(target=self.m0).start()\n\n",
        lambda i: f"    def m{i}(self):\n        self.n += 1\n        self.m{i + 1}()\n\n",
    ),
    "constants": _joined("", lambda i: f"NAME_{i} = 'value {i}'\n"),
    "constants of the environment": _joined(
        "import os\n", lambda i: f"NAME_{i} = os.environ.get('NAME_{i}', 'value {i}')\n"
    ),
    "settings": _joined(
        "DEBUG = True\n", lambda i: f"SECRET_KEY_{i} = 'sk-9f8e7d6c5b4a{i}'\nURL_{i} = 'http://10.0.0.1/{i}'\n"
    ),
    "attributes in a chain": _joined("def f(a):\n    return a", lambda i: f".b{i}", "\n"),
    "calls in a chain": _joined("def f(q):\n    return (q", lambda i: f"\n        .filter(x={i})", ")\n"),
    "a long sum": _joined("def f(a):\n    return (a", lambda i: f"\n        + {i}", ")\n"),
    "a long or": _joined("def f(a):\n    return (a", lambda i: f"\n        or a.b{i}", ")\n"),
    "arguments": _joined("def f(a):\n    return g(\n", lambda i: f"        key{i}=a.b{i},\n", "    )\n"),
    "parameters": _joined("def f(\n", lambda i: f"    key{i}: int = {i},\n", "):\n    return key0\n"),
    "decorators": _joined("from app import mark\n\n", lambda i: f"@mark({i})\n", "def f(a):\n    return a\n"),
    "lambdas": _joined("import app\n", lambda i: f"app.register('x{i}', lambda r, n={i}: r.get(n))\n"),
    "imports": _joined("", lambda i: f"from pkg.mod{i} import name{i}\n", "def f():\n    return name1()\n"),
    "reads of one name": _joined("def f(a):\n    b = a.c\n", lambda i: f"    g(b, {i})\n"),
    "bindings of one name": _joined(
        "def f(a, g):\n    b = 0\n", lambda i: f"    if g({i}):\n        b = g(a)\n", "    return b\n"
    ),
    "bindings and reads of one name": _joined(
        "def f(a, g):\n    b = 0\n", lambda i: f"    if g({i}):\n        b = g(a)\n    g(b)\n", "    return b\n"
    ),
    "django models": _joined(
        "from django.db import models\n\n",
        lambda i: (
            f"""\
class M{i}(models.Model):
    name = models.CharField(max_length=10)
    owner = models.ForeignKey('M{i // 3}', on_delete=models.CASCADE)
    def up(self):
        self.save()

"""
        ),
    ),
    "sqlalchemy models": _joined(
        "from sqlalchemy import Column, ForeignKey, Integer\nfrom sqlalchemy.orm import declarative_base, relationship\nBase = declarative_base()\n\n",
        lambda i: (
            f"""\
class M{i}(Base):
    __tablename__ = 't{i}'
    id = Column(Integer, primary_key=True)
    owner_id = Column(ForeignKey('t{i // 2}.id'))
    owner = relationship('M{i // 2}')

def get_{i}(session, id):
    return session.query(M{i}).filter_by(id=id, owner_id=3).first()

"""
        ),
    ),
    "functions that call the next": _joined(
        "", lambda i: f"def f{i}(db, x):\n    db.put(x)\n    return f{i + 1}(db, x)\n\n\n"
    ),
    "SELECT with conditions": lambda size: (
        f'def f(db):\n    return db.execute("SELECT a, b FROM t WHERE {" OR ".join(f"(a = {i} AND b = 3)" for i in range(size))}").fetchall()\n'
    ),
    "UPDATE of columns": lambda size: (
        f'def f(db, a):\n    db.execute("UPDATE t SET {", ".join(f"column_{i} = ?" for i in range(size))} WHERE id = ?", a)\n    db.commit()\n'
    ),
    "INSERT of rows": lambda size: (
        'def f(db):\n    db.execute("""INSERT INTO t (a, b) VALUES\n'
        + ",\n".join(f"(1, 'name {i}')" for i in range(size))
        + '""")\n    db.commit()\n'
    ),
    "SQL in many pieces": lambda size: (
        "def f(db, a):\n    db.execute(\n        'SELECT a FROM t WHERE 1 '\n"
        + "".join(f"        ' OR b{i} = ?'\n" for i in range(size))
        + "        , a)\n"
    ),
    "prose": lambda size: (
        'def f():\n    return """'
        + "\n".join(f"select the line {i} from this text, it's prose" for i in range(size))
        + '"""\n'
    ),
    "f-string": lambda size: 'def f(db, v):\n    return f"' + "".join(f"a{i}={{v[{i}]}} " for i in range(size)) + '"\n',
    "f-string of SQL": lambda size: (
        'def f(db, v):\n    db.execute(f"INSERT INTO t VALUES ('
        + ", ".join(f"{{v[{i}]}}" for i in range(size))
        + ')")\n    db.commit()\n'
    ),
    "address of many parts": lambda size: "URL = 'http://" + "a." * size + "'\n",
    "a long word": lambda size: "WORD = '" + "a" * size + "'\nPATH = '/home/" + "a/" * size + "'\n",
    "statements on one line": lambda size: "x = 1; y = x; " * size + "\n",
    "comments that silence": _joined("", lambda i: f"x{i} = {i}  # offpath: ignore[swallowed-exception]\n"),
    "comments that silence in a function": _joined(
        "def f(g):\n",
        lambda i: (
            f"    try:\n        g({i})\n    except Exception:  # offpath: ignore[swallowed-exception]\n        pass\n"
        ),
    ),
}
"""Long texts of every kind: what each part costs does not depend on how many there are."""

NESTED: dict[str, Make] = {
    "loops": lambda size: _nested(size, "for i{i} in a:", "x = g(x, i0)"),
    "while loops": lambda size: _nested(size, "while g({i}):", "x = g(x)"),
    "ifs": lambda size: _nested(size, "if g({i}):", "x = g(x)"),
    "with": lambda size: _nested(size, "with g({i}) as i{i}:", "x = g(x)"),
    "try": lambda size: (
        "def f(a, g):\n    x = 0\n"
        + "".join("    " * (i + 1) + "try:\n" for i in range(size))
        + "    " * (size + 1)
        + "x = g(a)\n"
        + "".join("    " * i + "except ValueError:\n" + "    " * (i + 1) + "x = g(x)\n" for i in range(size, 0, -1))
        + "    return x\n"
    ),
    "loops and tries": lambda size: (
        "def f(a, g):\n    x = 0\n"
        + "".join("    " * (2 * i + 1) + f"for i{i} in a:\n" + "    " * (2 * i + 2) + "try:\n" for i in range(size))
        + "    " * (2 * size + 1)
        + "x = g(x)\n"
        + "".join(
            "    " * (2 * i) + "except ValueError:\n" + "    " * (2 * i + 1) + "x = g(x)\n" for i in range(size, 0, -1)
        )
        + "    return x\n"
    ),
    "calls": lambda size: "def f(a, g):\n    return " + "g(a, " * size + "a" + ")" * size + "\n",
    "conditional expressions": lambda size: (
        "def f(a, g):\n    return " + "(a if g else " * size + "a" + ")" * size + "\n"
    ),
    "lists": lambda size: "def f(a):\n    return " + "[a, " * size + "a" + "]" * size + "\n",
    "dicts": lambda size: "def f(a):\n    return " + "{'ok': " * size + "True" + "}" * size + "\n",
    "comprehensions": lambda size: "def f(a):\n    return " + "[b for b in " * size + "a" + "]" * size + "\n",
    "lambdas": lambda size: "def f(a):\n    return " + "lambda b: " * size + "a\n",
    "not": lambda size: "def f(a):\n    return " + "not " * size + "a\n",
    "functions": lambda size: (
        "".join("    " * i + f"def f{i}(a):\n" for i in range(size)) + "    " * size + "return a\n"
    ),
    "classes": lambda size: "".join("    " * i + f"class C{i}:\n" for i in range(size)) + "    " * size + "a = 1\n",
}
"""Code in code: what nests deeper costs more by its length alone."""


def _nested(size: int, head: str, body: str) -> str:
    lines = "".join("    " * (i + 1) + head.format(i=i) + "\n" for i in range(size))
    return f"def f(a, g):\n    x = 0\n{lines}{'    ' * (size + 1)}{body}\n    return x\n"
