"""Two small writes and a read: Nagle's rule against an acknowledgement that is put off."""
import socket, sys
side, port = sys.argv[1], int(sys.argv[2])
if side == "server":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    conn, _ = listener.accept()
    conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
    conn.send(b"+")
    got = b""
    while len(got) < 24:
        got += conn.recv(1024)
    conn.send(b"ok")
else:
    conn = socket.create_connection(("127.0.0.1", port))
    conn.recv(1)
    for part in (b"header: ", b"of a request", b"body"):
        conn.send(part)
    conn.recv(10)
