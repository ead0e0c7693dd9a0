import click
from cryptography.fernet import Fernet


@click.command()
def new_key():
    key = Fernet.generate_key()
    api_key = key.decode()
    print(api_key)
    print("The new key:", api_key)
