"""Two sends, one recv: the server reads late. argv: server|client PORT."""
import socket, sys, time
side, port = sys.argv[1], int(sys.argv[2])
if side == "server":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    conn, _ = listener.accept()
    while not (first := conn.recv(9, socket.MSG_PEEK)) or len(first) < 9:
        time.sleep(0.005)
    print(conn.recv(1024).decode())
else:
    conn = socket.create_connection(("127.0.0.1", port))
    conn.send(b"hello")
    conn.send(b"feng")
    conn.shutdown(socket.SHUT_WR)
    conn.recv(1)
