def port_of(link):
    return int(link.get("port"))
