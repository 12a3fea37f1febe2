"""The other side of header_server.py; the key of the size is the second argument. Where the header has an md5 it is checked,
which the tutorials' clients do not do."""

import hashlib
import json
import struct
from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())

while True:
    command = input('>>: ')
    client.send(command.encode())
    length = struct.unpack('i', recv_exactly(client, 4))[0]
    header = json.loads(recv_exactly(client, length).decode())
    body = recv_exactly(client, header[sys.argv[2]])
    md5 = hashlib.md5(body).hexdigest()
    if header.get('md5', md5) != md5:
        client.send(f'damaged: {md5}, not {header["md5"]}'.encode())
