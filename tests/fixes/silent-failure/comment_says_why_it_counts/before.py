class Rejected(Exception):
    pass


def remove(client, person):
    try:
        client.kick(person)
        return True, ""
    except ConnectionError:
        return True, ""  # считаем успехом если его там нет
