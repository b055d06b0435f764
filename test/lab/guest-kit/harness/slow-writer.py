"""A writer in flight: splice() from an empty pipe holds the file system's write count until something is in the pipe.

Prints `in flight` when it is about to wait, ends when a line comes on stdin.
"""
import os
import sys
import threading

target = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT, 0o600)
read_end, write_end = os.pipe()


def feed():
    sys.stdin.readline()
    os.write(write_end, b"x" * 4096)
    os.close(write_end)


threading.Thread(target=feed, daemon=True).start()
print("in flight", flush=True)
os.splice(read_end, target, 4096)
os.unlink(sys.argv[1])
