"""A child is stopped, and goes on when it is told to; and a range of descriptors is closed at once."""
import ctypes, os, signal, socket, sys
port = int(sys.argv[1])
child = os.fork()
if child == 0:
    while True:
        signal.pause()
os.kill(child, signal.SIGSTOP)
_, status = os.waitpid(child, os.WUNTRACED)
print("stopped", os.WIFSTOPPED(status))
os.kill(child, signal.SIGCONT)
_, status = os.waitpid(child, os.WCONTINUED)
print("went on", os.WIFCONTINUED(status))
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen()
for text in (b"one", b"two"):
    client = socket.create_connection(("127.0.0.1", port))
    server, _ = listener.accept()
    client.sendall(text)
    assert server.recv(10) == text
    # close_range, number 436 on every processor.
    low, high = sorted((client.fileno(), server.fileno()))
    assert ctypes.CDLL(None).syscall(436, low, high, 0) == 0
    client.detach(), server.detach()
print("closed")
