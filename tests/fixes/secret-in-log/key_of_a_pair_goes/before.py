import logging

log = logging.getLogger(__name__)


def login(name, password, address):
    log.info(f"login user={name} password={password} from={address}")
    log.warning("login user=%s password=%s from=%s", name, password, address)
