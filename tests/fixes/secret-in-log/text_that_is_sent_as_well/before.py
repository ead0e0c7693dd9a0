import logging

logger = logging.getLogger(__name__)


def send_reset(mailer, user, site, reset_token):
    reset_url = f"{site}/reset/{reset_token}"
    mailer.send(user.email, f"Open {reset_url}")
    logger.info(f"mail is off: {reset_url}")
