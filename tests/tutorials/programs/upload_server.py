"""An upload with a JSON header, and its length before it. One client after the other; nobody asks whether a header came."""

import json
import struct
from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    while True:
        length = struct.unpack('i', conn.recv(4))[0]
        header = json.loads(conn.recv(length).decode())
        size = 0
        with open('server-' + header['filename'], 'wb') as file:
            while size < header['filesize']:
                data = conn.recv(1024)
                file.write(data)
                size += len(data)
    conn.close()
