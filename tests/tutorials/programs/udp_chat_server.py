"""A chat in strict turns: one datagram, one line that a person types."""

from noted import *

server = socket(AF_INET, SOCK_DGRAM)
server.bind(localhost())

while True:
    data, address = server.recvfrom(1024)
    print(f'\033[1;44m{data.decode()}\033[0m')
    server.sendto(input('>>: ').encode(), address)
