import smtplib


def order(session, order, link: smtplib.SMTP):
    try:
        session.add(order)
        session.commit()
        if order.wants_mail:
            try:
                link.send_message(order.mail())
            except smtplib.SMTPException as error:
                print("no mail", error)
        return {"success": True}
    except Exception:
        session.rollback()
        return {"success": False}
