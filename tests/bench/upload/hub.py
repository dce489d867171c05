"""The Hub that is uploaded to: the local one, new for each run, because what it has nobody sends."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request

REPO = "ada/bench"
TOKEN = "hf_local_admin"
PART = 16 << 20  # bytes of a part of a large file


class Hub:
    """with Hub(program, how) as hub: serves while inside. how: "hash" or "count" parts, which are
    not kept; counting takes next to no work, so that the client is what is measured."""

    def __init__(self, program, how):
        self.program, self.how = program, how
        self.folder = tempfile.mkdtemp(prefix="hubnaut-bench-", dir="/dev/shm")
        self.server = None

    def __enter__(self):
        try:
            self.record = os.path.join(self.folder, "requests")
            self.server = subprocess.Popen(
                [self.program, os.path.join(self.folder, "hub"), "--record", self.record,
                 "--parts", str(PART), "--discard", self.how], stdout=subprocess.PIPE, text=True)
            self.endpoint = self.server.stdout.readline().strip()
            self._ask("/api/repos/create", {"name": REPO.partition("/")[2], "type": "model"})
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.server:
            self.server.terminate()
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def cpu(self):
        """Seconds of the processor that it used so far."""
        with open(f"/proc/{self.server.pid}/stat", encoding="ascii") as stat:
            ticks = sum(map(int, stat.read().rpartition(")")[2].split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def _ask(self, target, body=None):
        """The answer and the address of its next page."""
        url = target if target.startswith("http") else self.endpoint + target
        request = urllib.request.Request(
            url, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            following = re.search(r'<([^>]+)>; *rel="next"', answer.headers.get("Link") or "")
            return json.load(answer), following and following[1]

    def stored(self):
        """path -> size and id of the content: what it names the bytes that came."""
        files = {}
        following = f"/api/models/{REPO}/tree/main?recursive=true"
        while following:
            entries, following = self._ask(following)
            for entry in entries:
                if entry["type"] == "file" and entry["path"] != ".gitattributes":
                    blob = entry.get("lfs") or entry
                    files[entry["path"]] = entry["size"], blob["oid"]
        return files

    def way(self):
        """What it was asked for, in words."""
        counts = {"parts": 0, "whole objects": 0, "commits": 0, "requests": 0}
        with open(self.record, encoding="utf-8") as record:
            for line in record:
                request = json.loads(line)
                slashes = request["target"].partition("?")[0].count("/")
                counts["requests"] += 1
                if request["method"] == "PUT":
                    counts["parts" if slashes == 5 else "whole objects"] += 1
                elif "/commit/" in request["target"] and request["method"] == "POST":
                    counts["commits"] += 1
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count)
