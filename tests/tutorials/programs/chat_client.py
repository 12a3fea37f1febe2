"""The other side of chat_server.py: `file` asks for a name and a length, and then looks for the file."""

from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())

while True:
    text = input('>>: ')
    send_message(client, text.encode())
    if text == 'q':
        break
    if text == 'file':
        name = input('name,length: ')
        send_message(client, name.encode())
        try:
            with open(name.rsplit(',', 1)[0], 'rb') as file:
                client.sendall(file.read())
        except FileNotFoundError:
            print('no such file')
    else:
        print(recv_message(client).decode())
client.close()
