import requests

BOT = "https://bot.example/sendMessage"


def tell(chat_id, text):
    requests.post(BOT, data={"chat_id": chat_id, "text": text})
