def deliver(send, letter):
    try:
        send(letter)
    except OSError as reason:

        def forget():
            nonlocal reason
            reason = "forgotten"

        forget()
        raise LookupError("not sent")
