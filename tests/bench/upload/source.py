"""Folders to upload, and what a Hub has to name their content in the end."""

import hashlib
import os
import random

from turns import MIB

FOLDER = 100  # files of one


class Source:
    """files: path -> size and id, as Hub.stored() has them."""

    def __init__(self, folder):
        self.folder, self.files = folder, {}

    def _add(self, path, content):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(content)

    def large(self, size, count=4):
        """size bytes in so many files."""
        block = random.Random(size).randbytes(MIB)
        for i in range(count):
            name = f"model-{i + 1:05}-of-{count:05}.safetensors"
            digest = hashlib.sha256()
            with open(os.path.join(self.folder, name), "wb") as out:
                for at in range(0, size // count, MIB):
                    part = b"%d %d " % (i, at) + block
                    part = part[: min(MIB, size // count - at)]
                    out.write(part)
                    digest.update(part)
                os.fsync(out.fileno())
            self.files[name] = size // count, digest.hexdigest()
        return self

    def small(self, count, binary=True):
        """A few KB each. binary: every other one is kept apart from git."""
        chance = random.Random(count)
        for i in range(count):
            size = chance.randrange(1 << 10, 8 << 10)
            apart = binary and i % 2 == 1
            content = chance.randbytes(size) if apart else chance.randbytes(size // 2).hex().encode()
            path = f"part-{i // FOLDER:03}/file-{i:05}.{'bin' if apart else 'json'}"
            self._add(path, content)
            git = hashlib.sha1(b"blob %d\0" % len(content) + content)
            digest = hashlib.sha256(content) if apart else git
            self.files[path] = len(content), digest.hexdigest()
        return self

    def sparse(self, size):
        """One file of zeros, which take no room."""
        with open(os.path.join(self.folder, "zeros.safetensors"), "wb") as out:
            out.truncate(size)
        digest = hashlib.sha256()
        block = bytes(MIB)
        for at in range(0, size, MIB):
            digest.update(block[: min(MIB, size - at)])
        self.files["zeros.safetensors"] = size, digest.hexdigest()
        return self

    def forget(self):
        """What the system remembers of it, so that it is read from the disk."""
        os.sync()
        for name in self.files:
            with open(os.path.join(self.folder, name), "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
