"""Sends the datagrams in its arguments without waiting, and then reads as many answers as its second argument says.

`late` lets the datagrams of several clients arrive in the lesson's order.
"""

from noted import *

client = socket(AF_INET, SOCK_DGRAM)
answers, *texts = sys.argv[2:]
for text in texts:
    late(client)
    client.sendto(data_of(text), localhost())
for _ in range(int(answers)):
    data, address = client.recvfrom(1024)
    print(data.decode())
late(client)
