from flask import current_app


def save_prices(shop, prices):
    current_app.logger.info('saving')
    try:
        shop.send(prices)
    except Exception:
        pass
