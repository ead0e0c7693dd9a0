import logging

logger = logging.getLogger(__name__)
plugins = []
try:
    plugins.append(load_plugins())
except Exception:
    pass
