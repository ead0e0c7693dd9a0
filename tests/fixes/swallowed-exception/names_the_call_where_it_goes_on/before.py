import logging

logger = logging.getLogger(__name__)


def save_logo(shop, path):
    try:
        shop.drop_logo()
    except Exception:
        pass
    shop.logo = path
    shop.save()
