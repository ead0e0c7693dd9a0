import logging

logger = logging.getLogger(__name__)


def invoices_of(connection, customer):
    try:
        return connection.execute("SELECT number FROM invoices WHERE customer = ?", (customer,)).fetchall()
    except Exception:
        logger.exception("invoices failed")
        return []


def bills(connection, customers):
    found = {}
    for customer in customers:
        found[customer] = invoices_of(connection, customer)
    return found
