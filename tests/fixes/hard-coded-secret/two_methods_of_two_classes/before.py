class Mailbox:
    def open(self, link):
        token = "Nordlicht.77b-xy"  # nosec B105
        return link.open(token)


class Printer:
    def open(self, link):
        token = "hv7-Kestrel-plum"  # noqa: S105
        return link.open(token)
