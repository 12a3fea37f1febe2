"""shell_server.py without the inner loop, as one tutorial has it: a command, its answer, the next client.

The tutorial does not wait before it accepts that one. `late` lets the next command come first, so that it is surely
unread when the next accept takes away the socket's only name.
"""

from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    command = conn.recv(1024).decode()
    with open(command.split()[0], 'rb') as output:
        conn.send(output.read())
    late(conn)
