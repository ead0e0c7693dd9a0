import httpx


def pay(client: httpx.Client, invoice):
    return client.post("/payments/bolt11", json={"invoice": invoice}, timeout=None)
