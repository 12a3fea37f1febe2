"""Sends two messages and prints the answers. It has no bug."""
import socket
import struct
import sys


def recv_exactly(conn, count):
    data = b''
    while len(data) < count:
        piece = conn.recv(count - len(data))
        if not piece:
            sys.exit('the server has closed the connection')
        data += piece
    return data


with socket.create_connection(('127.0.0.1', int(sys.argv[1]))) as conn:
    for message in [b'hello', b'feng']:
        conn.sendall(struct.pack('!I', len(message)) + message)
        (length,) = struct.unpack('!I', recv_exactly(conn, 4))
        print(recv_exactly(conn, length).decode())
