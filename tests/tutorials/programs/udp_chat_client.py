"""The other window of udp_chat_server.py, for somebody who speaks twice: two lines, and then one datagram, one line.

The tutorial's client cannot do that: it waits for an answer after each line.
"""

from noted import *

client = socket(AF_INET, SOCK_DGRAM)
client.sendto(input('>>: ').encode(), localhost())

while True:
    client.sendto(input('>>: ').encode(), localhost())
    data, address = client.recvfrom(1024)
    print(data.decode())
