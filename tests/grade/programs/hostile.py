"""Programs that mean no good, or are not done yet. python3 hostile.py WHAT PORT"""
import os
import signal
import socket
import sys
import time

what, port = sys.argv[1], int(sys.argv[2])


def listen():
    return socket.create_server(('127.0.0.1', port), backlog=50)


if what == 'exits':
    sys.exit('no such file: config.json')
elif what == 'never-listens':
    time.sleep(1000)
elif what == 'fork-bomb':
    listener = listen()
    for _ in range(2000):
        if os.fork() == 0:
            if os.fork() == 0:
                os.setsid()
            time.sleep(1000)
    time.sleep(1000)
elif what == 'flood':
    listener = listen()
    while True:
        os.write(1, b'A' * 65536)
        os.write(2, b'B' * 65536)
elif what == 'stubborn':
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = listen()
    while True:
        conn, _ = listener.accept()
        time.sleep(1000)
elif what == 'answers-for-ever':
    listener = listen()
    while True:
        conn, _ = listener.accept()
        try:
            while True:
                conn.sendall(b'\0\0\0\0' * 4096)
        except OSError:
            pass
elif what == 'once':
    # The tutorials' server: one client, and it ends.
    listener = listen()
    conn, _ = listener.accept()
    pending = b''
    while piece := conn.recv(4096):
        pending += piece
        while len(pending) >= 4 and len(pending) >= 4 + int.from_bytes(pending[:4], 'big'):
            end = 4 + int.from_bytes(pending[:4], 'big')
            conn.sendall(pending[:end])
            pending = pending[end:]
    conn.close()
