"""Hubnaut's scan of a cache against scan_cache_dir: every field, over random caches, sound and broken,
of the old layout, with shared contents and without links.

HUBNAUT_SCAN_CACHES: how many (1,000), HUBNAUT_SCAN_SEED: which.
"""

import collections
import json
import os
import random
import shutil
import subprocess
import unittest
from pathlib import Path

from huggingface_hub import __version__, scan_cache_dir

WORK = Path(os.environ["INTEROP_WORK"])
SCAN = Path(os.environ["HUBNAUT_FETCH"]).with_name("hubnaut-scan-test")
IS_OLD = __version__.startswith("0.")
# In the order of CacheProblem::Kind.
WARNINGS = [
    "Repo path is not a directory",
    "Repo path is not a valid HuggingFace cache directory",
    "Repo type must be",
    "Snapshots dir doesn't exist",
    "Refs directory cannot be a file",
    "Snapshots folder corrupted",
    "Blob missing",
    "Reference(s) refer to missing commit hashes",
]
# What a file manager leaves, and the client's own notes. The old client takes most of it for damage,
# of which Hubnaut says nothing.
IN_ROOT = [".locks"] if IS_OLD else [".DS_Store", "Thumbs.db", "desktop.ini", ".locks", "CACHEDIR.TAG"]
HELPER = ".DS_Store" if IS_OLD else "Thumbs.db"
FOLDERS = ["models--{}--{}", "datasets--{}--{}", "spaces--{}--{}", "models--{}{}"]
ODD_FOLDERS = ["kernels--{}--{}", "widgets--{}--{}", "modelz--{}--{}", "models--{}--{}--x", "--{}--{}", "plain-{}-{}", "s--{}{}"]


