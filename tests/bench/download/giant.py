"""usage: giant.py FETCH NGINX SIZE. Fetches a file of zeros that is larger than any disk here, in a
mount namespace of its own: its folder is a tmpfs that promises enough room, and what is written there
is given back at once, because a hole reads as the zeros that were written. Prints seconds, CPU
seconds and MiB at most as JSON."""

import ctypes
import glob
import json
import os
import sys
import tempfile
import threading

from clients import Clients, measure
from hub import Hub

KNOWN = {100_000_000_000: "20a02d68ac090c90dd03eb5ecf471e7200704e9fc982dbc86475188364b89f07"}
LIBC = ctypes.CDLL(None, use_errno=True)
PUNCH_HOLE = 0x02 | 0x01  # and keep the size


def give_back(folder, ended):
    while not ended.wait(0.1):
        for path in glob.glob(f"{folder}/run-*/cache/**/blobs/*.incomplete", recursive=True):
            try:
                file = os.open(path, os.O_RDWR)
            except FileNotFoundError:
                continue
            size = os.fstat(file).st_size
            if size:
                LIBC.fallocate(file, PUNCH_HOLE, ctypes.c_int64(0), ctypes.c_int64(size))
            os.close(file)


def main():
    fetch, nginx, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
    folder = tempfile.mkdtemp(prefix="hubnaut-bench-giant-")
    if LIBC.mount(b"none", folder.encode(), b"tmpfs", 0, b"size=%d" % (2 * size)) != 0:
        raise OSError(ctypes.get_errno(), "a tmpfs could not be mounted")
    ended = threading.Event()
    threading.Thread(target=give_back, args=(folder, ended), daemon=True).start()
    with Hub(nginx, size, 0, sparse=True, digest=KNOWN.get(size)) as hub:
        clients = Clients(fetch, None)
        run = measure(clients.ours_large, hub, folder, False, size)
    ended.set()
    LIBC.umount(folder.encode())
    os.rmdir(folder)
    print(json.dumps([run.wall, run.cpu, run.memory]))


main()
