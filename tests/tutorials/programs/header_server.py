"""A remote command whose answer has a JSON header, and its length before it. The keys are those of one tutorial or of another:
`data_size` alone, or three of them, with an md5 that is a fixed text."""

import json
import struct
from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)
conn, address = server.accept()

while True:
    command = conn.recv(1024).decode()
    if not command:
        break
    with open(command.split()[0], 'rb') as output:
        result = output.read()
    header = {'data_size': len(result)}
    if sys.argv[2] == 'total_size':
        header = {'file_name': 'a.txt', 'total_size': len(result), 'md5': 'asdfasdf123123x1'}
    header = json.dumps(header).encode()
    conn.send(struct.pack('i', len(header)))
    conn.send(header)
    conn.sendall(result)
conn.close()
