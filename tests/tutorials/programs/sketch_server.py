"""The tutorials' sketch of a receiver: the length of the header, the header, and one recv for as many bytes as it says.

Some systems promise any amount of memory. The limit makes sure that a terabyte is not to be had, on those, too.
"""

import json
import resource
import struct
from noted import *

resource.setrlimit(resource.RLIMIT_AS, (1 << 32, 1 << 32))
server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)
conn, address = server.accept()
length = struct.unpack('i', recv_exactly(conn, 4))[0]
header = json.loads(recv_exactly(conn, length).decode())
conn.recv(header['file_size'])
