"""Hubnaut and Python clients of two generations in one cache at once: the same and different files of
ever new commits, Hubnaut now and then killed.

No corrupt blob, no error on Python's side, nothing fetched twice where locks work, and the cache is
sound after each round. HUBNAUT_COEXIST_SECONDS: how long (30), HUBNAUT_COEXIST_SEED: what happens.
With --worker: a Python client that does what the lines it reads say.
"""

import collections
import json
import os
import random
import subprocess
import sys
import time
import unittest
from pathlib import Path

from huggingface_hub import hf_hub_download, snapshot_download

WORK = Path(os.environ["INTEROP_WORK"])


def work():
    """Each line: repository, revision, file or null; the answer: null or the error."""
    for line in sys.stdin:
        cache, repo, revision, path = json.loads(line)
        try:
            if path:
                hf_hub_download(repo, path, revision=revision, cache_dir=cache)
            else:
                snapshot_download(repo, revision=revision, cache_dir=cache, max_workers=4)
            print("null", flush=True)
        except Exception as e:  # whatever it is: the test says which
            print(json.dumps(f"{type(e).__name__}: {e}"), flush=True)


class Worker:
    """A Python client in a process of its own."""

    def __init__(self, python: Path):
        self.process = subprocess.Popen([python, __file__, "--worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, *what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def error(self):
        return json.loads(self.process.stdout.readline() or '"it ended"')

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Coexist(unittest.TestCase):
    def setUp(self):
        from huggingface_hub import HfApi

        self.seed = int(os.environ.get("HUBNAUT_COEXIST_SEED") or random.randrange(10**6))
        print(f"seed {self.seed}", flush=True)
        self.random = random.Random(self.seed)
        self.api = HfApi()
        self.repo = f"{self.api.whoami()['name']}/coexist"
        self.api.create_repo(self.repo)
        self.cache = WORK / "shared-cache"
        self.fetch = os.environ["HUBNAUT_FETCH"]
        newest = Path(os.environ["INTEROP_BIN"]) / "python"
        folder = subprocess.run([Path(__file__).parent / "clients", "py036"], capture_output=True, text=True)
        self.workers = [Worker(newest), Worker(newest)]
        if folder.returncode == 0:
            old = Path(folder.stdout.strip()) / "bin/python"
            self.workers += [Worker(old), Worker(old)]
        self.addCleanup(lambda: [w.close() for w in self.workers])
        self.counts = collections.Counter()

    def commit(self, number: int) -> tuple:
        """Some new content, some of an earlier commit; the commit and its paths."""
        from huggingface_hub import CommitOperationAdd

        files = {f"part-{i}.safetensors": self.random.randbytes(self.random.randrange(200_000, 6_000_000)) for i in range(4)}
        files["sub/config.json"] = json.dumps({"round": number}).encode()
        files["same.bin"] = b"\0\1" * 500_000
        done = self.api.create_commit(self.repo, [CommitOperationAdd(p, d) for p, d in files.items()], commit_message=f"round {number}")
        return done.oid, list(files)

    def hubnaut(self, revision: str, *paths: str):
        return subprocess.Popen(
            [self.fetch, os.environ["HF_ENDPOINT"], str(self.cache), f"model/{self.repo}", revision, *paths],
            stderr=subprocess.PIPE, text=True,
        )

    def fetched(self) -> collections.Counter:
        """How often the storage host was asked for each content."""
        seen = [json.loads(line) for line in (WORK / "requests").read_text().splitlines()]
        return collections.Counter(r["target"].split("?")[0] for r in seen if r["method"] == "GET" and r["origin"] == "cdn")

    def check(self, strictly: bool):
        mode = "--check-strictly" if strictly else "--check"
        done = subprocess.run([self.fetch, mode, str(self.cache), "-", "-"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""), f"seed {self.seed}")

    def round(self, number: int):
        commit, paths = self.commit(number)
        before = self.fetched()
        pick = lambda: self.random.choice([None, None, *paths])
        revision = lambda: self.random.choice(["main", commit])
        running = []
        killed = 0
        for who in self.random.sample([*self.workers, "hubnaut", "hubnaut"], len(self.workers) + 2):
            path = pick()
            if who == "hubnaut":
                running.append(self.hubnaut(revision(), *([path] if path else [])))
            else:
                who.start(str(self.cache), self.repo, revision(), path)
            time.sleep(self.random.choice([0, 0, 0.01, 0.05, 0.2]))
        for process in running:
            if self.random.random() < 0.2:
                time.sleep(self.random.random() * 0.1)
                process.kill()
                killed += process.wait() != 0
            said = process.communicate()[1]
            self.assertIn(process.returncode, (0, -9), f"seed {self.seed}: {said}")
        errors = [e for e in (w.error() for w in self.workers) if e]
        self.assertEqual(errors, [], f"seed {self.seed}")
        self.check(strictly=False)
        last = self.hubnaut("main")
        said = last.communicate()[1]
        self.assertEqual(last.returncode, 0, said)
        self.check(strictly=True)
        twice = {t: n for t, n in (self.fetched() - before).items() if n > 1}
        self.assertLessEqual(sum(n - 1 for n in twice.values()), 2 * len(paths) * killed, f"seed {self.seed}: fetched twice: {twice}")
        self.counts += collections.Counter(rounds=1, downloads=len(self.workers) + 3, killed=killed, fetches=sum((self.fetched() - before).values()))

    def test_all_at_once(self):
        from huggingface_hub import scan_cache_dir

        end = time.monotonic() + float(os.environ.get("HUBNAUT_COEXIST_SECONDS") or 30)
        number = 0
        while time.monotonic() < end:
            self.round(number)
            number += 1
            self.assertEqual(list(scan_cache_dir(self.cache).warnings), [])
            if number % 20 == 0:
                subprocess.run(["rm", "-rf", self.cache], check=True)
        print(dict(self.counts), f"{len(self.workers)} Python clients", flush=True)


if __name__ == "__main__":
    if "--worker" in sys.argv:
        work()
    else:
        unittest.main(verbosity=1)
