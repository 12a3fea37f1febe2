"""Both ends in one program: after a close, by whatever way, the other end has it at once; and whoever watches holds
no socket of ours."""
import os, socket, sys
port, times = int(sys.argv[1]), int(sys.argv[2])
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen()
watcher = f"/proc/{os.getppid()}/fd"

def copies():
    links = []
    for name in os.listdir(watcher):
        try:
            links.append(os.readlink(f"{watcher}/{name}"))
        except OSError:
            pass
    return [link for link in links if link.startswith("socket:")]

before = None
for round in range(times):
    client = socket.create_connection(("127.0.0.1", port))
    server, _ = listener.accept()
    client.send(b"x")
    server.recv(1)
    before = copies() if before is None else before
    assert copies() == before, (before, copies())
    if round % 3 == 0:
        client.close()
    elif round % 3 == 1:
        # The last copy goes with a process that ends.
        child = os.fork()
        if child == 0:
            server.close()
            listener.close()
            os._exit(0)
        os.waitpid(child, 0)
        client.close()
    else:
        # dup2 onto it.
        null = os.open("/dev/null", os.O_RDONLY)
        os.dup2(null, client.fileno())
        os.close(null)
    assert server.recv(1, socket.MSG_DONTWAIT) == b"", round
    server.close()
    if round % 3 == 2:
        os.close(client.detach())
print("at once", times)
