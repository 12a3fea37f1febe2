"""A process for each client; the parent closes its copy."""
import os, socket, sys
side, port = sys.argv[1], int(sys.argv[2])
if side == "server":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    for _ in range(3):
        conn, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            conn.sendall(conn.recv(10).upper())
            os._exit(0)
        conn.close()
    for _ in range(3):
        os.wait()
else:
    for _ in range(3):
        conn = socket.create_connection(("127.0.0.1", port))
        conn.send(b"hello")
        got = b""
        while part := conn.recv(10):
            got += part
        assert got == b"HELLO"
        conn.close()
