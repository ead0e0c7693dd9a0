import ftplib
import sys

if sys.platform != "win32":
    FTP_PASSWORD = "hv7-Kestrel-plum"
    link = ftplib.FTP_TLS("files.internal", "shop", FTP_PASSWORD, timeout=30)
