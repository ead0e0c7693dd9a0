import logging

logger = logging.getLogger(__name__)


def connect(host, api_key):
    logger.debug("connecting to %s with %s", host, api_key)
