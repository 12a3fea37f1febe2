"""A client that sends its arguments and goes without waiting for an answer; at once, where there are none.

It is held up after connect, until the next client is in the queue; and, where a second line is awaited, until it is killed.
"""

from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())
late(client)
for text in sys.argv[2:]:
    client.send(data_of(text))
late(client)
client.close()
