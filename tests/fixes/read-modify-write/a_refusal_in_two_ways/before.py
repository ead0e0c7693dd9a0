import sqlite3

db = sqlite3.connect("app.db")


def nested(item, n, loud):
    row = db.execute("SELECT stock FROM items WHERE id = ?", (item,)).fetchone()
    if row["stock"] < n:
        if loud:
            raise ValueError("too few")
        else:
            return None
    db.execute("UPDATE items SET stock = ? WHERE id = ?", (row["stock"] - n, item))
    db.commit()
    return True
