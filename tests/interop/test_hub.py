"""What the Python client of the Hub does in daily use, done against the local Hub.

Runs with huggingface_hub 0.36, 1.x and 2.x: HF_ENDPOINT names a fresh local Hub, HF_TOKEN a user
with write access.
"""

import hashlib
import json
import os
import subprocess
import unittest
from pathlib import Path

from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationDelete,
    HfApi,
    HfFileSystem,
    __version__,
    hf_hub_download,
    snapshot_download,
)
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

WORK = Path(os.environ["INTEROP_WORK"])
BIN = Path(os.environ["INTEROP_BIN"])
OLD = __version__.startswith("0.")


def content(size: int, seed: int) -> bytes:
    block = hashlib.sha256(str(seed).encode()).hexdigest().encode() * 16  # text: small files stay in git
    return (block * (size // len(block) + 1))[:size]


def uploads_to_storage(data: bytes) -> list:
    """The PUTs that brought these bytes so far: of all of them, or of their parts."""
    seen = [json.loads(line) for line in (WORK / "requests").read_text().splitlines()]
    start = f"/upload/{hashlib.sha256(data).hexdigest()}/"
    return [r["target"].split("?")[0] for r in seen if r["method"] == "PUT" and r["target"].startswith(start)]


class HubTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.api = HfApi()
        cls.me = cls.api.whoami()["name"]

    def repo(self, name: str, **kwargs) -> str:
        repo_id = f"{self.me}/{name}"
        self.api.create_repo(repo_id, exist_ok=True, **kwargs)
        return repo_id


class Accounts(HubTest):
    def test_whoami(self):
        me = self.api.whoami()
        self.assertEqual(me["type"], "user")
        self.assertIn(me["auth"]["accessToken"]["role"], ("write", "read", "fineGrained"))

    def test_bad_token(self):
        with self.assertRaises(Exception) as caught:  # 0.36 raises the HTTP library's own class here
            HfApi(token="hf_wrong").whoami()
        self.assertEqual(caught.exception.response.status_code, 401)


class Repositories(HubTest):
    def test_create_list_delete(self):
        for kind, more in (("model", {}), ("dataset", {}), ("space", {"space_sdk": "gradio"})):
            repo_id = self.repo(f"made-{kind}", repo_type=kind, **more)
            self.assertTrue(self.api.repo_exists(repo_id, repo_type=kind))
            with self.assertRaises(HfHubHTTPError) as caught:
                self.api.create_repo(repo_id, repo_type=kind, **more)
            self.assertEqual(caught.exception.response.status_code, 409)
            listed = {
                "model": self.api.list_models,
                "dataset": self.api.list_datasets,
                "space": self.api.list_spaces,
            }[kind](author=self.me, search="made-")
            self.assertEqual([r.id for r in listed], [repo_id])
            self.api.delete_repo(repo_id, repo_type=kind)
            self.assertFalse(self.api.repo_exists(repo_id, repo_type=kind))

    def test_search_and_paging(self):
        for n in range(7):
            repo_id = self.repo(f"paged-{n}")
            self.api.upload_file(
                path_or_fileobj=f"---\nlicense: mit\nlibrary_name: transformers\npipeline_tag: text-generation\ntags: [t{n % 2}]\n---\n# {n}\n".encode(),
                path_in_repo="README.md",
                repo_id=repo_id,
            )
        found = list(self.api.list_models(search="paged-", sort="lastModified"))
        self.assertEqual(len(found), 7)
        stamps = [m.last_modified or m.lastModified for m in self.api.list_models(search="paged-", full=True, sort="lastModified")]
        self.assertEqual(stamps, sorted(stamps, reverse=True))
        self.assertEqual(len(list(self.api.list_models(search="paged-", filter="t1"))), 3)
        self.assertEqual(len(list(self.api.list_models(search="paged-", filter=["license:mit", "t0"]))), 4)
        self.assertEqual(len(list(self.api.list_models(search="paged-", limit=5))), 5)
        self.assertEqual(next(iter(self.api.list_models(search="paged-3", full=True))).pipeline_tag, "text-generation")

    def test_info_expand(self):
        repo_id = self.repo("expanded")
        info = self.api.model_info(repo_id, expand=["likes", "tags", "sha"])
        self.assertEqual(info.likes, 0)
        self.assertEqual(len(info.sha), 40)
        with self.assertRaises(HfHubHTTPError) as caught:
            self.api.model_info(repo_id, expand=["nonsense"])
        self.assertEqual(caught.exception.response.status_code, 400)

    def test_listing_longer_than_a_page(self):
        names = [f"{self.me}/many-{n}" for n in range(23)]
        for repo_id in names:
            self.api.create_repo(repo_id, repo_type="dataset")
        self.assertEqual(sorted(d.id for d in self.api.list_datasets(author=self.me, search="many-")), sorted(names))

    def test_move_and_visibility(self):
        repo_id = self.repo("before")
        self.api.move_repo(repo_id, f"{self.me}/after")
        self.assertEqual(self.api.model_info(f"{self.me}/before").id, f"{self.me}/after")
        if not OLD:
            self.api.update_repo_settings(f"{self.me}/after", visibility="private") if "visibility" in HfApi.update_repo_settings.__code__.co_varnames else self.api.update_repo_settings(f"{self.me}/after", private=True)
            self.assertTrue(self.api.model_info(f"{self.me}/after").private)


class Files(HubTest):
    def test_upload_small_lfs_multipart(self):
        repo_id = self.repo("uploads")
        sizes = {"small.txt": 10, "config.json": 2_000, "weights.safetensors": 11_000_000, "parts.bin": 70_000_000, "empty.txt": 0}
        for seed, (path, size) in enumerate(sizes.items()):
            data = content(size, seed)
            self.api.upload_file(path_or_fileobj=data, path_in_repo=path, repo_id=repo_id)
            fetched = Path(hf_hub_download(repo_id, path)).read_bytes()
            self.assertEqual(hashlib.sha256(fetched).hexdigest(), hashlib.sha256(data).hexdigest(), path)
        self.assertEqual(uploads_to_storage(content(2_000, 1)), [])  # small files travel in the commit
        self.assertEqual(len(uploads_to_storage(content(11_000_000, 2))), 1)
        self.assertGreater(len(set(uploads_to_storage(content(70_000_000, 3)))), 5)
        infos = {i.path: i for i in self.api.get_paths_info(repo_id, list(sizes) + ["missing"])}
        self.assertEqual(set(infos), set(sizes))
        self.assertIsNone(infos["config.json"].lfs)
        self.assertEqual(infos["weights.safetensors"].lfs.sha256, hashlib.sha256(content(11_000_000, 2)).hexdigest())
        self.assertEqual(infos["parts.bin"].size, 70_000_000)
        blob = content(2_000, 1)
        self.assertEqual(infos["config.json"].blob_id, hashlib.sha1(b"blob %d\0" % len(blob) + blob).hexdigest())

    def test_folder_tree_and_delete(self):
        repo_id = self.repo("folder")
        source = WORK / "folder"
        for path in ("a.txt", "sub/b.txt", "sub/deeper/c.bin", ".git/config", "sub/d.safetensors"):
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_bytes(content(100, len(path)))
        self.api.upload_folder(repo_id=repo_id, folder_path=source)
        tree = list(self.api.list_repo_tree(repo_id, recursive=True, expand=True))
        paths = sorted(e.path for e in tree)
        self.assertEqual(
            [p for p in paths if p != ".gitattributes"],
            ["a.txt", "sub", "sub/b.txt", "sub/d.safetensors", "sub/deeper", "sub/deeper/c.bin"],
        )
        self.assertTrue(all(e.last_commit is not None for e in tree))
        self.assertEqual(sorted(e.path for e in self.api.list_repo_tree(repo_id, "sub")), ["sub/b.txt", "sub/d.safetensors", "sub/deeper"])
        self.api.delete_file("a.txt", repo_id=repo_id)
        self.api.delete_folder("sub/deeper", repo_id=repo_id)
        self.assertEqual(
            [p for p in sorted(self.api.list_repo_files(repo_id)) if p != ".gitattributes"], ["sub/b.txt", "sub/d.safetensors"]
        )

    def test_unchanged_file_makes_no_commit(self):
        repo_id = self.repo("unchanged")
        self.api.upload_file(path_or_fileobj=b"same", path_in_repo="x.txt", repo_id=repo_id)
        before = self.api.list_repo_commits(repo_id)
        self.api.upload_file(path_or_fileobj=b"same", path_in_repo="x.txt", repo_id=repo_id)
        self.assertEqual(len(self.api.list_repo_commits(repo_id)), len(before))

    def test_commits_and_conflict(self):
        repo_id = self.repo("commits")
        first = self.api.create_commit(repo_id, [CommitOperationAdd("a", b"1")], commit_message="one", commit_description="more words")
        self.api.create_commit(repo_id, [CommitOperationAdd("b", b"2"), CommitOperationDelete("a")], commit_message="two")
        commits = self.api.list_repo_commits(repo_id)
        self.assertEqual([c.title for c in commits][:2], ["two", "one"])
        self.assertEqual(commits[1].commit_id, first.oid)
        with self.assertRaises(HfHubHTTPError) as caught:
            self.api.create_commit(repo_id, [CommitOperationAdd("c", b"3")], commit_message="late", parent_commit=first.oid)
        self.assertIn(caught.exception.response.status_code, (409, 412))
        with self.assertRaises(HfHubHTTPError):
            self.api.create_commit(repo_id, [CommitOperationDelete("never-there")], commit_message="no")

    def test_range_and_head(self):
        repo_id = self.repo("ranges")
        data = content(11_000_000, 9)
        self.api.upload_file(path_or_fileobj=data, path_in_repo="w.bin", repo_id=repo_id)
        from huggingface_hub import get_hf_file_metadata, hf_hub_url
        meta = get_hf_file_metadata(hf_hub_url(repo_id, "w.bin"))
        self.assertEqual(meta.etag, hashlib.sha256(data).hexdigest())
        self.assertEqual(meta.size, len(data))
        self.assertEqual(len(meta.commit_hash), 40)
        part = subprocess.run(
            ["curl", "-sSL", "-r", "1000000-1000099", hf_hub_url(repo_id, "w.bin")], capture_output=True, check=True
        ).stdout
        self.assertEqual(part, data[1_000_000:1_000_100])


    def test_datasets_and_spaces_hold_files(self):
        for kind, more in (("dataset", {}), ("space", {"space_sdk": "static"})):
            repo_id = self.repo(f"files-of-{kind}", repo_type=kind, **more)
            data = content(11_000_000, 21)
            self.api.upload_file(path_or_fileobj=data, path_in_repo="data/train.parquet", repo_id=repo_id, repo_type=kind)
            self.assertEqual(Path(hf_hub_download(repo_id, "data/train.parquet", repo_type=kind)).read_bytes(), data)
            folder = Path(snapshot_download(repo_id, repo_type=kind))
            self.assertTrue((folder / "data/train.parquet").exists())
            self.assertEqual(self.api.repo_info(repo_id, repo_type=kind, files_metadata=True).siblings[-1].size, len(data))

    def test_tree_longer_than_a_page(self):
        repo_id = self.repo("wide")
        paths = [f"d/{n:04}.txt" for n in range(1_100)]  # the Hub sends 1000 at once
        self.api.create_commit(repo_id, [CommitOperationAdd(p, p.encode()) for p in paths], commit_message="many")
        self.assertEqual(sorted(e.path for e in self.api.list_repo_tree(repo_id, "d")), paths)

    def test_as_a_file_system(self):
        repo_id = self.repo("mounted")
        data = content(300_000, 5)
        files = HfFileSystem()
        with files.open(f"{repo_id}/sub/w.txt", "wb") as out:
            out.write(data)
        self.assertEqual([Path(p).name for p in files.ls(f"{repo_id}/sub", detail=False, refresh=True)], ["w.txt"])
        with files.open(f"{repo_id}/sub/w.txt", "rb", block_size=65_536) as source:
            source.seek(200_000)
            self.assertEqual(source.read(100), data[200_000:200_100])
        self.assertEqual(files.glob(f"{repo_id}/**/*.txt"), [f"{repo_id}/sub/w.txt"])


class Revisions(HubTest):
    def test_branches_tags_pull_requests(self):
        repo_id = self.repo("refs")
        self.api.create_branch(repo_id, branch="dev/one")
        self.api.upload_file(path_or_fileobj=b"dev", path_in_repo="only-dev.txt", repo_id=repo_id, revision="dev/one")
        self.api.create_tag(repo_id, tag="v1", tag_message="first")
        refs = self.api.list_repo_refs(repo_id)
        self.assertEqual(sorted(b.name for b in refs.branches), ["dev/one", "main"])
        self.assertEqual([t.name for t in refs.tags], ["v1"])
        with self.assertRaises(EntryNotFoundError):
            hf_hub_download(repo_id, "only-dev.txt")
        self.assertEqual(Path(hf_hub_download(repo_id, "only-dev.txt", revision="dev/one")).read_bytes(), b"dev")
        pr = self.api.create_commit(repo_id, [CommitOperationAdd("pr.txt", b"pr")], commit_message="Add pr", create_pr=True)
        self.assertEqual(Path(hf_hub_download(repo_id, "pr.txt", revision=f"refs/pr/{pr.pr_num}")).read_bytes(), b"pr")
        self.api.merge_pull_request(repo_id, pr.pr_num, comment="thanks")
        self.assertIn("pr.txt", self.api.list_repo_files(repo_id))
        self.api.delete_tag(repo_id, tag="v1")
        self.api.delete_branch(repo_id, branch="dev/one")
        self.assertEqual([b.name for b in self.api.list_repo_refs(repo_id).branches], ["main"])


class Snapshots(HubTest):
    def test_snapshot_patterns_and_offline(self):
        repo_id = self.repo("snapshot")
        files = {"README.md": b"# card", "a/model.safetensors": content(300_000, 1), "a/model.bin": content(300_000, 2), "b.json": b"{}"}
        self.api.create_commit(repo_id, [CommitOperationAdd(p, d) for p, d in files.items()], commit_message="all")
        folder = Path(snapshot_download(repo_id, allow_patterns=["*.safetensors", "*.json"]))
        self.assertEqual(sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()), ["a/model.safetensors", "b.json"])
        folder = Path(snapshot_download(repo_id))
        for path, data in files.items():
            self.assertEqual((folder / path).read_bytes(), data)
        self.assertEqual(Path(snapshot_download(repo_id, local_files_only=True)), folder)
        local = WORK / "local-dir"
        snapshot_download(repo_id, local_dir=local)
        self.assertEqual((local / "a/model.bin").read_bytes(), files["a/model.bin"])


class Errors(HubTest):
    def test_by_class(self):
        repo_id = self.repo("errors")
        with self.assertRaises(RepositoryNotFoundError):
            self.api.model_info("nobody/nothing")
        with self.assertRaises(RepositoryNotFoundError):
            HfApi(token=False).model_info("nobody/nothing")
        with self.assertRaises(RevisionNotFoundError):
            self.api.model_info(repo_id, revision="not-a-branch")
        with self.assertRaises(EntryNotFoundError):
            hf_hub_download(repo_id, "not-a-file.txt")
        with self.assertRaises(RevisionNotFoundError):
            hf_hub_download(repo_id, "x", revision="nope")

    def test_missing_folder_and_offline(self):
        repo_id = self.repo("errors-too")
        with self.assertRaises(EntryNotFoundError):
            list(self.api.list_repo_tree(repo_id, "no/such/folder"))
        with self.assertRaises(RevisionNotFoundError):
            snapshot_download(repo_id, revision="nope")
        with self.assertRaises(RepositoryNotFoundError):
            snapshot_download(f"{self.me}/never-made")
        with self.assertRaises(LocalEntryNotFoundError):
            hf_hub_download(repo_id, "x", local_files_only=True)

    def test_private_and_gated(self):
        private = f"{self.me}/hidden"
        self.api.create_repo(private, private=True, exist_ok=True)
        with self.assertRaises(RepositoryNotFoundError):
            HfApi(token=False).model_info(private)
        gated = self.repo("gated")
        self.api.upload_file(path_or_fileobj=b"w", path_in_repo="w.txt", repo_id=gated)
        self.api.update_repo_settings(gated, gated="auto")
        self.assertEqual(HfApi(token=False).model_info(gated).gated, "auto")
        with self.assertRaises(GatedRepoError):
            hf_hub_download(gated, "w.txt", token=False)
        with self.assertRaises(GatedRepoError):
            snapshot_download(gated, token=False, cache_dir=WORK / "not-let-in")


class Community(HubTest):
    def test_discussion_life(self):
        repo_id = self.repo("talk")
        made = self.api.create_discussion(repo_id, title="A question", description="Is it **bold**?")
        self.api.comment_discussion(repo_id, made.num, "Yes.")
        self.api.rename_discussion(repo_id, made.num, new_title="A better question")
        self.api.change_discussion_status(repo_id, made.num, "closed", comment="done")
        listed = list(self.api.get_repo_discussions(repo_id))
        self.assertEqual([(d.num, d.title, d.status) for d in listed], [(made.num, "A better question", "closed")])
        details = self.api.get_discussion_details(repo_id, made.num)
        self.assertEqual(details.events[0].content, "Is it **bold**?")
        kinds = [e.type for e in details.events]
        for kind in ("comment", "title-change", "status-change"):
            self.assertIn(kind, kinds)
        pr = self.api.create_pull_request(repo_id, title="Draft it")
        self.assertTrue(self.api.get_discussion_details(repo_id, pr.num).is_pull_request)
        kinds = {k: [d.num for d in self.api.get_repo_discussions(repo_id, discussion_type=k)] for k in ("discussion", "pull_request")}
        self.assertEqual(kinds, {"discussion": [made.num], "pull_request": [pr.num]})
        self.assertEqual([d.num for d in self.api.get_repo_discussions(repo_id, discussion_status="open")], [pr.num])


class Spaces(HubTest):
    def test_runtime(self):
        repo_id = self.repo("room", repo_type="space", space_sdk="gradio")
        runtime = self.api.get_space_runtime(repo_id)
        self.assertEqual(runtime.stage, "RUNNING")
        self.assertEqual((runtime.hardware, runtime.requested_hardware), ("cpu-basic", "cpu-basic"))
        self.assertEqual(self.api.space_info(repo_id).runtime.stage, "RUNNING")
        if not OLD:
            self.assertTrue(any(h.name == "cpu-basic" for h in self.api.list_spaces_hardware()))


class CommandLine(HubTest):
    def run_hf(self, *args: str) -> subprocess.CompletedProcess:
        return subprocess.run([str(BIN / "hf"), *args], capture_output=True, text=True)

    def hf(self, *args: str) -> str:
        done = self.run_hf(*args)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return done.stdout

    def test_folders_and_patterns(self):
        repo_id = f"{self.me}/cli-set"
        self.hf("repo" if OLD else "repos", "create", repo_id, "--repo-type", "dataset")
        source = WORK / "cli-folder"
        for path in ("a.csv", "sub/b.csv", "sub/c.bin"):
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_bytes(path.encode())
        self.hf("upload", repo_id, str(source), ".", "--repo-type", "dataset", "--commit-message", "All of it")
        to = WORK / "cli-down"
        self.hf("download", repo_id, "--repo-type", "dataset", "--include", "*.csv", "--local-dir", str(to))
        self.assertEqual(sorted(str(p.relative_to(to)) for p in to.rglob("*.*") if ".cache" not in p.parts), ["a.csv", "sub/b.csv"])
        self.assertEqual(self.api.list_repo_commits(repo_id, repo_type="dataset")[0].title, "All of it")
        self.assertIn(self.me, self.hf("auth", "whoami"))

    def test_refusals_are_sentences(self):
        done = self.run_hf("download", "nobody/nothing")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("nobody/nothing", done.stderr + done.stdout)
        self.assertNotIn(os.environ["HF_TOKEN"], done.stderr + done.stdout)

    @unittest.skipIf(OLD, "0.36 has no such commands")
    def test_looks_around(self):
        repo_id = self.repo("cli-looks")
        self.api.create_discussion(repo_id, title="From the shell", description="x")
        self.assertIn(repo_id, self.hf("models", "ls", "--author", self.me, "--search", "cli-looks"))
        self.assertIn(repo_id, self.hf("models", "info", repo_id))
        self.assertIn("From the shell", self.hf("discussions", "list", repo_id))

    def test_up_and_down(self):
        repo_id = self.repo("cli")
        source = WORK / "cli.txt"
        source.write_bytes(b"from the shell")
        self.hf("upload", repo_id, str(source), "cli.txt")
        out = self.hf("download", repo_id, "cli.txt")
        self.assertIn("cli.txt", out)
        if not OLD:
            self.assertIn(repo_id, self.hf("cache", "ls"))
            self.hf("cache", "verify", repo_id)


if __name__ == "__main__":
    print(f"huggingface_hub {__version__}")
    unittest.main(verbosity=1)
