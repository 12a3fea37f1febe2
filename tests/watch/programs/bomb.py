"""Forks as often as it can, and its children do."""
import os, time
for _ in range(12):
    try:
        os.fork()
    except OSError:
        pass
time.sleep(60)
