"""Login by HMAC: 32 bytes there, 16 back, and no word of what came of it.

The tutorial's challenge is os.urandom(32); here it is the lesson's, so that the digests can be compared. The size of the
recv for the digest is the second argument: 16 in the tutorial. The tutorial does not wait before it; without `late`
what follows the digest is there only sometimes.
"""

import hmac
from noted import *

KEY = b'linhaifeng bang bang bang'
server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    challenge = bytes(range(32))
    conn.sendall(challenge)
    late(conn)
    answer = conn.recv(int(sys.argv[2]))
    if hmac.compare_digest(hmac.new(KEY, challenge, 'md5').digest(), answer):
        while True:
            data = conn.recv(1024)
            if not data:
                break
            conn.sendall(data.upper())
    conn.close()
