# Waits for a message in four ways: select, poll, epoll, and a selector; the client sends when it is told to. argv: server|client PORT
import select
import selectors
import socket
import sys

side, port = sys.argv[1], int(sys.argv[2])
if side == 'server':
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(('127.0.0.1', port))
    listener.listen()
    conn, _ = listener.accept()

    def by_select():
        select.select([listener, conn], [], [], 5)

    def by_poll():
        poll = select.poll()
        poll.register(listener, select.POLLIN)
        poll.register(conn, select.POLLIN)
        poll.poll(5000)

    def by_epoll():
        with select.epoll() as epoll:
            epoll.register(listener, select.EPOLLIN)
            epoll.register(conn, select.EPOLLIN)
            epoll.poll(5)

    for wait in [by_select, by_poll, by_epoll]:
        conn.sendall(b'go')
        wait()
        conn.recv(16)
    conn.close()
else:
    sock = socket.create_connection(('127.0.0.1', port))
    for message in [b'a', b'bb', b'ccc']:
        sock.recv(2)
        sock.sendall(message)
    sock.recv(2)
    sock.close()
