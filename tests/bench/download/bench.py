"""packaging/bench download: the transfer engine beside its peers, on loopback, against nginx. Every
client starts with an empty folder; ours ends with a verified and published snapshot. The runs take
turns, the medians are printed as the other benchmarks print theirs."""

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from clients import Clients, measure
from hub import Hub
from line import Line
from turns import MIB, middle, newest_hf, say, show, show_runs, size_of, take_turns

HERE = os.path.dirname(os.path.abspath(__file__))
LINE_RATE = 25_000_000  # bytes per second: 200 Mbit/s
LINE_DELAY = 0.05  # seconds, each way
GIANT_MEMORY = 200  # MiB


def receive_rate(hub, tls):
    """MiB/s that one connection gets into nowhere. Plain only: with TLS there is no raw receive."""
    with contextlib.closing(socket.create_connection(("127.0.0.1", hub.cdn))) as raw:
        raw.sendall(b"GET /storage/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    % hub.name.encode())
        begin = time.monotonic()
        buffer = bytearray(MIB)
        total = 0
        while n := raw.recv_into(buffer):
            total += n
        return total / MIB / (time.monotonic() - begin)


def hash_rate():
    block = os.urandom(MIB)
    begin = time.monotonic()
    digest = hashlib.sha256()
    for _ in range(1024):
        digest.update(block)
    return 1024 / (time.monotonic() - begin)


def show_ceiling(hub, ours):
    """The bytes are received and hashed at once, so that the slower of the two is the most."""
    raw = statistics.median(receive_rate(hub, False) for _ in range(3))
    sha = statistics.median(hash_rate() for _ in range(3))
    speed = hub.size / MIB / middle(ours, "wall")
    print(json.dumps({"figure": "share of the ceiling (plain, memory)", "ours": round(speed),
                      "unit": "MiB/s", "raw_receive": round(raw), "raw_sha256": round(sha),
                      "share": round(speed / min(raw, sha), 2)}, separators=(",", ":")), flush=True)


def run_large(options, clients, hub, tls, where, place):
    figure = f"{options.size} file, {'TLS' if tls else 'plain'}, {place}"
    commands = {
        "hubnaut": clients.ours_large,
        "curl, then sha256sum": clients.curl_and_check,
        "aria2c -x8 --checksum": clients.aria2c,
        "curl, unverified": clients.curl,
    }
    if clients.hf:
        commands["hf download"] = clients.hf_large
    runs = take_turns({name: lambda command=command: measure(command, hub, where, tls, hub.size)
                       for name, command in commands.items()}, options.rounds)
    ours = runs.get("hubnaut")
    show_runs(figure, runs, {"curl, then sha256sum": 1.3, "aria2c -x8 --checksum": 1.3,
                             "hf download": 1.5, "curl, unverified": 0.65 if tls else 0.8})
    if ours and not tls and place == "memory":
        show_ceiling(hub, ours)


def run_small(options, clients, hub, tls, where, place):
    figure = f"{options.files} files, {'TLS' if tls else 'plain'}, {place}"
    commands = {"hubnaut": clients.ours_small, "curl -Z, unverified": clients.curl_small}
    if clients.hf:
        commands["hf download"] = clients.hf_small
    runs = take_turns(
        {name: lambda command=command: measure(command, hub, where, tls, hub.small_bytes,
                                               keep=True)
         for name, command in commands.items()}, options.rounds)
    show_runs(figure, runs, {"hf download": 3})
    for name in os.listdir(where):
        shutil.rmtree(os.path.join(where, name), ignore_errors=True)


def run_line(options, clients, nginx, where):
    size = size_of(options.line_size)
    with Line(LINE_RATE, LINE_DELAY) as line, Hub(nginx, size, 0, line=line) as hub:
        commands = {"hubnaut": clients.ours_large, "aria2c -x8 --checksum": clients.aria2c,
                    "curl, unverified": clients.curl}
        if clients.hf:
            commands["hf download"] = clients.hf_large
        for name, command in commands.items():
            try:
                run = measure(command, hub, where, False, size)
            except RuntimeError as error:
                say(f"{name} is left out: {error}")
                continue
            show(f"200 Mbit/s with 50 ms each way, {name}", size / run.wall / 1e6, "MB/s",
                 "the line", LINE_RATE / 1e6, size / run.wall / LINE_RATE,
                 0.95 if name == "hubnaut" else None, cpu_s=round(run.cpu, 2),
                 peak_mib=round(run.memory, 1))


def run_giant(options, clients, nginx):
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-B",
         os.path.join(HERE, "giant.py"), clients.fetch, nginx, str(options.giant)],
        stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        say("the giant file is left out: see above; it needs user namespaces")
        return
    wall, cpu, memory = json.loads(done.stdout)
    print(json.dumps({"figure": f"peak memory for {options.giant / 1e9:.4g} GB",
                      "ours": round(memory, 1), "unit": "MiB", "seconds": round(wall, 1),
                      "cpu_s": round(cpu, 1), "goal": f"under {GIANT_MEMORY} MiB",
                      "met": memory < GIANT_MEMORY}, separators=(",", ":")), flush=True)


def parse():
    parser = argparse.ArgumentParser(prog="packaging/bench download --")
    parser.add_argument("--fetch", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--nginx", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--size", default="4G", help="of the large file")
    parser.add_argument("--files", type=int, default=2000, help="number of small ones")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--line-size", default="512M", help="of the file over the slow line")
    parser.add_argument("--giant", type=int, default=100_000_000_000, help="bytes")
    parser.add_argument("--only", default="", metavar="WORDS",
                        help="of: large small line giant plain tls memory disk")
    parser.add_argument("--without-hf", action="store_true")
    return parser.parse_args()


def run_loopback(options, clients, wanted):
    with contextlib.ExitStack() as stack:
        places = {}
        for place, base in (("memory", "/dev/shm"), ("disk", "/tmp")):
            places[place] = tempfile.mkdtemp(prefix="hubnaut-bench-to-", dir=base)
            stack.callback(shutil.rmtree, places[place], ignore_errors=True)
        size = size_of(options.size) if wanted("large") else MIB
        files = options.files if wanted("small") else 1
        hub = stack.enter_context(Hub(options.nginx, size, files))
        for kind, run in (("large", run_large), ("small", run_small)):
            for tls in (False, True):
                for place, where in places.items():
                    if wanted(kind, "tls" if tls else "plain", place):
                        run(options, clients, hub, tls, where, place)


def main():
    options = parse()
    words = set(options.only.split())

    def wanted(*traits):
        kinds = {"large", "small", "line", "giant"}
        fits = not words & kinds or words & kinds & set(traits)
        return fits and all(not words & other or words & other & set(traits)
                            for other in ({"plain", "tls"}, {"memory", "disk"})
                            if set(traits) & other)

    clients = Clients(options.fetch, None if options.without_hf else newest_hf())
    if wanted("large") or wanted("small"):
        run_loopback(options, clients, wanted)
    if wanted("line"):
        where = tempfile.mkdtemp(prefix="hubnaut-bench-to-", dir="/dev/shm")
        try:
            run_line(options, clients, options.nginx, where)
        finally:
            shutil.rmtree(where, ignore_errors=True)
    if wanted("giant"):
        run_giant(options, clients, options.nginx)


main()
