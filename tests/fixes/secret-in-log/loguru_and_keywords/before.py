from loguru import logger


def charge(card, amount):
    logger.info("charge {} of {}", card["card_number"], amount)
    logger.bind(amount=amount).info("charged", cvv=card["cvv"])
