"""A datagram of 19 bytes, and a recvfrom of 10."""
import socket, sys
side, port = sys.argv[1], int(sys.argv[2])
own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if side == "server":
    own.bind(("127.0.0.1", port))
    print(own.recvfrom(10)[0].decode())
    print(own.recvfrom(10)[0].decode())
else:
    own.sendto(b"hello, this is long", ("127.0.0.1", port))
    own.sendto(b"short", ("127.0.0.1", port))
