import google.generativeai as genai


def chat(text):
    api_key = "AIzaSyD3k9Qw7Lr2Xv8Nc5Tb1Ym4Jp6Hs0Fg2Ke"
    genai.configure(api_key=api_key)
    return genai.GenerativeModel("small").generate_content(text)
