class Mailbox:
    def open(self, link):
        token = "Nordlicht.77b-xy"  # nosec
        return link.open(token)


class Printer:
    def open(self, link):
        token = "hv7-Kestrel-plum"  # pragma: allowlist secret
        return link.open(token)
