"""A client that types lines: each is sent, and one recv takes the answer."""

from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())

while True:
    text = input('>>: ').strip()
    if text == 'quit':
        break
    client.send(text.encode())
    print(client.recv(1024).decode())
client.close()