def put(path: Path, content: bytes = b""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def link(path: Path, target):
    path.parent.mkdir(parents=True, exist_ok=True)
    os.symlink(target, path)


class Maker:
    """One random cache. Half of them have nothing that Python warns of."""

    def __init__(self, root: Path, rng: random.Random):
        self.root, self.rng = root, rng
        self.broken = rng.random() < 0.5
        root.mkdir(parents=True)
        self.store = []
        if rng.random() < 0.4:
            put(root / "blobs" / ".huggingface-shared-blobs", rng.choice([b"1\n"] * 8 + [b"2\n", b"1"]))
            for _ in range(rng.randrange(5)):
                digest = rng.randbytes(32).hex()
                put(root / "blobs" / digest[:2] / digest, rng.randbytes(rng.randrange(5000)))
                if self.sometimes(0.8):
                    put(root / "blobs" / digest[:2] / f"{digest}.refs", b"models--a--b/blobs/x\n")
                put(root / "blobs" / digest[:2] / f"{digest}.lock")
                self.store.append(digest)
        elif self.sometimes(0.05):
            put(root / "blobs" / "ab" / "x", b"not ours")
        for name in IN_ROOT:
            if self.sometimes(0.2):
                put(root / name)
        if self.breaks(0.3):
            put(root / "version.txt", b"1")
        for _ in range(rng.randrange(5)):
            self.repo()
        self.times()

    def sometimes(self, share: float) -> bool:
        return self.rng.random() < share

    def breaks(self, share: float) -> bool:
        return self.broken and self.sometimes(share)

    def word(self) -> str:
        odd = ["\u00fcml\u00e4ut", "a b", "x.y_z", "-", "'\"", "line\nbreak", "caf\udce9", "\u4e2d"]
        return self.rng.choice(odd) if self.sometimes(0.2) else "".join(self.rng.choices("abcxyz019", k=self.rng.randrange(1, 6)))

    def repo(self):
        name = self.rng.choice(ODD_FOLDERS if self.sometimes(0.15) else FOLDERS).format(self.word(), self.word())
        repo = self.root / name
        if os.path.lexists(repo):
            return
        if self.breaks(0.05):
            return link(repo, self.rng.choice(["nowhere", "/etc/hostname", name]))
        if self.sometimes(0.05):  # on another disk, as some people have it
            real = self.root.parent / f"{self.root.name}-elsewhere" / name
            real.mkdir(parents=True)
            link(repo, real)
        else:
            repo.mkdir()
        blobs = self.blobs(repo)
        commits = self.snapshots(repo, blobs)
        self.refs(repo, commits)
        if self.sometimes(0.3):
            put(repo / ".no_exist" / "c" / "x.json")
            put(repo / "trees" / "c.json", b"{}")

    def blobs(self, repo: Path) -> list:
        if self.sometimes(0.1):
            return []  # without links
        names = []
        for _ in range(self.rng.randrange(7)):
            name = self.rng.choice([self.rng.randbytes(20).hex(), self.rng.randbytes(32).hex(), "etag-" + self.word()])
            path = repo / "blobs" / name
            if os.path.lexists(path):
                continue
            names.append(name)
            if self.store and self.sometimes(0.4):
                digest = self.rng.choice(self.store)
                target = f"../../blobs/{digest[:2]}/{digest}"
                if self.sometimes(0.1):
                    target = str(self.root / "blobs" / digest[:2] / digest)
                if self.breaks(0.1):
                    target = target[:-1] + "_"
                link(path, target)
            elif self.sometimes(0.03):
                link(path, self.rng.choice(["/etc/hostname", "/etc/passwd", "/etc", "missing"] if self.broken else ["/etc/hostname", "/etc"]))
            elif self.sometimes(0.02):
                path.mkdir(parents=True)
            else:
                put(path, self.rng.randbytes(self.rng.randrange(3000)))
                if self.sometimes(0.1):
                    os.truncate(path, self.rng.randrange(1 << 42))
        if self.sometimes(0.2):
            put(repo / "blobs" / f"{'a' * 40}.{self.rng.randbytes(4).hex()}.incomplete", b"half")
        return names

    def snapshots(self, repo: Path, blobs: list) -> list:
        if self.breaks(0.05):
            if self.sometimes(0.5):
                put(repo / "snapshots")
            return []
        snapshots = repo / "snapshots"
        if self.sometimes(0.05):
            (repo / "moved").mkdir()
            link(snapshots, "moved")
        else:
            snapshots.mkdir()
        if self.sometimes(0.1):
            put(snapshots / HELPER)
        if self.breaks(0.1):
            put(snapshots / "a-file")
        commits = []
        for _ in range(self.rng.randrange(4)):
            commit = self.rng.randbytes(20).hex() if self.sometimes(0.95) else self.word()
            if os.path.lexists(snapshots / commit):
                continue
            commits.append(commit)
            (snapshots / commit).mkdir()
            for _ in range(self.rng.randrange(8)):
                self.entry(snapshots / commit, blobs)
        return commits

    def entry(self, snapshot: Path, blobs: list):
        folders = [self.word() for _ in range(self.rng.choice([0, 0, 0, 1, 2, 4]))]
        path = snapshot.joinpath(*folders, self.rng.choice([self.word(), "config.json", ".DS_Store", "x.incomplete"]))
        if os.path.lexists(path) or any(p.is_symlink() or p.exists() and not p.is_dir() for p in path.parents if p.is_relative_to(snapshot)):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * (len(folders) + 2)
        what = self.rng.random()
        if what < 0.05:
            path.mkdir()
        elif what < 0.15 or not blobs:
            put(path, self.rng.randbytes(self.rng.randrange(100)))
        elif what < 0.18:
            link(path, self.rng.choice(["/etc/hostname", "/etc", f"{up}blobs", "/dev/null", f"{up}../{snapshot.parent.parent.name}/blobs/{blobs[0]}"]))
        elif what < 0.2 and self.broken:
            link(path, self.rng.choice([f"{up}blobs/missing", path.name, "/nowhere"]))
        elif what < 0.22:
            os.mkfifo(path)
        elif what < 0.27:
            link(path, self.root / snapshot.parent.parent.name / "blobs" / self.rng.choice(blobs))
        elif what < 0.29:
            link(path, f"./{up}/blobs/../blobs/{self.rng.choice(blobs)}")
        else:
            link(path, f"{up}blobs/{self.rng.choice(blobs)}")

    def refs(self, repo: Path, commits: list):
        if self.breaks(0.05):
            return put(repo / "refs", b"x")
        if self.sometimes(0.1):
            return
        (repo / "refs").mkdir()
        if self.sometimes(0.1):
            put(repo / "refs" / HELPER)
        for name in ["main", "refs/pr/1", "v1.0", "a/b/c", self.word()]:
            if commits and self.sometimes(0.4) and not os.path.lexists(repo / "refs" / name):
                commit = self.rng.choice(commits).encode(errors="surrogateescape")
                put(repo / "refs" / name, commit.decode(errors="replace").encode() + (b"\n" if self.breaks(0.1) else b""))
        if self.breaks(0.1):
            put(repo / "refs" / "gone", b"f" * 40)
        if self.sometimes(0.05):
            (repo / "refs" / "empty").mkdir()

    def times(self):
        for folder, _, names in os.walk(self.root):
            for name in names:
                if not os.path.islink(f"{folder}/{name}"):
                    seen = tuple(self.rng.randrange(10**18, 17 * 10**17) for _ in range(2))
                    os.utime(f"{folder}/{name}", ns=seen)


def text(path) -> str:
    return os.fsencode(path).decode("latin-1")


def seconds(ns: str) -> float:
    return int(ns) // 10**9 + 1e-9 * (int(ns) % 10**9)


def python_answer(root: Path) -> dict:
    info = scan_cache_dir(root)
    repos = {}
    for repo in info.repos:
        revisions = {}
        for r in repo.revisions:
            files = sorted(
                (text(f.file_path.relative_to(r.snapshot_path)), text(f.blob_path), f.size_on_disk, f.blob_last_accessed, f.blob_last_modified)
                for f in r.files
            )
            assert all(f.file_name == f.file_path.name for f in r.files)
            revisions[text(r.commit_hash)] = (sorted(text(x) for x in r.refs), files, r.size_on_disk, r.last_modified)
        repos[text(repo.repo_path.name)] = (text(repo.repo_id), repo.repo_type, repo.size_on_disk, repo.nb_files, repo.last_accessed, repo.last_modified, revisions)
    kinds = collections.Counter()
    for warning in info.warnings:
        kinds[next(i for i, begin in enumerate(WARNINGS) if str(warning).startswith(begin))] += 1
    # Of repositories: it also lists those of other folders with a folder called blobs.
    unfinished = sorted((text(f.file_path), f.size_on_disk) for f in getattr(info, "incomplete_files", ()) if "--" in f.file_path.parts[-3])
    return {"repos": repos, "warnings": dict(kinds), "size": info.size_on_disk, "unfinished": unfinished}


def our_answer(line: str) -> dict:
    answer = json.loads(line)
    repos = {}
    for repo in answer["repos"]:
        revisions = {}
        for r in repo["revisions"]:
            files = sorted((f[0], f[1], int(f[2]), seconds(f[3]), seconds(f[4])) for f in r["files"])
            revisions[r["commit"]] = (sorted(r["refs"]), files, int(r["size"]), seconds(r["modified"]))
        repos[repo["folder"]] = (
            repo["id"], repo["type"], int(repo["size"]), int(repo["files"]), seconds(repo["accessed"]), seconds(repo["modified"]), revisions
        )
    kinds = collections.Counter(kind for _, kind in answer["warnings"])
    unfinished = sorted((path, int(size)) for path, size in answer["unfinished"])
    return {"repos": repos, "warnings": dict(kinds), "size": int(answer["size"]), "unfinished": unfinished}


def differences(ours, theirs, where="") -> list:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [d for key in ours.keys() | theirs.keys() for d in differences(ours.get(key), theirs.get(key), f"{where}/{key}")]
    if isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)) and len(ours) == len(theirs):
        return [d for i, (a, b) in enumerate(zip(ours, theirs)) for d in differences(a, b, f"{where}/{i}")]
    return [] if ours == theirs else [f"{where}: {ours!r}, Python {theirs!r}"]


