"""Calls recvfrom with each of the sizes in its arguments."""

from noted import *

server = socket(AF_INET, SOCK_DGRAM)
server.bind(localhost())

for size in sys.argv[2:]:
    data, address = server.recvfrom(int(size))
    print(data)
