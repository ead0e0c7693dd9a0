import ssl
import urllib.request


def page(url, config):
    context = ssl._create_unverified_context() if not config["verify_certificates"] else ssl.create_default_context()
    return urllib.request.urlopen(url, context=context, timeout=5).read()
