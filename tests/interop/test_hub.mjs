// What the JavaScript client of the Hub does in daily use, done against the local Hub.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
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

test("errors carry their status", async () => {
  await assert.rejects(hub.modelInfo({ name: "nobody/nothing", ...to }), (e) => e.statusCode === 404);
});
