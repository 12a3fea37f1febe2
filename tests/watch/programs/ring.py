"""Sets up an io_uring: system call 425 on every processor (io_uring_setup(2))."""
import ctypes
ctypes.CDLL(None).syscall(425, 4, ctypes.create_string_buffer(256))
print("done")
