"""Two questions, two answers: each at once to who asked, or, where the second argument says `later`, both when both have
come, and to the address that is at hand."""

from noted import *

ANSWERS = {b'1+1?': b'2', b'2+2?': b'4'}
server = socket(AF_INET, SOCK_DGRAM)
server.bind(localhost())

if sys.argv[2] == 'later':
    first, address = server.recvfrom(1024)
    second, address = server.recvfrom(1024)
    server.sendto(ANSWERS[first], address)
    server.sendto(ANSWERS[second], address)
else:
    for _ in range(2):
        question, address = server.recvfrom(1024)
        server.sendto(ANSWERS[question], address)
