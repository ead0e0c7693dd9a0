import sqlite3

db = sqlite3.connect("app.db")


def note(why):
    print(why)


def told_either_way(item, n):
    row = db.execute("SELECT stock FROM items WHERE id = ?", (item,)).fetchone()
    if row["stock"] < n:
        note("few")
    else:
        note("many")
    db.execute("UPDATE items SET stock = ? WHERE id = ?", (row["stock"] - n, item))
    db.commit()
