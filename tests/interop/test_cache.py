"""One cache for both: what Hubnaut downloads, Python finds, verifies and would have made byte by byte
the same; what Python downloaded, Hubnaut does not fetch again.

HF_ENDPOINT names a fresh local Hub; HUBNAUT_FETCH is Hubnaut's transfer engine without a window.
"""

import hashlib
import json
import os
import stat
import subprocess
import sys
import unittest
from pathlib import Path

from huggingface_hub import CommitOperationAdd, HfApi, __version__, constants, hf_hub_download, scan_cache_dir, snapshot_download
from huggingface_hub.errors import EntryNotFoundError

WORK = Path(os.environ["INTEROP_WORK"])
BIN = Path(os.environ["INTEROP_BIN"])
FETCH = os.environ["HUBNAUT_FETCH"]
ENDPOINT = os.environ["HF_ENDPOINT"]
FILES = {
    "README.md": b"---\nlicense: mit\n---\n# Shared\n",
    "config.json": b'{"a": 1}\n',
    "empty.txt": b"",
    "a folder/\u00fcml\u00e4ut [1].txt": b"odd but allowed\n",
    "sub/deeper/model.safetensors": hashlib.sha256(b"w").digest() * 400_000,
    "sub/same.bin": b"\0\1\2" * 7000,
    "same-again.bin": b"\0\1\2" * 7000,
}


def picture(root: Path) -> dict:
    """Every entry below root: kind and content; of links the target as written."""
    seen = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            seen[name] = ("link", os.readlink(path))
        elif path.is_dir():
            seen[name] = ("folder", None)
        else:
            seen[name] = ("file", hashlib.sha256(path.read_bytes()).hexdigest())
    return seen


def requests_for_bodies() -> list:
    """What the Hub was asked for so far that sends a file's bytes."""
    seen = [json.loads(line) for line in (WORK / "requests").read_text().splitlines()]
    return [r["target"] for r in seen if r["method"] == "GET" and (r["origin"] == "cdn" or "/resolve/" in r["target"])]


