"""A Hub of two repositories that nginx serves as static files, plain and with TLS: the API's answers
and small files by one address, the large file by another one that the first redirects to, as the
Hub itself does."""

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile

COMMIT = "5f0c7d1b9a3e48f26d0b1c9e7a5f3d2c4b6a8091"
LARGE = "bench/large"
SMALL = "bench/small"
STEP = 1 << 20

CONFIG = """{user}
worker_processes 2;
daemon off;
pid nginx.pid;
error_log errors.log warn;
events {{ worker_connections 512; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  etag off;
  keepalive_requests 1000000;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  default_type application/octet-stream;
  ssl_certificate server.pem;
  ssl_certificate_key server.key;
  map_hash_bucket_size 256;
  map_hash_max_size 65536;
  map $uri $blob {{
    include blobs.map;
  }}
  server {{
    listen 127.0.0.1:{hub};
    listen 127.0.0.1:{hub_tls} ssl;
    root {folder};
    location /api/ {{ default_type application/json; }}
    location / {{
      add_header ETag '"$blob"' always;
      add_header X-Repo-Commit {commit} always;
    }}
    location = /{large}/resolve/{commit}/{name} {{
      add_header X-Linked-Etag '"$blob"' always;
      add_header X-Linked-Size {size} always;
      add_header X-Repo-Commit {commit} always;
      return 302 $scheme://127.0.0.1:$storage/storage/{name};
    }}
  }}
  map $scheme $storage {{ http {cdn_shown}; https {cdn_tls}; }}
  server {{
    listen 127.0.0.1:{cdn};
    listen 127.0.0.1:{cdn_tls} ssl;
    root {folder};
  }}
}}
"""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def write_large(path, size, sparse):
    """Returns its SHA-256. sparse: zeros, which take no room."""
    digest = hashlib.sha256()
    block = bytes(STEP) if sparse else random.Random(size).randbytes(STEP)
    with open(path, "wb") as out:
        if sparse:
            out.truncate(size)
        for at in range(0, size, STEP):
            part = block[: min(STEP, size - at)]
            if not sparse:
                part = at.to_bytes(8, "big") + part[8:]
                out.write(part)
            digest.update(part)
    return digest.hexdigest()


def git_blob(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Hub:
    """with Hub(...) as hub: serves while inside."""

    name = "model.safetensors"

    def __init__(self, nginx, size, files, sparse=False, digest=None, line=None):
        """size: bytes of the large file; sparse: it is zeros, digest: their SHA-256, if known.
        line: that everybody comes by."""
        self.nginx, self.size, self.files = nginx, size, files
        self.sparse, self.sha256, self.line = sparse, digest, line
        self.folder = tempfile.mkdtemp(prefix="hubnaut-bench-", dir="/dev/shm")
        self.server = None

    def __enter__(self):
        try:
            self._write_content()
            self._make_certificate()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.server:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def cpu(self):
        """Seconds of the processor that the server used so far."""
        ticks = 0
        with open(f"/proc/{self.server.pid}/task/{self.server.pid}/children", encoding="ascii") as ids:
            for pid in ids.read().split():
                with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
                    ticks += sum(map(int, stat.read().rpartition(")")[2].split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def endpoint(self, tls):
        port = self.hub_tls if tls else self.hub_shown
        return f"{'https' if tls else 'http'}://127.0.0.1:{port}"

    def storage(self, tls):
        port = self.cdn_tls if tls else self.cdn_shown
        return f"{'https' if tls else 'http'}://127.0.0.1:{port}/storage/{self.name}"

    def small_urls(self, tls):
        return [f"{self.endpoint(tls)}/{SMALL}/resolve/{COMMIT}/{name}" for name in self.small]

    def _write(self, path, text):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())

    def _write_api(self, repo, entries):
        info = {
            "id": repo, "modelId": repo, "sha": COMMIT, "private": False, "gated": False, "tags": [],
            "siblings": [{"rfilename": entry["path"]} for entry in entries],
        }
        api = f"api/models/{repo}"
        for revision in ("main", COMMIT):
            self._write(f"{api}/revision/{revision}", json.dumps(info))
            self._write(f"{api}/tree/{revision}", json.dumps(entries))

    def _write_content(self):
        os.makedirs(os.path.join(self.folder, "storage"))
        path = os.path.join(self.folder, "storage", self.name)
        if self.sparse and self.sha256:
            with open(path, "wb") as out:
                out.truncate(self.size)
        else:
            self.sha256 = write_large(path, self.size, self.sparse)
        blobs = [f"/{LARGE}/resolve/{COMMIT}/{self.name} {self.sha256};"]
        lfs = {"oid": self.sha256, "size": self.size, "pointerSize": 135}
        self._write_api(LARGE, [{"type": "file", "oid": COMMIT, "size": self.size, "lfs": lfs,
                                 "path": self.name}])
        entries = []
        chance = random.Random(self.files)
        self.small_bytes = 0
        for i in range(self.files):
            name = f"part-{i // 100:02}/file-{i:05}.json"
            content = chance.randbytes(chance.randrange(2 << 10, 64 << 10))
            blob = git_blob(content)
            self._write(f"{SMALL}/resolve/{COMMIT}/{name}", content)
            entries.append({"type": "file", "oid": blob, "size": len(content), "path": name})
            blobs.append(f"/{SMALL}/resolve/{COMMIT}/{name} {blob};")
            self.small_bytes += len(content)
        self.small = [entry["path"] for entry in entries]
        self._write_api(SMALL, entries)
        self._write("blobs.map", "\n".join(blobs) + "\n")

    def _make_certificate(self):
        self.certificate = os.path.join(self.folder, "server.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
             "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-addext",
             "keyUsage=critical,keyCertSign,digitalSignature", "-keyout",
             os.path.join(self.folder, "server.key"), "-out", self.certificate],
            check=True, capture_output=True)

    def _start(self):
        self.hub, self.hub_tls, self.cdn, self.cdn_tls = free_ports(4)
        self.hub_shown, self.cdn_shown = self.hub, self.cdn
        if self.line:
            self.hub_shown, self.cdn_shown = self.line.front(self.hub), self.line.front(self.cdn)
        self._write("nginx.conf", CONFIG.format(
            hub=self.hub, hub_tls=self.hub_tls, cdn=self.cdn, cdn_shown=self.cdn_shown,
            cdn_tls=self.cdn_tls,
            user="user root;" if os.geteuid() == 0 else "", folder=self.folder, commit=COMMIT,
            large=LARGE, name=self.name, size=self.size))
        self.server = subprocess.Popen(
            [self.nginx, "-p", self.folder, "-c", "nginx.conf", "-e", "errors.log"],
            stderr=subprocess.DEVNULL)
        for _ in range(200):
            with contextlib.closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self.cdn_tls)) == 0:
                    return
            if self.server.poll() is not None:
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(0.05)
        with open(os.path.join(self.folder, "errors.log"), encoding="utf-8") as log:
            raise RuntimeError("nginx did not start: " + log.read())
