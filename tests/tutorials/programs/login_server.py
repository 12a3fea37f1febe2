"""Login with a file of accounts, one user|password a line. What recv returned is compared with each line, whole.

The tutorial does not wait before its recv. Without `late` two tries come in one recv only sometimes, and a client that
leaves is gone only sometimes before it is answered.
"""

from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    while True:
        late(conn)
        login = conn.recv(1024).decode()
        if login == 'good|bye':
            break
        with open('accounts.txt') as accounts:
            known = any(login == line.strip() for line in accounts)
        if known:
            conn.send('登录成功'.encode())
            break
        conn.send('用户名或者密码错误'.encode())
    conn.close()
