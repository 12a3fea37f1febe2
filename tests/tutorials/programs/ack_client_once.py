"""The other side of ack_server.py in the tutorial that takes its answer by one recv(length).

The tutorial leaves its buffers as they are. Here this one is small, so that the answer of 3 MB cannot be there at once,
and `late` waits for 1024 bytes of the rest.
"""

from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.setsockopt(SOL_SOCKET, SO_RCVBUF, 65536)
client.connect(localhost())

while True:
    command = input('>>: ')
    client.send(command.encode())
    late(client)
    length = int(client.recv(1024).decode())
    client.send(sys.argv[2].encode())
    data = client.recv(length)
