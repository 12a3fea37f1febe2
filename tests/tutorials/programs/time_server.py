"""Asked for a format it answers with the time. The tutorial asks for the local time; here it is the lesson's.

`late` stands for a server that is busy; the tutorial does not wait.
"""

from time import strftime, strptime
from noted import *

NOW = strptime('2021-03-04 05:06:07', '%Y-%m-%d %H:%M:%S')
server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)
conn, address = server.accept()

while True:
    late(conn)
    wanted = conn.recv(1024).decode()
    if not wanted:
        break
    conn.send(strftime(wanted, NOW).encode())
conn.close()
