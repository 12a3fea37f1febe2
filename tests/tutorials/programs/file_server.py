"""Files up and down, line by line. The command is what one recv returned, split at its blank.

As with socketserver nobody but its thread has a connection: when the thread ends, by an error, too, it is closed.

The tutorial does not wait before that recv. Without `late` command, size and header come in one recv only about half the
time.
"""

import hashlib
import json
import os
import struct
from threading import Thread
from noted import *


def upload(conn, name):
    total = struct.unpack('i', conn.recv(4))[0]
    size = 0
    while size < total:
        length = struct.unpack('i', conn.recv(4))[0]
        header = json.loads(conn.recv(length).decode())
        line = conn.recv(1024)
        if hashlib.md5(line).hexdigest() != header['md5']:
            print('上传文件不完整有误')
            return
        with open('server-' + name, 'ab') as file:
            file.write(line)
        size += len(line)
    conn.send(f'{name} 上传成功'.encode())


def download(conn, name):
    conn.send(struct.pack('i', os.path.getsize(name)))
    with open(name, 'rb') as file:
        for line in file:
            md5 = hashlib.md5(line).hexdigest()
            header = json.dumps({'file_name': name, 'file_size': len(line), 'md5': md5}).encode()
            conn.send(struct.pack('i', len(header)))
            conn.send(header)
            conn.send(line)


def serve(conn):
    while True:
        late(conn)
        command = conn.recv(1024).decode()
        if not command:
            break
        cmd, name = command.split(' ')
        if cmd == 'put':
            upload(conn, name)
        elif os.path.exists(name):
            download(conn, name)
        else:
            break
    conn.close()


server = socket(AF_INET, SOCK_STREAM)
server.bind(localhost())
server.listen(5)

while True:
    conn, address = server.accept()
    thread = Thread(target=serve, args=(conn,), daemon=True)
    del conn
    thread.start()
