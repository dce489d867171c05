"""packaging/bench upload: the upload engine beside its peers, on loopback, against the local Hub. Every
client is given a folder, an address and an empty repository, and counts when the Hub names every
file by the hash that it has here. The runs take turns, the medians are printed as the other
benchmarks print theirs."""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time

from hub import PART, REPO, TOKEN, Hub
from source import Source
from turns import (MIB, Run, busy_seconds, newest_hf, other_client, say, show_runs, size_of, take_turns,
                   wait_for)

HERE = os.path.dirname(os.path.abspath(__file__))
MOST_MEMORY = 250  # MiB
HF, JS = "hf upload", "npm uploadFiles"


class Clients:
    """Command lines; each is given the Hub, the folder and a place of its own."""

    def __init__(self, program, hf, js):
        self.program, self.hf, self.js = program, hf, js

    def hubnaut(self, hub, folder, place):
        return [self.program, hub.endpoint, f"model/{REPO}", folder, "--state",
                f"{place}/uploads.sqlite"]

    def by_hf(self, _hub, folder, _place):
        return [self.hf, "upload", REPO, folder, "."]

    def by_js(self, hub, folder, _place):
        return [f"{self.js}/node", os.path.join(HERE, "send.mjs"), self.js, hub.endpoint, REPO, folder]

    def all(self):
        commands = {"hubnaut": self.hubnaut}
        if self.hf:
            commands[HF] = self.by_hf
        if self.js:
            commands[JS] = self.by_js
        return commands


class Sender:
    """Runs one client again and again. The first time the Hub hashes what comes; then it counts."""

    def __init__(self, command, program, source, cold, how=""):
        self.command, self.program, self.source, self.cold = command, program, source, cold
        self.how, self.is_first, self.way = how, True, ""

    def __call__(self):
        how = self.how or ("hash" if self.is_first else "count")
        self.is_first = False
        if self.cold:
            self.source.forget()
        place = tempfile.mkdtemp(prefix="run-", dir=os.path.dirname(self.source.folder))
        try:
            with Hub(self.program, how) as hub:
                return self._run(hub, place)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _run(self, hub, place):
        """place: for what the client writes."""
        env = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        env.update(HOME=place, HF_HOME=f"{place}/home", HF_ENDPOINT=hub.endpoint, HF_TOKEN=TOKEN,
                   NO_PROXY="127.0.0.1", HF_HUB_DISABLE_UPDATE_CHECK="1",
                   HF_HUB_DISABLE_XET="1")  # which the local Hub does not store
        line = self.command(hub, self.source.folder, place)
        log_path = os.path.join(place, "log")
        with open(log_path, "wb") as log:
            others = busy_seconds() - hub.cpu()
            begin = time.monotonic()
            process = subprocess.Popen(line, env=env, cwd=place, stdout=log, stderr=log)
            end, cpu, peak = wait_for(process)
            others = busy_seconds() - hub.cpu() - cpu - others
        if process.returncode != 0:
            with open(log_path, errors="replace", encoding="utf-8") as log:
                raise RuntimeError(f"{os.path.basename(line[0])} ended with {process.returncode}: "
                                   + log.read()[-600:])
        if hub.stored() != self.source.files:
            raise RuntimeError("the Hub has not what is here")
        self.way = f"{hub.way()}; the Hub used the processor for {hub.cpu():.1f} s"
        return Run(end - begin, cpu, peak, max(0, others / (end - begin)))


def run_beside(figure, options, clients, source, cold):
    senders = {name: Sender(command, options.hub, source, cold)
               for name, command in clients.all().items()}
    runs = take_turns(senders, options.rounds)
    for name, sender in senders.items():
        if name in runs:
            say(f"{figure}: {name}, by LFS in parts of {PART // MIB} MiB: {sender.way}")
    least = 2 if "small" in figure else 1.5
    show_runs(figure, runs, {HF: least, JS: least})


def run_memory(figure, options, clients, source):
    """Once, and the Hub hashes everything."""
    sender = Sender(clients.hubnaut, options.hub, source, False, how="hash")
    try:
        run = sender()
    except (RuntimeError, OSError) as error:
        say(error)
        print(json.dumps({"figure": f"peak memory for {figure}", "ours": None,
                          "goal": "it arrives", "met": False}, separators=(",", ":")), flush=True)
        return
    say(f"{figure}: {sender.way}")
    print(json.dumps({"figure": f"peak memory for {figure}", "ours": round(run.memory, 1),
                      "unit": "MiB", "seconds": round(run.wall, 1), "cpu_s": round(run.cpu, 1),
                      "arrived": len(source.files), "goal": f"under {MOST_MEMORY} MiB",
                      "met": run.memory < MOST_MEMORY}, separators=(",", ":")), flush=True)


@contextlib.contextmanager
def new_source(base):
    folder = tempfile.mkdtemp(prefix="hubnaut-bench-from-", dir=base)
    try:
        os.mkdir(os.path.join(folder, "source"))
        yield Source(os.path.join(folder, "source"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def parse():
    parser = argparse.ArgumentParser(prog="packaging/bench upload --")
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--hub", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--size", default="1G", help="of the large files together")
    parser.add_argument("--files", type=int, default=2000, help="number of small ones")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--many", type=int, default=50_000, metavar="FILES", help="for the memory")
    parser.add_argument("--sparse", default="20G", metavar="SIZE", help="likewise, of one file")
    parser.add_argument("--only", default="", metavar="WORDS",
                        help="of: large small many sparse memory disk; memory when no place is named")
    parser.add_argument("--without", default="", metavar="WORDS", help="of: hf npm")
    return parser.parse_args()


def main():
    options = parse()
    words = set(options.only.split())
    kinds = words & {"large", "small", "many", "sparse"} or {"large", "small", "many", "sparse"}
    places = {"memory": "/dev/shm", "disk": "/tmp"}
    left_out = options.without.split()
    clients = Clients(options.program, None if "hf" in left_out else newest_hf(),
                      None if "npm" in left_out else other_client("js"))
    for place in words & set(places) or {"memory"}:
        cold = place == "disk"
        if "large" in kinds:
            with new_source(places[place]) as source:
                run_beside(f"upload {options.size} in 4 files, {place}", options, clients,
                           source.large(size_of(options.size)), cold)
        if "small" in kinds:
            with new_source(places[place]) as source:
                run_beside(f"upload {options.files} small files, {place}", options, clients,
                           source.small(options.files), cold)
    if "many" in kinds:
        with new_source(places["memory"]) as source:
            run_memory(f"an upload of {options.many} files", options, clients,
                       source.small(options.many, binary=False))
    if "sparse" in kinds:
        with new_source(places["memory"]) as source:
            run_memory(f"an upload of one file of {options.sparse}", options, clients,
                       source.sparse(size_of(options.sparse)))


main()
