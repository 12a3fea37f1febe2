"""A remote command over UDP: two datagrams for each, what went to standard error and what went to standard output; always
both. What a command prints is in two files of its name."""

from noted import *

server = socket(AF_INET, SOCK_DGRAM)
server.bind(localhost())

while True:
    command, address = server.recvfrom(1024)
    for stream in ('err', 'out'):
        with open(f'{command.decode().split()[0]}.{stream}', 'rb') as output:
            server.sendto(output.read(), address)
