# late-read/pause-between, wrong: A pause between the sends, and a reader still
# later
# Start it when the other says `ready`: python3 wrong_client.py [PORT]
import socket
import sys
import time

HOST = '127.0.0.1'
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 9000

sock = socket.socket()
sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
sock.connect((HOST, PORT))
sock.send(b'hello')
# This pause is the scenario's own.
time.sleep(0.01)
sock.send(b'feng')
