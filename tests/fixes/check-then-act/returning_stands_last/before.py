import psycopg


def topic(conn: psycopg.Connection, title):
    row = conn.execute("SELECT id FROM topics WHERE title = %s", (title,)).fetchone()
    if row is None:
        row = conn.execute("INSERT INTO topics (title) VALUES (%s) RETURNING id", (title,)).fetchone()
        conn.commit()
    return row[0]
