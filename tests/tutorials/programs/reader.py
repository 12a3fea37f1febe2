"""Accepts one client, and calls recv with each of the sizes in its arguments.

The tutorials' readers are not held up; without `late` what comes in one recv depends on who is quicker.
"""

from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)
conn, address = server.accept()

for size in sys.argv[2:]:
    late(conn)
    print(conn.recv(int(size)))
conn.close()
