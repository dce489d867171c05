"""What Hubnaut uploads, Python reads back byte for byte, and would have made the same of it: the same
files apart from git, the same ids. What Python uploaded, Hubnaut does not send again.

HF_ENDPOINT names a fresh local Hub; beside HUBNAUT_FETCH stands Hubnaut's upload engine without a
window.
"""

import hashlib
import os
import subprocess
import unittest
from pathlib import Path

from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi, snapshot_download

WORK = Path(os.environ["INTEROP_WORK"])
UPLOAD = Path(os.environ["HUBNAUT_FETCH"]).with_name("hubnaut-upload-test")
ENDPOINT = os.environ["HF_ENDPOINT"]


def noise(size: int, seed: int) -> bytes:
    return b"".join(hashlib.sha256(b"%d %d" % (seed, n)).digest() for n in range(size // 32 + 1))[:size]


FILES = {
    "README.md": b"---\nlicense: mit\n---\n# Sent\n",
    "config.json": b'{"a": 1}\n',
    "empty.txt": b"",
    "empty.bin": b"",
    "a folder/\u00fcml\u00e4ut [1] \"q\".txt": b"odd but allowed\n",
    "\u6a21\u578b/\u0438\u043c\u044f.txt": b"names in any script\n",
    "binary-without-a-name": bytes(range(256)) * 4,
    "one-byte.bin": b"\0",
    "sub/deeper/model.safetensors": noise(12_000_000, 1),
    "long.txt": b"a line of text\n" * 800_000,
    "parts.bin": noise(26_214_401, 2),  # one byte in the sixth part
    "sub/same.bin": b"\0\1\2" * 7000,
    "same-again.bin": b"\0\1\2" * 7000,
    "sub/.gitignore": b"*.nothing\n",
}


def hubnaut(repo_id: str, folder: Path, *more: str) -> list:
    done = subprocess.run([UPLOAD, ENDPOINT, f"model/{repo_id}", folder, *more], capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise AssertionError(f"{done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.splitlines()


class Uploads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.api = HfApi()
        cls.me = cls.api.whoami()["name"]
        cls.folder = WORK / "to-send"
        for path, data in FILES.items():
            (cls.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (cls.folder / path).write_bytes(data)

    def repo(self, name: str) -> str:
        repo_id = f"{self.me}/{name}"
        self.api.create_repo(repo_id)
        return repo_id

    def stored(self, repo_id: str, revision: str = "main") -> dict:
        """How each file is kept: its size, its id in git and, apart from git, its SHA-256."""
        tree = self.api.list_repo_tree(repo_id, recursive=True, revision=revision)
        return {e.path: (e.size, e.blob_id, e.lfs.sha256 if e.lfs else None) for e in tree if hasattr(e, "blob_id")}

    def test_read_back_and_same_as_python(self):
        ours, theirs = self.repo("sent-by-hubnaut"), self.repo("sent-by-python")
        receipt = hubnaut(ours, self.folder)
        self.api.upload_folder(repo_id=theirs, folder_path=self.folder)
        self.assertEqual(self.stored(ours), self.stored(theirs))
        self.assertLessEqual(set(FILES), set(self.stored(ours)))
        got = Path(snapshot_download(ours, local_dir=WORK / "read-back"))
        for path, data in FILES.items():
            self.assertEqual((got / path).read_bytes(), data, path)
        commits = self.api.list_repo_commits(ours)
        self.assertEqual(receipt[0], f"commit {commits[0].commit_id}")
        for line in receipt[1:]:
            state, kind, local, remote, path = line.split(" ", 4)
            size, blob, sha256 = self.stored(ours)[path]
            self.assertEqual((state, local, remote), ("committed", sha256 or blob, sha256 or blob))
            self.assertEqual(kind, "lfs" if sha256 else "regular")
            self.assertEqual(size, len(FILES[path]))

    def test_metadata_is_checked_as_python_expects(self):
        """Before a commit its client asks the Hub, which answers in words that it understands."""
        repo_id = self.repo("card")
        with self.assertRaisesRegex(ValueError, '"license" must be one of'):
            self.api.upload_file(path_or_fileobj=b"---\nlicense: mine\n---\n", path_in_repo="README.md", repo_id=repo_id)
        with self.assertWarnsRegex(UserWarning, "empty or missing yaml metadata"):
            self.api.upload_file(path_or_fileobj=b"# T\n", path_in_repo="README.md", repo_id=repo_id)
        self.api.upload_file(path_or_fileobj=b"---\nlicense: mit\n---\n", path_in_repo="README.md", repo_id=repo_id)
        self.assertEqual(self.api.model_info(repo_id).card_data.license, "mit")

    def test_python_uploaded_it_before(self):
        repo_id = self.repo("unchanged")
        self.api.upload_folder(repo_id=repo_id, folder_path=self.folder)
        before = self.api.list_repo_commits(repo_id)
        receipt = hubnaut(repo_id, self.folder)
        self.assertEqual({line.split()[0] for line in receipt}, {"unchanged"})
        self.assertEqual(len(receipt), len(FILES))
        self.assertEqual(len(self.api.list_repo_commits(repo_id)), len(before))

    def test_several_commits_and_a_deletion(self):
        repo_id = self.repo("parts")
        self.api.upload_file(path_or_fileobj=b"old", path_in_repo="old.txt", repo_id=repo_id)
        before = len(self.api.list_repo_commits(repo_id))
        hubnaut(repo_id, self.folder, "--commit-files", "5", "--delete", "old.txt")
        titles = [c.title for c in self.api.list_repo_commits(repo_id)][:-before]
        self.assertEqual(titles, ["Upload folder (part 3)", "Upload folder (part 2)", "Upload folder"])
        self.assertLessEqual(set(FILES), set(self.stored(repo_id)))
        self.assertNotIn("old.txt", self.stored(repo_id))

    def test_small_changes_as_python_makes_them(self):
        """Edits, moves and deletions in one commit, and back again by another."""
        ours, theirs = self.repo("changed-by-hubnaut"), self.repo("changed-by-python")
        for repo_id in (ours, theirs):
            self.api.upload_folder(repo_id=repo_id, folder_path=self.folder)
        before = self.stored(ours)
        moved = {"sub/deeper/model.safetensors": "below/model.safetensors", "config.json": "settings.json"}
        new = WORK / "new.txt"
        new.write_bytes(b"edited\n")
        change = ["--write", "long.txt", str(new), "--delete", "empty.txt", "--delete-folder", "a folder"]
        for old, path in moved.items():
            change += ["--move", old, path]
        operations = [CommitOperationAdd("long.txt", str(new)), CommitOperationDelete("empty.txt"),
                      CommitOperationDelete("a folder/")]
        for old, path in moved.items():
            operations += [CommitOperationCopy(old, path), CommitOperationDelete(old)]
        self.api.create_commit(theirs, operations, commit_message="A change")
        self.commit(ours, *change)
        self.assertEqual(self.stored(ours), self.stored(theirs))
        self.assertNotEqual(self.stored(ours), before)
        twice = self.repo("changed-and-back")
        self.api.upload_folder(repo_id=twice, folder_path=self.folder)
        self.commit(twice, *change, "--undo")
        self.assertEqual(self.stored(twice), before)
        self.assertEqual([c.title for c in self.api.list_repo_commits(twice)][:2], ["Back", "A change"])

    def test_copies_from_another_repository(self):
        """What is large stays on the Hub, what is in git is fetched: the same files in the end."""
        source, target = self.repo("copied-from"), self.repo("copied-to")
        made = self.api.upload_folder(repo_id=source, folder_path=self.folder)
        names = {path: f"from/{path}" for path in ("sub/deeper/model.safetensors", "parts.bin", "config.json",
                                                   "a folder/\u00fcml\u00e4ut [1] \"q\".txt")}
        self.commit(target, "--from", f"model/{source}", made.oid,
                    *(word for old, new in names.items() for word in ("--copy", old, new)))
        there, here = self.stored(source), self.stored(target)
        self.assertEqual({new: there[old] for old, new in names.items()},
                         {path: how for path, how in here.items() if path != ".gitattributes"})
        got = Path(snapshot_download(target, local_dir=WORK / "copied"))
        for old, new in names.items():
            self.assertEqual((got / new).read_bytes(), FILES[old], old)

    def commit(self, repo_id: str, *change: str) -> None:
        done = subprocess.run([UPLOAD.with_name("hubnaut-commit-test"), ENDPOINT, f"model/{repo_id}", *change],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_pull_requests(self):
        for number, more in enumerate(((), ("--commit-files", "5"))):
            repo_id = self.repo(f"proposed-{number}")
            hubnaut(repo_id, self.folder, "--pull-request", *more)
            self.assertEqual([d.num for d in self.api.get_repo_discussions(repo_id) if d.is_pull_request], [1])
            self.assertLessEqual(set(FILES), set(self.stored(repo_id, "refs/pr/1")))
            self.assertNotIn("parts.bin", self.stored(repo_id))


if __name__ == "__main__":
    unittest.main()
