import smtplib
import ssl


def send(message, use_ssl, host):
    if use_ssl:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with smtplib.SMTP_SSL(host, context=context, timeout=5) as smtp:
            smtp.send_message(message)
