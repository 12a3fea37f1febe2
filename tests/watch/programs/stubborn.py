"""Ignores SIGTERM and SIGINT, and never ends."""
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, signal.SIG_IGN)
print("here", flush=True)
while True:
    time.sleep(1)
