"""A server for `echo` over delimiter:\\n,escape=\\\\: right, or it does not look what is inside."""
import socket
import sys

port, mistake = int(sys.argv[1]), (sys.argv[2:] + ['none'])[0]


def messages(conn):
    message, escaped = bytearray(), False
    while piece := conn.recv(4096):
        for byte in piece:
            if escaped:
                message.append(byte)
                escaped = False
            elif byte == 0x5c:
                escaped = True
            elif byte == 0x0a:
                yield bytes(message)
                message = bytearray()
            else:
                message.append(byte)
            if len(message) > 1 << 20:
                return


def frame(body):
    if mistake == 'delimiter-inside':
        return body + b'\n'
    return body.replace(b'\\', b'\\\\').replace(b'\n', b'\\\n') + b'\n'


with socket.create_server(('127.0.0.1', port), backlog=50) as listener:
    while True:
        conn, _ = listener.accept()
        with conn:
            try:
                for body in messages(conn):
                    conn.sendall(frame(body))
            except OSError as error:
                print(error, file=sys.stderr)
