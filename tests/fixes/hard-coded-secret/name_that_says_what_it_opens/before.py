def warehouse(link):
    depot_password = "Zx81-qq-lime-77"
    return link.open(depot_password)
