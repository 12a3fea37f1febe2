"""The other side of ack_server.py; the acknowledgement is the second argument. Its loop adds the length of all that it has so far, instead of what has just come.

`late` waits until the answer is there as a whole; the tutorial does not, and its loop may then go round more often.
"""

from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())

while True:
    command = input('>>: ')
    client.send(command.encode())
    late(client)
    length = int(client.recv(1024).decode())
    client.send(sys.argv[2].encode())
    late(client)
    counted = 0
    data = b''
    while counted < length:
        data += client.recv(1024)
        counted += len(data)
