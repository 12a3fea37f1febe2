"""The client that knows the key in its second argument. It sends the bytes of the digest that its third argument says
(all of them in the tutorial), then the other arguments: at once behind the digest, where the fourth is `together`, else in
sends of their own."""

import hmac
from noted import *

key, size, how, *texts = sys.argv[2:]
client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())

challenge = recv_exactly(client, 32)
parts = [hmac.new(key.encode(), challenge, 'md5').digest()[: int(size)], *(text.encode() for text in texts)]
for part in [b''.join(parts)] if how == 'together' else parts:
    client.send(part)
client.recv(1024)
client.close()
