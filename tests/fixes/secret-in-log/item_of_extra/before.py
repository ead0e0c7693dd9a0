import logging

logger = logging.getLogger(__name__)


def store(user, client_secret):
    logger.warning("stored", extra={"user": user.id, "secret": client_secret})
    logger.warning("kept", extra={"secret": client_secret})
