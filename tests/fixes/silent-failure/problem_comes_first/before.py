import logging

log = logging.getLogger(__name__)


def store(box, parcel):
    try:
        box.put(parcel)
        if box.full:
            return True, "the box is full now"
    except Exception as error:
        log.error("not stored: %s", error)
        return True, "not stored"
    return False, None


def deliver(box, parcel):
    failed, why = store(box, parcel)
    if failed:
        raise RuntimeError(why)
