import logging

logger = logging.getLogger(__name__)


def invoices_of(connection, customer):
    try:
        return connection.execute("SELECT number FROM invoices WHERE customer = ?", (customer,)).fetchall()
    except Exception:
        logger.exception("invoices failed")
        return []


def bill(connection, customer):
    invoices = invoices_of(connection, customer)
    if not invoices:
        raise ValueError("no invoices could be read")
    return len(invoices)
