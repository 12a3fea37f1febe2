# late-read/length-prefix, right: A length before each message
# Start this one first: python3 right_server.py [PORT]
import socket
import sys

HOST = '127.0.0.1'
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 9000


def recv_exactly(sock, n, end='end-inside-frame'):
    data = b''
    while len(data) < n:
        piece = sock.recv(n - len(data))
        if not piece:
            raise EOFError('end-inside-frame' if data else end)
        data += piece
    return data


def recv_message(sock):
    head = recv_exactly(sock, 4, 'end-of-stream')
    length = int.from_bytes(head, 'big')
    if length < 0:
        raise ValueError('bad-frame')
    if length > 1048576:
        raise ValueError('frame-too-large')
    return recv_exactly(sock, length)


listener = socket.socket()
# so that it can be started again at once
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((HOST, PORT))
listener.listen(128)
print('ready', flush=True)
conn, address = listener.accept()
data = recv_message(conn)
print('recv_message ->', len(data), data[:32])
data = recv_message(conn)
print('recv_message ->', len(data), data[:32])
try:
    data = recv_message(conn)
    print('recv_message ->', len(data), data[:32])
except (EOFError, ValueError) as error:
    print('recv_message ->', error)
