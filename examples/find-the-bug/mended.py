"""Answers each message in capitals. A message is its length in four bytes, and then itself."""
import socket
import struct
import sys

MOST = 1024 * 1024


def recv_exactly(conn, count):
    data = b''
    while len(data) < count:
        piece = conn.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def serve(conn):
    while True:
        (length,) = struct.unpack('!I', recv_exactly(conn, 4))
        if length > MOST:
            return
        body = recv_exactly(conn, length)
        conn.sendall(struct.pack('!I', len(body)) + body.upper())


listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
while True:
    conn, address = listener.accept()
    with conn:
        try:
            serve(conn)
        except (EOFError, ConnectionError):
            pass
