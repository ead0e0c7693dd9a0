class Client:
    def failure(self, text):
        made = LookupError(text)
        made.__cause__ = self.last
        return made

    def get(self, key):
        try:
            return self.store[key]
        except KeyError as error:
            raise self.failure(key)
