"""A message of 30 bytes, and a recv of 10."""
import socket, sys
side, port = sys.argv[1], int(sys.argv[2])
if side == "server":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    conn, _ = listener.accept()
    while part := conn.recv(10):
        print(part.decode())
else:
    conn = socket.create_connection(("127.0.0.1", port))
    conn.send(b"a message that is thirty bytes")
    conn.close()
