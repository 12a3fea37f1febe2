"""A file that never is in the program's memory: sendfile."""
import os, socket, sys, tempfile
port = int(sys.argv[1])
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen()
client = socket.create_connection(("127.0.0.1", port))
server, _ = listener.accept()
with tempfile.TemporaryFile() as file:
    file.write(b"twelve bytes and more")
    file.flush()
    assert os.sendfile(server.fileno(), file.fileno(), 7, 5) == 5
print(client.recv(100).decode())
