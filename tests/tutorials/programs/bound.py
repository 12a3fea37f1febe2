"""Has a port, on which it does not listen, until a line is typed."""

from noted import *

holder = socket(AF_INET, SOCK_STREAM)
holder.bind(localhost())
holder.note_port()
input('>>: ')
