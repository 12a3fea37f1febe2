"""Five messages with a length before each, in pieces and together. Both ends are right."""
import socket, struct, sys
side, port = sys.argv[1], int(sys.argv[2])
if side == "server":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    conn, _ = listener.accept()
    got = b""
    while part := conn.recv(1024):
        got += part
    while got:
        (size,) = struct.unpack("!I", got[:4])
        print(got[4:4 + size].decode())
        got = got[4 + size:]
else:
    conn = socket.create_connection(("127.0.0.1", port))
    for text in (b"hello", b"feng", b"goodbye"):
        conn.send(struct.pack("!I", len(text)))
        conn.send(text)
    conn.sendall(struct.pack("!I", 2) + b"hi" + struct.pack("!I", 3) + b"end")
    conn.close()
