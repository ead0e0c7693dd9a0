import sqlite3

db = sqlite3.connect("app.db")


def forbidden(why):
    print(why)


def by_a_helper_that_goes_on(item, n):
    row = db.execute("SELECT stock FROM items WHERE id = ?", (item,)).fetchone()
    if row["stock"] < n:
        forbidden("too few")
    db.execute("UPDATE items SET stock = ? WHERE id = ?", (row["stock"] - n, item))
    db.commit()
