"""Servers whose mistake is not the framing's: upper over length-prefix:u32be, or echo over lines. python3 habits.py PORT WHAT"""
import os
import socket
import struct
import sys
import threading

MAX = 1 << 20
port, what = int(sys.argv[1]), sys.argv[2]
shared = bytearray()


def exactly(conn, n):
    data = b''
    while len(data) < n:
        if what == 'end-ignored':
            data += conn.recv(n - len(data))
            continue
        if what == 'peek-loop':
            while len(conn.recv(n, socket.MSG_PEEK)) < n:
                pass
        piece = conn.recv(n - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def messages(conn):
    while True:
        length = struct.unpack('!I', exactly(conn, 4))[0]
        if length > MAX:
            raise ValueError(length)
        yield exactly(conn, length)


def from_shared(conn):
    while piece := conn.recv(4096):
        shared.extend(piece)
        while len(shared) >= 4 and len(shared) >= 4 + int.from_bytes(shared[:4], 'big'):
            end = 4 + int.from_bytes(shared[:4], 'big')
            message = bytes(shared[4:end])
            del shared[:end]
            yield message
        if len(shared) >= 4 and int.from_bytes(shared[:4], 'big') > MAX:
            shared.clear()
            return


def pieces(conn):
    while data := conn.recv(1024):
        conn.sendall(data.strip() + b'\n')


def serve(conn):
    if what == 'piece-as-message':
        return pieces(conn)
    for message in from_shared(conn) if what == 'shared-buffer' else messages(conn):
        if what == 'stripped':
            message = message.strip()
        conn.sendall(struct.pack('!I', len(message)) + message.upper())


def guarded(conn):
    with conn:
        try:
            serve(conn)
        except (EOFError, ValueError, OSError):
            pass


with socket.create_server(('127.0.0.1', port), backlog=50) as listener:
    while True:
        conn, _ = listener.accept()
        if what == 'forks-and-never-waits':
            if os.fork() == 0:
                guarded(conn)
                os._exit(0)
            conn.close()
        else:
            threading.Thread(target=guarded, args=(conn,), daemon=True).start()
