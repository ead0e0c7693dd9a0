import logging


def rotate(client):
    secret = client.rotate_secret()
    logging.info(secret)
    logging.info(f"{secret}")
    return secret
