import sqlite3

db = sqlite3.connect("app.db")


def refuse(why):
    print(why)
    raise ValueError(why)


def by_a_helper(item, n):
    row = db.execute("SELECT stock FROM items WHERE id = ?", (item,)).fetchone()
    if row["stock"] < n:
        refuse("too few")
    db.execute("UPDATE items SET stock = ? WHERE id = ?", (row["stock"] - n, item))
    db.commit()
