import logging

logger = logging.getLogger(__name__)


def invoices_of(connection, customer):
    try:
        return connection.execute("SELECT number FROM invoices WHERE customer = ?", (customer,)).fetchall()
    except Exception:
        logger.exception("invoices failed")
        return []


def bill(connection, customer):
    try:
        return sum(invoices_of(connection, customer))
    except Exception:
        logger.exception("bill failed")
        return None
