# late-read/pause-between, wrong: A pause between the sends, and a reader still
# later
# Start this one first: python3 wrong_server.py [PORT]
import socket
import sys
import time

HOST = '127.0.0.1'
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 9000

listener = socket.socket()
# so that it can be started again at once
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((HOST, PORT))
listener.listen(128)
print('ready', flush=True)
conn, address = listener.accept()
# The scenario needs no pause: it asks the kernel until 9 bytes wait here.
time.sleep(0.51)
data = conn.recv(10)
print('recv(10) ->', len(data), data[:32])
