"""A thread for each client, four at the most. The fifth is accepted, and nobody takes care of it.

Its socket has only the name `conn`, which the next accept takes away. `late` waits until the fifth has sent something, so
that this is surely unread when the socket goes; the tutorial has no such wait.
"""

from threading import Thread
from noted import *


def serve(conn):
    while True:
        data = conn.recv(1024)
        if not data:
            break
        conn.send(data.upper())
    conn.close()


server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)
clients = 0

while True:
    conn, address = server.accept()
    if clients < 4:
        clients += 1
        Thread(target=serve, args=(conn,), daemon=True).start()
    else:
        late(conn)
