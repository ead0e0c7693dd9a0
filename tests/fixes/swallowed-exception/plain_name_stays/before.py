import logging

logger = logging.getLogger(__name__)


def sync_prices(shop):
    try:
        shop.sync()
    except Exception:
        pass
