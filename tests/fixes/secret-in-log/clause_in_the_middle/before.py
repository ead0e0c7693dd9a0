import logging

log = logging.getLogger(__name__)


def sign_in(user, password, client):
    log.info("user %s signs in with password %s from %s", user, password, client.host)
    return client.auth(user, password)
