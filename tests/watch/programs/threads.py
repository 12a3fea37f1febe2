"""A thread for each client; each says two things."""
import socket, sys, threading
side, port = sys.argv[1], int(sys.argv[2])
def talk(conn):
    while got := conn.recv(1024):
        conn.sendall(got.upper())
    conn.close()
if side == "server":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(20)
    while True:
        conn, _ = listener.accept()
        threading.Thread(target=talk, args=(conn,)).start()
else:
    conn = socket.create_connection(("127.0.0.1", port))
    for text in (b"one", b"two"):
        conn.sendall(text)
        assert conn.recv(1024) == text.upper()
    conn.close()
