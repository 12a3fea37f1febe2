"""The sockets of the tutorials' programs, with notes.

`from noted import *` stands where a tutorial has `from socket import *`. Each call then says on standard output what
came of it, in a line that begins with an @: what was sent, what recv returned, how it failed. Nothing else changes.

`late` is what the tutorials' programs have not. Without it their results come only sometimes: it depends on who is
quicker. It waits for a condition that the test names, and never for a time.
"""

import errno
import select
import socket as plain
import sys
from signal import alarm
from socket import *
from time import sleep

sys.stdout.reconfigure(line_buffering=True)
alarm(60)  # No program of the test outlives it by more.


def note(*words):
    sys.stdout.write(' '.join(['@', *words]) + '\n')


def failed(call, error):
    # A call that the program itself gave a time limit has no number.
    note('failed', call, errno.errorcode.get(error.errno, type(error).__name__))


class socket(plain.socket):
    def bind(self, address):
        super().bind(address)
        if self.type == SOCK_DGRAM:
            self.note_port()

    def listen(self, backlog):
        super().listen(backlog)
        self.note_port()

    def note_port(self):
        """Clients are started now: they find somebody."""
        note('port', str(self.getsockname()[1]))

    def accept(self):
        connection, address = super().accept()
        return socket(fileno=connection.detach()), address

    def connect(self, address):
        self._done('connect', super().connect, address)
        note('connected')

    def connect_ex(self, address):
        number = super().connect_ex(address)
        note('connected') if number == 0 else note('failed', 'connect', errno.errorcode[number])
        return number

    def send(self, data):
        taken = self._done('send', super().send, data)
        note('sent', data[:taken].hex())
        return taken

    def sendall(self, data):
        self._done('send', super().sendall, data)
        note('sent', data.hex())

    def sendto(self, data, address):
        taken = self._done('send', super().sendto, data, address)
        note('sent', data[:taken].hex())
        return taken

    def recv(self, size):
        note('waits')
        data = self._done('recv', super().recv, size)
        note('read', data.hex())
        return data

    def recvfrom(self, size):
        note('waits')
        data, sender = self._done('recv', super().recvfrom, size)
        note('read', data.hex())
        return data, sender

    def _done(self, call, method, *arguments):
        try:
            return method(*arguments)
        except OSError as error:
            failed(call, error)
            raise


def input(prompt):
    """The prompt has a line of its own, so that a note is never in the middle of one."""
    print(prompt)
    return sys.stdin.readline().rstrip('\n')


def late(sock):
    """The caller is late, as a busy program is: it goes on when the test's next lines say so. A number: when that many
    bytes can be read; `gone`: when the other side has closed; `reset`: when its reset has come. An empty line, or the
    end of the lines: now."""
    for line in iter(sys.stdin.readline, ''):
        condition = line.strip()
        if not condition:
            return
        until(sock, condition)
        note('there', condition)


def until(sock, condition):
    while not is_so(sock, condition):
        sleep(0.001)


def is_so(sock, condition):
    if condition.isdigit():
        return readable(sock) >= int(condition)
    poll = select.poll()
    poll.register(sock, {'gone': select.POLLRDHUP, 'reset': 0}[condition])
    wanted = {'gone': select.POLLRDHUP, 'reset': select.POLLHUP}[condition]
    return any(events & wanted for _, events in poll.poll(0))


def readable(sock):
    """How many bytes the next recv could return."""
    try:
        return len(plain.socket.recv(sock, 1 << 20, MSG_PEEK | MSG_DONTWAIT))
    except BlockingIOError:
        return 0


def localhost():
    """The tutorials write 127.0.0.1 and a number. Here both stand in the first argument: each test has its own address,
    and a server takes the number that is free, which is 0."""
    address, port = sys.argv[1].split(':')
    return address, int(port)


def data_of(argument):
    """The bytes of an argument: its text, or digits behind `hex:`."""
    return bytes.fromhex(argument[4:]) if argument.startswith('hex:') else argument.encode()


def recv_exactly(sock, size):
    """Of the programs that read until they have all. The notes are of the whole."""
    note('waits')
    data = b''
    while len(data) < size:
        piece = plain.socket.recv(sock, size - len(data))
        if not piece:
            raise EOFError('the stream ended too early')
        data += piece
    note('read', data.hex())
    return data


def recv_message(sock):
    """The length, four bytes, the most significant first, and so many bytes."""
    note('waits')
    length = plain.socket.recv(sock, 4, MSG_WAITALL)
    if not length:
        note('read')
        raise EOFError('the stream ended where a length was to come')
    data = plain.socket.recv(sock, int.from_bytes(length, 'big'), MSG_WAITALL)
    note('read', data.hex())
    return data


def send_message(sock, data):
    plain.socket.sendall(sock, len(data).to_bytes(4, 'big') + data)
    note('sent', data.hex())
