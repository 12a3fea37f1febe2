"""A client that does not wait: it sends what it is told one behind the other, and only then reads as many answers as
its second argument says.

`late` holds it up where the lesson says that the network did, and keeps it connected at the end.
"""

from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())

answers, *texts = sys.argv[2:]
for text in texts:
    late(client)
    client.send(data_of(text))
for _ in range(int(answers)):
    client.recv(1024)
late(client)
client.close()
