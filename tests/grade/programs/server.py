"""A server for `upper` over length-prefix:u32be: right, or with one of the mistakes. python3 server.py PORT [MISTAKE [THREADS]]"""
import socket
import struct
import sys
import threading

MAX = 1 << 20
port, mistake = int(sys.argv[1]), (sys.argv[2:] + ['none'])[0]


def exactly(conn, n):
    data = b''
    while len(data) < n:
        piece = conn.recv(min(65536, n - len(data)))
        if not piece:
            if data or n == 0:
                raise ConnectionError(f'{len(data)} of {n} bytes')
            return None
        data += piece
    return data


def header(conn):
    if mistake in ('header-recv-once', 'naive'):
        head = conn.recv(4)
        if not head:
            return None
    else:
        head = exactly(conn, 4)
        if head is None:
            return None
    if mistake == 'signed-length':
        length = struct.unpack('!i', head)[0]
    else:
        length = struct.unpack('!I', head)[0]
    if mistake != 'no-maximum' and length > MAX:
        raise ValueError(f'{length} bytes are too many')
    return length


def body(conn, length):
    if mistake in ('body-recv-once', 'naive'):
        return conn.recv(length) if length else b''
    if mistake == 'no-maximum':
        data = b''
        while len(data) < length:
            piece = conn.recv(length - len(data))
            if not piece:
                raise ConnectionError('ended')
            data += piece
        return data
    data, text, received = b'', '', 0
    while received < length:
        left = length - received
        piece = conn.recv(1024 if mistake == 'body-recv-1024' else min(1024, left))
        if not piece:
            if mistake == 'end-as-message-end':
                break
            raise ConnectionError(f'{received} of {length} bytes')
        data += piece
        if mistake == 'utf8-per-piece':
            text += piece.decode('utf-8')
        received += len(data) if mistake == 'sum-of-everything' else len(piece)
    return text.encode('utf-8') if mistake == 'utf8-per-piece' else data


def send(conn, data):
    length = len(data)
    if mistake == 'length-in-characters':
        length = len(data.decode('utf-8', 'replace'))
    if mistake == 'two-byte-length':
        length &= 0xffff
    conn.sendall(struct.pack('!I', length) + data)


def serve(conn):
    with conn:
        conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            length = header(conn)
            if length is None:
                return
            send(conn, body(conn, length).upper())


def guarded(conn):
    try:
        serve(conn)
    except Exception as error:
        print(f'{type(error).__name__}: {error}', file=sys.stderr)


with socket.create_server(('127.0.0.1', port), backlog=50) as listener:
    while True:
        conn, _ = listener.accept()
        if mistake == 'none' or 'threads' in sys.argv:
            threading.Thread(target=guarded, args=(conn,), daemon=True).start()
        elif 'crash' in sys.argv:
            serve(conn)
        else:
            guarded(conn)
