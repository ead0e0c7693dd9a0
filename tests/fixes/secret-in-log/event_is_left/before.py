import logging

logger = logging.getLogger(__name__)


def sign_in(user, password):
    logger.info(f"{user} signs in with password {password}")
    return check(user, password)