class SharedCache(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        api = HfApi()
        cls.repo_id = f"{api.whoami()['name']}/shared"
        api.create_repo(cls.repo_id)
        commit = api.create_commit(cls.repo_id, [CommitOperationAdd(p, d) for p, d in FILES.items()], commit_message="all")
        cls.commit = commit.oid
        api.create_tag(cls.repo_id, tag="v1.0")
        cls.number = 0

    def fresh(self) -> Path:
        type(self).number += 1
        root = WORK / f"cache-{self.number}"
        return root

    def fetch(self, cache: Path, revision: str = "main", *paths: str, ok: bool = True, **variables):
        done = subprocess.run(
            [FETCH, ENDPOINT, str(cache), f"model/{self.repo_id}", revision, *paths], capture_output=True, text=True, env={**os.environ, **variables}
        )
        self.assertEqual(done.returncode == 0, ok, done.stderr)

    def assert_no_warning(self, report):
        # 0.36 does not know the tag file, which its successors write as well.
        self.assertEqual([w for w in report.warnings if "CACHEDIR.TAG" not in str(w)], [])

    def test_python_finds_and_verifies_a_snapshot(self):
        cache = self.fresh()
        self.fetch(cache)
        report = scan_cache_dir(cache)
        self.assert_no_warning(report)
        revision = next(iter(next(iter(report.repos)).revisions))
        self.assertEqual((revision.commit_hash, set(revision.refs)), (self.commit, {"main"}))
        folder = Path(snapshot_download(self.repo_id, cache_dir=cache, local_files_only=True))
        for path, data in FILES.items():
            self.assertEqual((folder / path).read_bytes(), data)
        if not __version__.startswith("0."):
            done = subprocess.run([str(BIN / "hf"), "cache", "verify", self.repo_id, "--cache-dir", str(cache)], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_both_make_the_same_tree(self):
        ours, theirs = self.fresh(), self.fresh()
        self.fetch(ours)
        snapshot_download(self.repo_id, cache_dir=theirs)
        a, b = picture(ours), picture(theirs)
        if __version__.startswith("0."):  # 0.36 keeps no listings and no tag file
            for left in (a, b):
                for name in [n for n in left if "/trees" in n or n.endswith("CACHEDIR.TAG")]:
                    del left[name]
        self.assertEqual(a, b)

    def test_both_make_the_same_tree_of_one_file(self):
        ours, theirs = self.fresh(), self.fresh()
        self.fetch(ours, "v1.0", "config.json")
        hf_hub_download(self.repo_id, "config.json", revision="v1.0", cache_dir=theirs)
        a, b = picture(ours), picture(theirs)
        for left in (a, b):
            for name in [n for n in left if "/trees" in n or n.endswith("CACHEDIR.TAG")]:
                del left[name]
        self.assertEqual(a, b)

    def test_a_missing_file_is_remembered_alike(self):
        ours, theirs = self.fresh(), self.fresh()
        self.fetch(ours, "main", "not-there.txt", ok=False)
        with self.assertRaises(EntryNotFoundError):
            hf_hub_download(self.repo_id, "not-there.txt", cache_dir=theirs)
        marks = [{n: v for n, v in picture(root).items() if ".no_exist" in n} for root in (ours, theirs)]
        self.assertTrue(marks[1])
        self.assertEqual(*marks)

    def test_what_python_fetched_stays(self):
        cache = self.fresh()
        snapshot_download(self.repo_id, cache_dir=cache)
        before = {p: os.lstat(p) for p in cache.rglob("*") if stat.S_ISREG(os.lstat(p).st_mode) and "/blobs/" in str(p)}
        self.fetch(cache)
        for path, was in before.items():
            now = os.lstat(path)
            self.assertEqual((now.st_ino, now.st_mtime_ns), (was.st_ino, was.st_mtime_ns), path)
        self.assert_no_warning(scan_cache_dir(cache))

    def test_what_python_fetched_is_marked_and_not_fetched_again(self):
        cache = self.fresh()
        folder = Path(snapshot_download(self.repo_id, cache_dir=cache))
        marked = subprocess.run([FETCH, "--cached", str(cache), f"model/{self.repo_id}", self.commit], capture_output=True, text=True)
        self.assertEqual(marked.returncode, 0, marked.stderr)
        there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
        self.assertEqual(set(marked.stdout.splitlines()), there)
        self.assertLessEqual(set(FILES), there)
        before = requests_for_bodies()
        self.assertTrue(before)
        self.fetch(cache)
        self.fetch(cache, "v1.0")
        self.assertEqual(requests_for_bodies(), before)

    def test_a_part_of_a_snapshot_is_completed(self):
        cache = self.fresh()
        hf_hub_download(self.repo_id, "sub/deeper/model.safetensors", cache_dir=cache)
        before = len(requests_for_bodies())
        self.fetch(cache)
        again = requests_for_bodies()[before:]
        self.assertTrue(again)
        self.assertEqual([t for t in again if "model.safetensors" in t], [])
        self.assertEqual(Path(snapshot_download(self.repo_id, cache_dir=cache, local_files_only=True)).name, self.commit)

    def test_what_hubnaut_fetched_python_does_not_fetch_again(self):
        cache = self.fresh()
        self.fetch(cache)
        before = requests_for_bodies()
        snapshot_download(self.repo_id, cache_dir=cache)
        hf_hub_download(self.repo_id, "config.json", cache_dir=cache)
        self.assertEqual(requests_for_bodies(), before)

    def python(self, code: str, **variables):
        """A client of its own: what it reads from the environment, it reads when it starts."""
        done = subprocess.run(
            [sys.executable, "-c", "from huggingface_hub import *\n" + code], capture_output=True, text=True, env={**os.environ, **variables}
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_refs_have_no_newline(self):
        cache = self.fresh()
        self.fetch(cache)
        self.fetch(cache, "v1.0")
        for ref in (cache / f"models--{self.repo_id.replace('/', '--')}/refs").iterdir():
            self.assertEqual(ref.read_bytes(), self.commit.encode())

    @unittest.skipUnless(hasattr(constants, "HF_HUB_DISABLE_SYMLINKS"), "this client always makes links where it can")
    def test_both_make_the_same_tree_without_links(self):
        ours, theirs = self.fresh(), self.fresh()
        off = {"HF_HUB_DISABLE_SYMLINKS": "1"}
        self.fetch(ours, **off)
        self.python(f"snapshot_download({self.repo_id!r}, cache_dir={str(theirs)!r})", **off)
        a, b = picture(ours), picture(theirs)
        self.assertEqual(a, b)
        before = requests_for_bodies()
        self.python(f"snapshot_download({self.repo_id!r}, cache_dir={str(ours)!r})", **off)
        self.fetch(theirs, **off)
        self.assertEqual(requests_for_bodies(), before)

    def test_either_reads_the_other_s_cache_offline(self):
        ours, theirs = self.fresh(), self.fresh()
        self.fetch(ours)
        snapshot_download(self.repo_id, cache_dir=theirs)
        seen = (WORK / "requests").read_text()
        off = {"HF_HUB_OFFLINE": "1"}
        folder = self.python(f"print(snapshot_download({self.repo_id!r}, cache_dir={str(ours)!r}))", **off).strip()
        self.assertEqual((Path(folder) / "config.json").read_bytes(), FILES["config.json"])
        self.python(f"hf_hub_download({self.repo_id!r}, 'sub/same.bin', cache_dir={str(ours)!r})", **off)
        if not __version__.startswith("0."):  # 0.36 keeps no listing: what a snapshot is, only the Hub knows
            self.fetch(theirs, **off)
        self.fetch(theirs, "main", "config.json", **off)
        self.assertEqual((WORK / "requests").read_text(), seen)

    def test_half_by_one_the_rest_by_the_other(self):
        paths = sorted(FILES)
        for first, half in (("python", paths[::2]), ("hubnaut", paths[::2]), ("python", paths[1::2]), ("hubnaut", paths[1::2])):
            with self.subTest(first=first, half=half):
                folder = self.fresh()
                rest = [p for p in paths if p not in half]
                before = len(requests_for_bodies())
                for who, what in ((first, half), ("hubnaut" if first == "python" else "python", rest)):
                    if who == "python":
                        for path in what:
                            hf_hub_download(self.repo_id, path, local_dir=folder, cache_dir=self.fresh())
                    else:
                        self.fetch(self.fresh(), "main", "--folder", str(folder), *what)
                there = {p: os.stat(folder / p).st_mtime_ns for p in FILES}
                fetched = requests_for_bodies()[before:]
                snapshot_download(self.repo_id, local_dir=folder, cache_dir=self.fresh(), allow_patterns=list(FILES))
                self.fetch(self.fresh(), "main", "--folder", str(folder), *FILES)
                self.assertEqual(requests_for_bodies()[before:], fetched)
                self.assertEqual({p: os.stat(folder / p).st_mtime_ns for p in FILES}, there)
                for path, data in FILES.items():
                    self.assertEqual((folder / path).read_bytes(), data)
                    note = (folder / f".cache/huggingface/download/{path}.metadata").read_text().split("\n")
                    name = hashlib.sha256(data).hexdigest() if len(note[1]) == 64 else hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
                    self.assertEqual(note[:2], [self.commit, name])
                self.assertEqual([str(p) for p in folder.rglob("*.incomplete*")], [])

    def test_folders_go_on_in_either_order(self):
        folder = WORK / "plain"
        self.fetch(WORK / "cache-of-plain", "main", "--folder", str(folder), *FILES)
        before = {p: os.stat(folder / p).st_mtime_ns for p in FILES}
        snapshot_download(self.repo_id, local_dir=folder)
        self.assertEqual({p: os.stat(folder / p).st_mtime_ns for p in FILES}, before)
        for path, data in FILES.items():
            self.assertEqual((folder / path).read_bytes(), data)


if __name__ == "__main__":
    print(f"huggingface_hub {__version__}")
    unittest.main(verbosity=1)
