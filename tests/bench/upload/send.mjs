// Uploads a folder by the JavaScript client: send.mjs CLIENT_FOLDER HUB REPO FOLDER. The local Hub
// stores no Xet chunks, so it is told to send plain bytes.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [client, hubUrl, name, folder] = process.argv.slice(2);
const hub = createRequire(join(client, "package.json"))("@huggingface/hub");
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: path.slice(folder.length + 1), content: pathToFileURL(path) }));
await hub.uploadFiles({
  repo: { type: "model", name },
  files,
  commitTitle: "Upload folder",
  useXet: false,
  hubUrl,
  accessToken: process.env.HF_TOKEN,
});
