import logging

logger = logging.getLogger(__name__)


class Handler:
    def __init__(self, path):
        try:
            self.sizes = read_sizes(path)
        except Exception:
            pass

    def run(self):
        try:
            self.link.handshake()
        except Exception:
            pass
