// A server that speaks HTTP/2 over TLS and nothing older, as a part of the Hub's front does.
// usage: node http2.mjs KEY CERTIFICATE; prints its port, ends with its input.
import { constants, createSecureServer } from "node:http2";
import { readFileSync } from "node:fs";

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const server = createSecureServer({ key, cert, allowHTTP1: false });
let sessions = 0;
let writes = 0;
server.on("session", () => ++sessions);
server.on("sessionError", () => {});
server.on("stream", (stream, headers) => {
  stream.on("error", () => {});
  stream.resume();
  const path = headers[":path"];
  if (path.includes("author=reset")) return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  if (path.includes("author=gone")) return stream.session.destroy();
  if (headers[":method"] === "POST") ++writes;
  if (path === "/lost") return stream.close(constants.NGHTTP2_REFUSED_STREAM);
  const who = headers.authorization === "Bearer hf_secret" ? "known" : "nobody";
  stream.respond({ ":status": 200, "content-type": "application/json" });
  stream.end(JSON.stringify([{ id: `${who}/session-${sessions}`, likes: writes }]));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
