"""Sends one file to upload_server.py, and is done."""

import json
import os
import struct
from noted import *

name = sys.argv[2]
client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())
header = json.dumps({'cmd': 'put', 'filename': name, 'filesize': os.path.getsize(name)}).encode()
client.send(struct.pack('i', len(header)))
client.send(header)
with open(name, 'rb') as file:
    for line in file:
        client.send(line)
client.close()
