"""Each text is answered with the time and a quotation. Four clients at the most, as in limit_server.py.

The tutorial asks for the local time; here it is the lesson's. The second argument is how many bytes the first recv waits
for; the tutorial does not wait, and two lines come in one recv only sometimes.
"""

from threading import Thread
from time import strftime, strptime
from noted import *

NOW = strptime('2021-03-04 05:06:07', '%Y-%m-%d %H:%M:%S')


def serve(conn):
    until(conn, sys.argv[2])
    while True:
        text = conn.recv(1024).decode()
        if not text:
            break
        stamp = strftime('服务端于%Y年%m月%d日%H时%M分%S秒', NOW)
        conn.send(f'{stamp}收到了你发来的“{text}”信息!'.encode())
    conn.close()


server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)
clients = 0

while True:
    conn, address = server.accept()
    if clients < 4:
        clients += 1
        Thread(target=serve, args=(conn,), daemon=True).start()
    else:
        late(conn)
