"""Another client for udp_chat_server.py, which does not wait for its turn: two lines, and then one datagram, one line.

The tutorial's own client (udp_client.py) waits for an answer after each line.
"""

from noted import *

client = socket(AF_INET, SOCK_DGRAM)
client.sendto(input('>>: ').encode(), localhost())

while True:
    client.sendto(input('>>: ').encode(), localhost())
    data, address = client.recvfrom(1024)
    print(data.decode())
