"""The other side of file_server.py: `put NAME`, `get NAME`.

After a get it asks whether to go on, and the person may answer late. `late` stands for what the network does
to the tutorial's sends, and for a program that is held up: with it it is certain what glues.
"""

import hashlib
import json
import os
import struct
from noted import *


def upload(name):
    client.send(struct.pack('i', os.path.getsize(name)))
    with open(name, 'rb') as file:
        for line in file:
            late(client)
            md5 = hashlib.md5(line).hexdigest()
            header = json.dumps({'file_name': name, 'file_size': len(line), 'md5': md5}).encode()
            client.send(struct.pack('i', len(header)))
            client.send(header)
            late(client)
            client.send(line)


def download(name):
    answer = client.recv(4)
    if not answer:
        print('服务器端没有该文件')
        return
    total = struct.unpack('i', answer)[0]
    size = 0
    while size < total:
        length = struct.unpack('i', client.recv(4))[0]
        header = json.loads(client.recv(length).decode())
        input('是否继续下载: ')
        late(client)
        line = client.recv(1024)
        if hashlib.md5(line).hexdigest() != header['md5']:
            print('下载文件不完整有误')
            return
        with open('client-' + name, 'ab') as file:
            file.write(line)
        size += len(line)


client = socket(AF_INET, SOCK_STREAM)
client.connect(localhost())

while True:
    command = input('>>: ')
    if not command:
        break
    client.send(command.encode())
    cmd, name = command.split(' ')
    if cmd == 'put':
        late(client)
        upload(name)
    else:
        late(client)
        download(name)
client.close()
