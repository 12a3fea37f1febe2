"""One client at a time, until it says good|bye. A login is answered as such, anything else in capitals."""

from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    while True:
        text = conn.recv(1024).decode()
        if text == 'good|bye':
            break
        conn.send('登录成功'.encode() if text == 'alex|dsb' else text.upper().encode())
    conn.close()
