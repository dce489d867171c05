// What the JavaScript client of the Hub does in daily use, done against the local Hub.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import test from "node:test";
import * as hub from "@huggingface/hub";

const hubUrl = process.env.HF_ENDPOINT;
const accessToken = process.env.HF_TOKEN;
const to = { hubUrl, accessToken };
const me = (await hub.whoAmI(to)).name;

async function all(list) {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

function bytes(size) {
  const data = new Uint8Array(size);
  for (let i = 0; i < size; ++i) data[i] = (i * 31 + (i >> 8)) & 255;
  return data;
}

test("create, upload small and large, list, download, delete", async () => {
  const repo = { type: "model", name: `${me}/js-one` };
  await hub.createRepo({ repo, ...to });
  const large = bytes(11_000_000);
  await hub.uploadFiles({
    repo,
    files: [
      { path: "config.json", content: new Blob(['{"a": 1}']) },
      { path: "sub/weights.safetensors", content: new Blob([large]) },
    ],
    commitTitle: "Add files",
    useXet: false,
    ...to,
  });
  const files = await all(hub.listFiles({ repo, recursive: true, expand: true, ...to }));
  const weights = files.find((f) => f.path === "sub/weights.safetensors");
  assert.equal(weights.size, large.length);
  assert.equal(weights.lfs.oid, createHash("sha256").update(large).digest("hex"));
  const info = await hub.fileDownloadInfo({ repo, path: "sub/weights.safetensors", ...to });
  assert.equal(info.size, large.length);
  const blob = await hub.downloadFile({ repo, path: "sub/weights.safetensors", xet: false, ...to });
  assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), large);
  assert.equal(await (await hub.downloadFile({ repo, path: "config.json", ...to })).text(), '{"a": 1}');
  assert.equal(await hub.fileExists({ repo, path: "nope.txt", ...to }), false);
  const commits = await all(hub.listCommits({ repo, ...to }));
  assert.equal(commits[0].title, "Add files");
  await hub.deleteFile({ repo, path: "config.json", ...to });
  await hub.deleteRepo({ repo, ...to });
  await assert.rejects(hub.modelInfo({ name: repo.name, ...to }));
});

test("search", async () => {
  const repo = { type: "dataset", name: `${me}/js-searchable-set` };
  await hub.createRepo({ repo, ...to });
  const found = await all(hub.listDatasets({ search: { query: "js-searchable" }, ...to }));
  assert.deepEqual(found.map((d) => d.name), [repo.name]);
  const models = await all(hub.listModels({ search: { owner: me }, limit: 3, ...to }));
  assert.ok(models.length <= 3);
});

test("upload in parts, read a range", async () => {
  const repo = { type: "dataset", name: `${me}/js-parts` };
  await hub.createRepo({ repo, ...to });
  const large = bytes(70_000_000);
  await hub.uploadFile({ repo, file: { path: "data/parts.bin", content: new Blob([large]) }, useXet: false, ...to });
  const blob = await hub.downloadFile({ repo, path: "data/parts.bin", xet: false, ...to });
  const part = new Uint8Array(await blob.slice(50_000_000, 50_000_100).arrayBuffer());
  assert.deepEqual(part, large.slice(50_000_000, 50_000_100));
  const [info] = await hub.pathsInfo({ repo, paths: ["data/parts.bin", "nope"], ...to });
  assert.equal(info.lfs.oid, createHash("sha256").update(large).digest("hex"));
});

test("branches, pull requests and a snapshot", async () => {
  const repo = { type: "model", name: `${me}/js-refs` };
  await hub.createRepo({ repo, files: [{ path: "a.txt", content: new Blob(["main"]) }], ...to });
  await hub.createBranch({ repo, branch: "dev", ...to });
  await hub.uploadFile({ repo, branch: "dev", file: { path: "b.txt", content: new Blob(["dev"]) }, useXet: false, ...to });
  assert.equal(await (await hub.downloadFile({ repo, path: "b.txt", revision: "dev", ...to })).text(), "dev");
  assert.equal(await hub.fileExists({ repo, path: "b.txt", ...to }), false);
  const pr = await hub.commit({
    repo,
    title: "Ask for a change",
    isPullRequest: true,
    operations: [{ operation: "addOrUpdate", path: "c.txt", content: new Blob(["pr"]) }],
    useXet: false,
    ...to,
  });
  assert.match(pr.pullRequestUrl, /discussions\/1$/);
  assert.equal(await hub.countCommits({ repo, ...to }), (await all(hub.listCommits({ repo, ...to }))).length);
  const folder = await hub.snapshotDownload({ repo, revision: "dev", cacheDir: `${process.env.INTEROP_WORK}/js-cache`, ...to });
  assert.equal(await readFile(`${folder}/b.txt`, "utf8"), "dev");
  await hub.deleteBranch({ repo, branch: "dev", ...to });
  await assert.rejects(hub.downloadFile({ repo, path: "b.txt", revision: "dev", ...to }).then((b) => assert.equal(b, null) ?? Promise.reject()));
});

test("what is in a space, who may read it", async () => {
  const repo = { type: "space", name: `${me}/js-room` };
  await hub.createRepo({ repo, sdk: "gradio", ...to });
  assert.equal((await hub.spaceInfo({ name: repo.name, ...to })).sdk, "gradio");
  assert.deepEqual((await all(hub.listSpaces({ search: { query: "js-room" }, ...to }))).map((s) => s.name), [repo.name]);
  await hub.checkRepoAccess({ repo, ...to });
  assert.equal((await hub.datasetInfo({ name: `${me}/js-searchable-set`, ...to })).name, `${me}/js-searchable-set`);
});

test("errors carry their status", async () => {
  await assert.rejects(hub.modelInfo({ name: "nobody/nothing", ...to }), (e) => e.statusCode === 404);
  const repo = { type: "model", name: `${me}/js-hidden` };
  await hub.createRepo({ repo, private: true, ...to });
  await assert.rejects(hub.modelInfo({ name: repo.name, hubUrl }), (e) => e.statusCode === 401);
  await assert.rejects(hub.createRepo({ repo, ...to }), (e) => e.statusCode === 409);
  await assert.rejects(all(hub.listFiles({ repo, revision: "nope", ...to })), (e) => e.statusCode === 404);
  await assert.rejects(hub.whoAmI({ hubUrl, accessToken: "hf_wrong" }), (e) => e.statusCode === 401);
});
