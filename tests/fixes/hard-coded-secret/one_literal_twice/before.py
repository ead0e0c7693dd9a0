import ftplib

FTP_PASSWORD = "hv7-Kestrel-plum"


def fetch():
    return ftplib.FTP_TLS("files.internal", "shop", FTP_PASSWORD, timeout=30)


ftp_pw_of_copies = "hv7-Kestrel-plum"
copies = ftplib.FTP_TLS("copies.internal", "shop", ftp_pw_of_copies, timeout=30)
