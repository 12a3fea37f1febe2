"""Answers each message in capitals. A message is its length in four bytes, and then itself. It has a bug."""
import socket
import struct
import sys


def serve(conn):
    while True:
        header = conn.recv(4)
        if not header:
            return
        (length,) = struct.unpack('!I', header)
        body = conn.recv(length)
        conn.sendall(struct.pack('!I', len(body)) + body.upper())


listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
while True:
    conn, address = listener.accept()
    with conn:
        serve(conn)
