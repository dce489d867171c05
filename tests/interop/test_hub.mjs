// What the JavaScript client of the Hub does in daily use, done against the local Hub.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
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
  assert.match(commits[0].oid, /^[0-9a-f]{40}$/);
  assert.deepEqual(commits[0].authors.map((a) => a.username), [me]);
  assert.ok(Date.now() - commits[0].date < 600_000);
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

// The client has no discussions and no list of refs.
test("the state of a space", async () => {
  const name = `${me}/js-stage`;
  await hub.createRepo({ repo: { type: "space", name }, sdk: "gradio", ...to });
  const info = await hub.spaceInfo({ name, additionalFields: ["runtime", "sha", "tags"], ...to });
  assert.equal(info.runtime.stage, "RUNNING");
  assert.equal(info.runtime.hardware.current, "cpu-basic");
  assert.match(info.sha, /^[0-9a-f]{40}$/);
  const [listed] = await all(hub.listSpaces({ search: { query: "js-stage" }, additionalFields: ["runtime"], ...to }));
  assert.equal(listed.runtime.stage, "RUNNING");
});

test("commits, page by page, with their words", async () => {
  const repo = { type: "model", name: `${me}/js-commits` };
  await hub.createRepo({ repo, ...to });
  for (const n of [1, 2, 3])
    await hub.commit({
      repo,
      title: `Step ${n}`,
      description: `What step ${n} is for`,
      operations: [{ operation: "addOrUpdate", path: "a.txt", content: new Blob([`${n}`]) }],
      useXet: false,
      ...to,
    });
  const commits = await all(hub.listCommits({ repo, batchSize: 2, ...to }));
  assert.deepEqual(commits.slice(0, 3).map((c) => c.title), ["Step 3", "Step 2", "Step 1"]);
  assert.match(commits[0].message, /What step 3 is for/);
  assert.equal(await hub.countCommits({ repo, ...to }), commits.length);
  const then = await hub.downloadFile({ repo, path: "a.txt", revision: commits[1].oid, ...to });
  assert.equal(await then.text(), "2");
  await assert.rejects(
    hub.commit({ repo, title: "Late", parentCommit: commits[1].oid, useXet: false, ...to,
      operations: [{ operation: "addOrUpdate", path: "a.txt", content: new Blob(["late"]) }] }),
    (e) => e instanceof hub.HubApiError && [409, 412].includes(e.statusCode),
  );
});

test("tensors of a remote file, and the cache that Hubnaut filled", async () => {
  const repo = { type: "model", name: `${me}/js-tensors` };
  const header = new TextEncoder().encode('{"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}');
  const length = new Uint8Array(8);
  length[0] = header.length;
  await hub.createRepo({ repo, ...to });
  await hub.uploadFile({ repo, file: { path: "model.safetensors", content: new Blob([length, header, new Uint8Array(24)]) }, useXet: false, ...to });
  const read = await hub.parseSafetensorsMetadata({ repo, computeParametersCount: true, ...to });
  assert.deepEqual(read.header.w.shape, [2, 3]);
  assert.equal(read.parameterTotal ?? read.parameterCount.F32, 6);
  const cacheDir = `${process.env.INTEROP_WORK}/ours-for-js`;
  execFileSync(process.env.HUBNAUT_FETCH, [hubUrl, cacheDir, `model/${repo.name}`, "main"]);
  const { repos, warnings } = await hub.scanCacheDir(cacheDir);
  assert.deepEqual([repos.map((r) => r.id.name), warnings], [[repo.name], []]);
  assert.deepEqual(repos[0].revisions.map((r) => r.refs), [["main"]]);
});

test("errors by class", async () => {
  const is = (status, words) => (e) => {
    assert.ok(e instanceof hub.HubApiError, `${e}`);
    assert.equal(e.statusCode, status);
    assert.ok(e.requestId, "no request id");
    assert.ok(!e.message.includes(accessToken));
    if (words) assert.match(e.message, words);
    return true;
  };
  const missing = { type: "model", name: "nobody/nothing" };
  await assert.rejects(hub.modelInfo({ name: missing.name, ...to }), is(404, /[Rr]epository not found/));
  await assert.rejects(hub.checkRepoAccess({ repo: missing, hubUrl }), is(401));
  assert.equal(await hub.repoExists({ repo: missing, ...to }), false);
  const repo = { type: "model", name: `${me}/js-errors` };
  await hub.createRepo({ repo, files: [{ path: "a.txt", content: new Blob(["a"]) }], ...to });
  await assert.rejects(hub.modelInfo({ name: repo.name, revision: "nope", ...to }), is(404, /[Ii]nvalid rev/));
  assert.equal(await hub.downloadFile({ repo, path: "nope.txt", ...to }), null);
  const set = await fetch(`${hubUrl}/api/models/${repo.name}/settings`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" },
    body: '{"gated": "manual"}',
  });
  assert.ok(set.ok);
  assert.equal((await hub.modelInfo({ name: repo.name, hubUrl })).gated, "manual");
  await assert.rejects(hub.downloadFile({ repo, path: "a.txt", hubUrl }), is(401, /gated|restricted/));
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
