import sqlite3


def topic(conn: sqlite3.Connection, title):
    row = conn.execute("SELECT id FROM topics WHERE title = ?", (title,)).fetchone()
    if row is None:
        cursor = conn.execute("INSERT INTO topics (title) VALUES (?)", (title,))
        conn.commit()
        return cursor.lastrowid
    return row[0]
