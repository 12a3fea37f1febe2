"""The length as digits, the client's recv_ready, and only then what the command printed."""

from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)
conn, address = server.accept()

while True:
    command = conn.recv(1024).decode()
    if not command:
        break
    with open(command, 'rb') as output:
        result = output.read()
    conn.send(str(len(result)).encode())
    if conn.recv(1024) == b'recv_ready':
        conn.sendall(result)
conn.close()