class Scan(unittest.TestCase):
    def test_random_caches(self):
        count = int(os.environ.get("HUBNAUT_SCAN_CACHES") or 1000)
        seed = int(os.environ.get("HUBNAUT_SCAN_SEED") or random.randrange(10**6))
        print(f"seed {seed}, huggingface_hub {__version__}", flush=True)
        seen = collections.Counter()
        with subprocess.Popen([SCAN, "old" if IS_OLD else "newest"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as ours:
            for i in range(count):
                root = (WORK / "caches").resolve() / str(i)
                Maker(root, random.Random(f"{seed} {i}"))
                theirs = python_answer(root)
                ours.stdin.write(f"{root}\n")
                ours.stdin.flush()
                wrong = differences(our_answer(ours.stdout.readline()), theirs)
                if wrong:
                    self.fail("\n".join([f"cache {i} of seed {seed}", *wrong]))
                seen["repositories"] += len(theirs["repos"])
                seen["without warnings"] += not theirs["warnings"]
                for kind, number in theirs["warnings"].items():
                    seen[WARNINGS[kind]] += number
                shutil.rmtree(root)
            ours.stdin.close()
        print(dict(seen), flush=True)
        self.assertTrue(all(seen[w] for w in WARNINGS) or count < 1000, "not every warning was met")
        self.assertGreater(seen["repositories"], count // 2)


if __name__ == "__main__":
    unittest.main()
