"""What the benchmarks of transfers share: runs of programs that take turns, and their medians."""

import dataclasses
import json
import os
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
MIB = 1 << 20


@dataclasses.dataclass
class Run:
    wall: float  # seconds
    cpu: float  # seconds, of the client alone
    memory: float  # MiB, at most
    others: float  # processors that others kept busy meanwhile: what they disturb is not ours to tell


def peak_of(pid):
    """MiB that the process, or one that it started, had at most so far. What wait4 reports would begin
    with the size of this program."""
    peak = 0
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
            for child in children.read().split():
                peak = max(peak, peak_of(child))
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            for entry in status:
                if entry.startswith("VmHWM:"):
                    peak = max(peak, int(entry.split()[1]) / 1024)
    except (FileNotFoundError, ProcessLookupError):
        pass
    return peak


def wait_for(process):
    """Returns its exit code, the seconds of the processor that it used, and its peak in MiB."""
    peaks = [0]
    ended = threading.Event()

    def watch():
        while not ended.wait(0.02):
            peaks.append(max(peaks.pop(), peak_of(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    end = time.monotonic()
    ended.set()
    watcher.join()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return end, usage.ru_utime + usage.ru_stime, peaks[0]


def busy_seconds():
    with open("/proc/stat", encoding="ascii") as stat:
        user, nice, system, _, _, *interrupts = map(int, stat.readline().split()[1:9])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def size_of(text):
    units = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    return int(float(text[:-1]) * units[text[-1]]) if text[-1] in units else int(text)


def say(line):
    print("hubnaut:", line, file=sys.stderr, flush=True)


def show(figure, ours, unit, peer, theirs, ratio, goal=None, **more):
    line = {"figure": figure, "ours": float(f"{ours:.4g}"), "unit": unit, "peer": peer,
            "theirs": float(f"{theirs:.4g}"), "ratio": float(f"{ratio:.3g}")}
    if goal is not None:
        line |= {"goal": f"ratio at least {goal:.3g}", "met": bool(ratio >= goal)}
    print(json.dumps(line | more, separators=(",", ":")), flush=True)


def take_turns(clients, rounds):
    """clients: name -> function that runs it once. The first turn is not counted: it pays for what
    is loaded and touched once. Each turn begins with another one: who comes first finds the memory
    as the last one left it."""
    runs = {name: [] for name in clients}
    order = list(clients)
    for turn in range(rounds + 1):
        order = order[1:] + order[:1]
        for name in list(order):
            try:
                result = clients[name]()
            except (RuntimeError, OSError) as error:
                say(f"{name} is left out: {error}")
                order.remove(name)
                del runs[name]
                continue
            if turn > 0:
                runs[name].append(result)
    return runs


def middle(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def show_runs(figure, runs, goals):
    ours = runs.pop("hubnaut", None)
    if not ours:
        print(json.dumps({"figure": figure, "ours": None, "goal": "it arrives", "met": False}))
        return
    for name, theirs in runs.items():
        ratio = middle(theirs, "wall") / middle(ours, "wall")
        sides = {what: [round(middle(side, what), 2) for side in (ours, theirs)]
                 for what in ("cpu", "memory", "others")}
        show(f"{figure}: {name}", middle(ours, "wall"), "s", name, middle(theirs, "wall"), ratio,
             goals.get(name), cpu_s=sides["cpu"], peak_mib=sides["memory"],
             others_cpus=sides["others"])


def other_client(name):
    """The folder of a client by others, which is installed once; none: no registry answers here."""
    script = os.path.join(HERE, "../interop/clients")
    done = subprocess.run([script, name], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        say(f"{name} is left out: it is not installed here")
        return None
    return done.stdout.strip()


def newest_hf():
    folder = other_client("py2")
    return folder and os.path.join(folder, "bin/hf")
