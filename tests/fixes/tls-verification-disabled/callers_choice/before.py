import ssl


def context_for(verify: bool = True) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if verify:
        return context
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
