"""Datagrams wait in a socket that is on its way to somebody (SCM_RIGHTS), and nobody has a descriptor of it."""
import os, socket, sys
port = int(sys.argv[1])
own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
own.bind(("127.0.0.1", port))
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for text in (b"one", b"two", b"three"):
    sender.sendto(text, ("127.0.0.1", port))
# SO_PEEK_OFF (socket(7)): a peek begins behind these three bytes.
own.setsockopt(socket.SOL_SOCKET, 42, 3)
here, there = socket.socketpair()
socket.send_fds(here, [b"."], [own.fileno()])
own.close()
_, (descriptor,), _, _ = socket.recv_fds(there, 1, 1)
own = socket.socket(fileno=descriptor)
print("peeks", own.getsockopt(socket.SOL_SOCKET, 42))
print(*(own.recv(10, socket.MSG_DONTWAIT).decode() for _ in range(3)), own.getblocking())
