import logging

logger = logging.getLogger(__name__)


def sign_in(user, password):
    logger.info(f"given {password}x times by {user}")
    return check(user, password)
