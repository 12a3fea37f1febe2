"""Commands are typed, and one recv takes the answer. `late` waits until the answer is there as a whole; the tutorial
does not, and may get a part of it."""

from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())

while True:
    command = input('>>: ')
    if not command:
        break
    client.send(command.encode())
    late(client)
    print(client.recv(1024).decode())
client.close()
