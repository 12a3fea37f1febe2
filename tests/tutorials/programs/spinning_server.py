"""A loop that does not look whether anything came."""

from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)
conn, address = server.accept()

while True:
    print(conn.recv(1024))
