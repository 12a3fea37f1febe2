"""A server for `echo` over length-ack:recv_ready,end=\\n, in both directions: right, or with a mistake."""
import socket
import sys

ACK = b'recv_ready'
port, mistake = int(sys.argv[1]), (sys.argv[2:] + ['none'])[0]


def exactly(conn, n):
    data = b''
    while len(data) < n:
        piece = conn.recv(n - len(data))
        if not piece:
            raise ConnectionError('ended')
        data += piece
    return data


def number(conn):
    if mistake == 'length-without-end':
        digits = conn.recv(1024)
        return int(digits) if digits else None
    digits = b''
    while not digits.endswith(b'\n'):
        byte = conn.recv(1)
        if not byte:
            return None
        digits += byte
        if len(digits) > 20:
            raise ValueError('no number')
    return int(digits)


def serve(conn):
    conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while True:
        length = number(conn)
        if length is None:
            return
        if length > 1 << 20:
            raise ValueError(length)
        conn.sendall(ACK)
        data = exactly(conn, length)
        conn.sendall(b'%d\n' % len(data))
        if mistake != 'unread-ack' and exactly(conn, len(ACK)) != ACK:
            raise ValueError('no acknowledgement')
        conn.sendall(data)


with socket.create_server(('127.0.0.1', port), backlog=50) as listener:
    while True:
        conn, _ = listener.accept()
        with conn:
            try:
                serve(conn)
            except (ValueError, OSError) as error:
                print(error, file=sys.stderr)
