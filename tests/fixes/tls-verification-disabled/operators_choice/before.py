import requests


class Hub:
    def __init__(self, settings):
        self.session = requests.Session()
        if settings.insecure:
            self.session.verify = False
