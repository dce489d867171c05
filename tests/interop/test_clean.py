"""What Hubnaut cleans out of a cache, Python does not miss: no new warning, what stayed is complete
and right, and what was taken back is as if nothing had happened.

HF_ENDPOINT names a fresh local Hub; HUBNAUT_FETCH is Hubnaut's engine without a window.
"""

import os
import subprocess
import unittest
from pathlib import Path

from huggingface_hub import CommitOperationAdd, HfApi, __version__, scan_cache_dir, snapshot_download
from huggingface_hub.errors import LocalEntryNotFoundError

WORK = Path(os.environ["INTEROP_WORK"])
BIN = Path(os.environ["INTEROP_BIN"])
FETCH = os.environ["HUBNAUT_FETCH"]
OLD = {"config.json": b'{"a": 1}\n', "w.bin": b"old" * 50_000, "sub/same.bin": b"\0\1" * 7000}
NEW = {"w.bin": b"new" * 50_000, "sub/more.bin": b"m" * 3000}


class Cleaning(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        api = HfApi()
        cls.repo_id = f"{api.whoami()['name']}/cleaned"
        cls.other_id = f"{api.whoami()['name']}/other"
        cls.folder = f"models--{cls.repo_id.replace('/', '--')}"
        for repo in (cls.repo_id, cls.other_id):
            api.create_repo(repo)
            commits = [
                api.create_commit(repo, [CommitOperationAdd(p, d) for p, d in files.items()], commit_message="files").oid for files in (OLD, NEW)
            ]
            if repo == cls.repo_id:
                cls.old, cls.new = commits
        cls.number = 0

    def setUp(self):
        type(self).number += 1
        self.cache = WORK / f"cache-{self.number}"
        snapshot_download(self.repo_id, revision=self.old, cache_dir=self.cache)
        snapshot_download(self.repo_id, cache_dir=self.cache)
        snapshot_download(self.other_id, cache_dir=self.cache)
        self.before = self.scan()

    def scan(self):
        report = scan_cache_dir(self.cache)
        # 0.36 does not know the tag file, which its successors write as well.
        self.assertEqual([w for w in report.warnings if "CACHEDIR.TAG" not in str(w)], [])
        return {
            (repo.repo_id, r.commit_hash, f.file_name, f.size_on_disk, frozenset(r.refs)) for repo in report.repos for r in repo.revisions for f in r.files
        }

    def clean(self, *items, how="free"):
        done = subprocess.run([FETCH, "--clean", str(self.cache), how, *items], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def undo(self):
        self.assertEqual(subprocess.run([FETCH, "--undo", str(self.cache), "-", "-"], check=False).returncode, 0)

    def check_whole(self, repo, revision, files):
        folder = Path(snapshot_download(repo, revision=revision, cache_dir=self.cache, local_files_only=True))
        for path, data in files.items():
            self.assertEqual((folder / path).read_bytes(), data)
        if not __version__.startswith("0."):
            done = subprocess.run(
                [str(BIN / "hf"), "cache", "verify", repo, "--revision", revision, "--cache-dir", str(self.cache)], capture_output=True, text=True
            )
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_an_old_revision(self):
        self.clean(f"{self.folder}@{self.old}")
        self.assertEqual(self.scan(), {e for e in self.before if e[1] != self.old})
        self.check_whole(self.repo_id, "main", {**OLD, **NEW})
        self.check_whole(self.other_id, "main", {**OLD, **NEW})
        with self.assertRaises(LocalEntryNotFoundError):
            snapshot_download(self.repo_id, revision=self.old, cache_dir=self.cache, local_files_only=True)

    def test_the_current_revision(self):
        self.clean(f"{self.folder}@{self.new}")
        self.assertEqual(self.scan(), {e for e in self.before if e[1] != self.new or e[0] == self.other_id})
        self.check_whole(self.repo_id, self.old, OLD)

    def test_a_repository(self):
        self.clean(self.folder)
        self.assertEqual(self.scan(), {e for e in self.before if e[0] == self.other_id})
        self.check_whole(self.other_id, "main", {**OLD, **NEW})

    def test_all_that_there_is(self):
        self.clean(self.folder, f"models--{self.other_id.replace('/', '--')}")
        self.assertEqual(self.scan(), set())
        snapshot_download(self.repo_id, cache_dir=self.cache)  # and it is usable again
        self.check_whole(self.repo_id, "main", {**OLD, **NEW})

    def test_a_file_is_fetched_again(self):
        self.clean(f"{self.folder}@{self.new}:sub/more.bin")
        self.assertEqual(self.before - self.scan(), {e for e in self.before if e[:3] == (self.repo_id, self.new, "more.bin")})
        self.check_whole(self.repo_id, self.old, OLD)
        snapshot_download(self.repo_id, cache_dir=self.cache)
        self.assertEqual(self.scan(), self.before)
        self.check_whole(self.repo_id, "main", {**OLD, **NEW})

    def test_kept_things_are_not_seen_and_come_back(self):
        for items in ([self.folder], [f"{self.folder}@{self.old}"], [f"{self.folder}@{self.new}:w.bin"]):
            with self.subTest(items=items):
                self.clean(*items, how="keep")
                self.assertLess(self.scan(), self.before)
                self.undo()
                self.assertEqual(self.scan(), self.before)
                self.check_whole(self.repo_id, "main", {**OLD, **NEW})
                self.check_whole(self.repo_id, self.old, OLD)


if __name__ == "__main__":
    print(f"huggingface_hub {__version__}")
    unittest.main(verbosity=1)
