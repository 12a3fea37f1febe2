"""A remote command: what recv returned is run, and what it printed is sent, whatever its length.

The tutorial runs any command; here what one prints is in a file of its name. The tutorial does not wait before its recv;
`late` stands for a command that takes some time.
"""

from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    while True:
        late(conn)
        command = conn.recv(1024).decode()
        if not command:
            break
        with open(command.split()[0], 'rb') as output:
            conn.send(output.read())
    conn.close()
