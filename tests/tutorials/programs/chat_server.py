"""A chat in frames, with files: after `file` come NAME,LENGTH in a frame and so many bytes without one. A thread for
each client."""

from threading import Thread
from noted import *


def serve(conn):
    while True:
        text = recv_message(conn).decode()
        if text in ('q', 'Q'):
            break
        if text in ('file', 'FILE'):
            name, length = recv_message(conn).decode().split(',')
            contents = recv_exactly(conn, int(length))
            with open(name, 'wb') as file:
                file.write(contents)
        else:
            send_message(conn, f'收到了你发来的“{text}”信息!'.encode())
    conn.close()


server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    Thread(target=serve, args=(conn,), daemon=True).start()
