"""The length as digits, the client's acknowledgement, which is the second argument, and only then what the command printed.

`late` stands for a server that is busy: the tutorial does not wait before it reads the acknowledgement. A third argument
is the size of its send buffer, which the tutorial leaves to the system.
"""

from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)
conn, address = server.accept()
if len(sys.argv) > 3:
    conn.setsockopt(SOL_SOCKET, SO_SNDBUF, int(sys.argv[3]))

while True:
    command = conn.recv(1024).decode()
    if not command:
        break
    with open(command.split()[0], 'rb') as output:
        result = output.read()
    conn.send(str(len(result)).encode())
    late(conn)
    if conn.recv(1024) == sys.argv[2].encode():
        conn.sendall(result)
conn.close()
