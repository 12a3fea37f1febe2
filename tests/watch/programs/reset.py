"""The server closes with bytes unread."""
import socket, sys
side, port = sys.argv[1], int(sys.argv[2])
if side == "server":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    conn, _ = listener.accept()
    conn.recv(5, socket.MSG_PEEK | socket.MSG_WAITALL)
    conn.recv(2)
    conn.close()
else:
    conn = socket.create_connection(("127.0.0.1", port))
    conn.send(b"hello")
    try:
        conn.recv(10)
    except ConnectionResetError as error:
        print(error)
