class Mailbox:
    def open(self, link):
        token = "Nordlicht.77b-xy"
        return link.open(token)


class Printer:
    def open(self, link):
        token = "hv7-Kestrel-plum"
        return link.open(token)
