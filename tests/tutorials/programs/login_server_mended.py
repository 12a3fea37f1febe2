"""login_server.py with the lesson's remedy: what goes wrong with one client ends that connection, and nothing else."""

from noted import *

server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    try:
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
    except OSError:
        pass
    conn.close()
