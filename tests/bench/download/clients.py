"""What is measured: one run of one client, from an empty folder to what it leaves there."""

import os
import shutil
import subprocess
import tempfile
import time

from hub import COMMIT, LARGE, SMALL
from turns import Run, busy_seconds, wait_for


class Clients:
    """Command lines; each is given the Hub, a fresh folder and whether to use TLS."""

    def __init__(self, fetch, hf):
        self.fetch, self.hf = fetch, hf

    def hubnaut(self, hub, folder, tls, repo):
        return [self.fetch, hub.endpoint(tls), f"{folder}/cache", f"model/{repo}",
                "main", "--patient"]

    def ours_large(self, hub, folder, tls):
        return self.hubnaut(hub, folder, tls, LARGE)

    def ours_small(self, hub, folder, tls):
        return self.hubnaut(hub, folder, tls, SMALL)

    def hf_large(self, hub, folder, tls):
        return [self.hf, "download", LARGE, "--cache-dir", f"{folder}/cache"]

    def hf_small(self, hub, folder, tls):
        return [self.hf, "download", SMALL, "--cache-dir", f"{folder}/cache"]

    def curl(self, hub, folder, tls):
        return ["curl", "-sSf", "-o", f"{folder}/{hub.name}", hub.storage(tls)]

    def curl_and_check(self, hub, folder, tls):
        path = f"{folder}/{hub.name}"
        check = f"echo '{hub.sha256}  {path}' | sha256sum -c --quiet"
        return ["sh", "-c", f"curl -sSf -o {path} {hub.storage(tls)} && {check}"]

    def aria2c(self, hub, folder, tls):
        # Its default allocation would write the file twice.
        return ["aria2c", "-q", "-x8", "-s8", "--file-allocation=falloc",
                f"--ca-certificate={hub.certificate}", f"--checksum=sha-256={hub.sha256}",
                "-d", folder, "-o", hub.name, hub.storage(tls)]

    def curl_small(self, hub, folder, tls):
        config = f"{hub.folder}/urls-{'tls' if tls else 'plain'}"
        if not os.path.exists(config):
            with open(config, "w", encoding="ascii") as out:
                for i, url in enumerate(hub.small_urls(tls)):
                    out.write(f'url = "{url}"\noutput = "{i}"\n')
        return ["curl", "-sSf", "-Z", "--parallel-max", "8", "--output-dir", folder, "-K", config]


def environment_for(hub, folder, tls):
    """As a user's own, but for the address of the Hub and its certificate."""
    env = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    env.update(HOME=folder, HF_HOME=f"{folder}/home", HF_ENDPOINT=hub.endpoint(tls),
               NO_PROXY="127.0.0.1", HF_HUB_DISABLE_UPDATE_CHECK="1")
    if tls:
        env.update(SSL_CERT_FILE=hub.certificate, CURL_CA_BUNDLE=hub.certificate)
    return env


def finished_bytes(folder):
    """Of the files that have their final names."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            if not os.path.islink(path) and not name.endswith((".incomplete", ".aria2")):
                total += os.path.getsize(path)
    return total


def measure(command, hub, where, tls, expected, keep=False):
    """Runs it into a new folder below where, which is removed again. keep: it stays, because a disk
    is slow at new files just after it removed thousands."""
    folder = tempfile.mkdtemp(prefix="run-", dir=where)
    os.sync()  # what the last one left to be written is not this one's work
    env = environment_for(hub, folder, tls)
    try:
        line = command(hub, folder, tls)
        log_path = os.path.join(folder, "log")
        with open(log_path, "wb") as log:
            others = busy_seconds() - hub.cpu()
            begin = time.monotonic()
            process = subprocess.Popen(line, env=env, cwd=folder, stdout=log, stderr=log)
            end, cpu, peak = wait_for(process)
            others = busy_seconds() - hub.cpu() - cpu - others
        if process.returncode != 0 or finished_bytes(folder) < expected:
            with open(log_path, errors="replace", encoding="utf-8") as log:
                raise RuntimeError(f"{os.path.basename(line[0])} ended with {process.returncode}: "
                                   + log.read()[-600:])
        return Run(end - begin, cpu, peak, max(0, others / (end - begin)))
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
