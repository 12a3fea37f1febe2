"""Capitals: of the bytes, or, where the second argument is an encoding, of the text between decoding and encoding."""

from noted import *

codec = sys.argv[2]


def upper(data):
    if codec == 'bytes':
        return data.upper()
    return data.decode(codec, 'replace').upper().encode(codec, 'replace')


server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    while True:
        late(conn)
        data = conn.recv(1024)
        if not data:
            break
        conn.sendall(upper(data))
    conn.close()
