"""time_server.py over UDP: nothing is a question, too, and means the usual format."""

from time import strftime, strptime
from noted import *

NOW = strptime('2021-03-04 05:06:07', '%Y-%m-%d %H:%M:%S')
server = socket(AF_INET, SOCK_DGRAM)
server.bind(localhost())

while True:
    wanted, address = server.recvfrom(1024)
    server.sendto(strftime(wanted.decode() or '%Y-%m-%d %X', NOW).encode(), address)
