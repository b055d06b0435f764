"""Watches one mount from inside the guest: blocked-writes.py MOUNT

Writes one byte into the page cache each millisecond and prints every write that did not come back within 5 ms, as
`FROM TO` in nanoseconds of CLOCK_MONOTONIC. No fsync: a buffered write meets a freeze (sb_start_write) and hardly
anything else. Each line on stdin is answered with `mark`; the end of stdin ends it and removes its file.
"""
import os
import select
import sys
import time

SLOW_NS = 5_000_000

path = os.path.join(sys.argv[1], ".freezeframe-bench")
file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
stdin = select.poll()
stdin.register(0, select.POLLIN | select.POLLHUP)
clock = time.monotonic_ns
os.pwrite(file, b"-", 0)
print("ready", flush=True)
while True:
    begun = clock()
    os.pwrite(file, b"-", 0)
    ended = clock()
    if ended - begun > SLOW_NS:
        print(begun, ended, flush=True)
    if stdin.poll(1):
        asked = os.read(0, 4096)
        if not asked:
            break
        print("mark\n" * asked.count(b"\n"), end="", flush=True)
os.unlink(path)
