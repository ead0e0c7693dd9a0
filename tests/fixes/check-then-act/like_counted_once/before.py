import psycopg2


def like(connection: psycopg2.extensions.connection, post, reader):
    cursor = connection.cursor()
    cursor.execute("SELECT 1 FROM likes WHERE post_id = %s AND reader_id = %s", (post, reader))
    if cursor.fetchone():
        return "already"
    cursor.execute("INSERT INTO likes (post_id, reader_id) VALUES (%s, %s)", (post, reader))
    connection.commit()
    return "liked"
