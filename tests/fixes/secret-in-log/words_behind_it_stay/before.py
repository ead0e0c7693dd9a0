import logging

logger = logging.getLogger(__name__)


def reset(user, token):
    logger.info(f"reset token {token} for {user.email}")
