"""connect_ex returns the error as a number, and nobody looks at it."""

from noted import *

client = socket(AF_INET, SOCK_STREAM)
client.connect_ex(localhost())
client.send(b'hello')
