from email import message_from_bytes


def priority(raw: bytes) -> int:
    message = message_from_bytes(raw)
    return int(message.get("X-Priority"))
