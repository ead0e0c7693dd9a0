import ftplib


def fetch(host):
    password = "hv7-Kestrel-plum"  # the supplier's, see the contract
    with ftplib.FTP_TLS(host, timeout=30) as link:
        link.login("shop", password)
        return link.nlst()
