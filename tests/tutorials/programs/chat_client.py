"""The other side of chat_server.py. `file` is sent, and only then is the file looked for: where there is none, the person
types the next line."""

import os
from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())

while True:
    text = input('>>: ')
    send_message(client, text.encode())
    if text in ('q', 'Q'):
        break
    if text not in ('file', 'FILE'):
        print(recv_message(client).decode())
        continue
    name = input('file: ')
    if not os.path.exists(name):
        print('no such file')
        continue
    send_message(client, f'{name},{os.path.getsize(name)}'.encode())
    with open(name, 'rb') as file:
        client.sendall(file.read())
client.close()
