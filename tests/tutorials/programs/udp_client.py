"""Lines are typed, each is a datagram, and one recvfrom takes the answer."""

from noted import *

client = socket(AF_INET, SOCK_DGRAM)

while True:
    text = input('>>: ')
    client.sendto(text.encode(), localhost())
    data, address = client.recvfrom(1024)
    print(data.decode())
