import logging

logger = logging.getLogger(__name__)


def sign_in(user, password):
    logger.info(f"Password: {password}")
    return check(user, password)
