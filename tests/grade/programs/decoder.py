"""A decoder for length-prefix:u32be: right, or it takes what one read brings for all."""
import json
import os
import struct
import sys

mistake = (sys.argv[1:] + ['none'])[0]


def exactly(n):
    data = b''
    while len(data) < n:
        piece = os.read(0, n - len(data))
        if not piece:
            if data or n == 0:
                sys.exit(f'{len(data)} of {n} bytes')
            return None
        data += piece
    return data


while True:
    head = os.read(0, 4) if mistake == 'header-recv-once' else exactly(4)
    if not head:
        break
    length = struct.unpack('!I', head)[0]
    if length > 1 << 20:
        sys.exit(f'{length} bytes are too many')
    body = exactly(length) if length else b''
    if body is None:
        sys.exit('ended')
    print(json.dumps(body.decode('utf-8')), flush=True)
