# late-read/length-prefix, right: A length before each message
# Start it when the other says `ready`: python3 right_client.py [PORT]
import socket
import sys

HOST = '127.0.0.1'
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 9000


def send_message(sock, data):
    head = len(data).to_bytes(4, 'big')
    sock.sendall(head + data)


sock = socket.socket()
sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
sock.connect((HOST, PORT))
send_message(sock, b'hello')
send_message(sock, b'feng')
sock.close()
