"""The files the guide lists as inputs, and others: what clients call their types, and how code reads them."""

import io
import mimetypes

from PIL import Image


def picture(format):
    stream = io.BytesIO()
    Image.new("RGB", (6, 4), (255, 0, 0)).save(stream, format)
    return stream.getvalue()


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

# suffix in the sandbox: (content, types that tables besides this machine's give)
INPUTS = {
    ".png": (picture("PNG"), ["image/png", "IMAGE/PNG"]),
    ".jpeg": (picture("JPEG"), ["image/jpeg", "image/jpg"]),
    ".csv": (b"a,b\n1,2\n", ["text/csv", "application/vnd.ms-excel", "text/csv; charset=utf-8", "Text/CSV"]),
    ".xml": (b"<a>1</a>\n", ["text/xml", "application/xml"]),
    ".cpp": (b"int main() {}\n", ["text/x-c++src", "text/x-c", "text/x-c++"]),
    ".java": (b"class A {}\n", ["text/x-java", "text/x-java-source"]),
    ".py": (b"print(1)\n", ["text/x-python", "text/x-python-script", "application/x-python-code"]),
    ".js": (b"let a = 1;\n", ["text/javascript", "application/javascript", "application/x-javascript"]),
    ".ts": (b"let a: number;\n", ["video/mp2t", "text/vnd.trolltech.linguist", "application/typescript"]),
    ".txt": ("four å\n".encode(), ["text/plain", "text/plain;charset=UTF-8"]),
    ".md": (b"# A\n", ["text/markdown", "text/x-markdown"]),
    ".json": (b'{"a": 1}\n', ["application/json"]),
    ".pdf": (PDF, ["application/pdf"]),
    ".html": (b"<p>a</p>\n", ["text/html"]),
}


def named_types():
    """Every suffix with each type a client may send for it, this machine's own tables included."""
    for suffix, (content, types) in INPUTS.items():
        guesses = [mimetypes.guess_type(f"a{suffix}")[0], mimetypes.MimeTypes().guess_type(f"a{suffix}")[0]]
        for name in dict.fromkeys(types + [guess for guess in guesses if guess]):
            yield suffix, name, content


# Prints each input file's name and checksum, in the order of the numbers.
CODE = """```python
import hashlib, os, re
for name in sorted(os.listdir(), key=lambda name: int(re.findall('[0-9]+', name)[0])):
    print(name, hashlib.sha256(open(name, 'rb').read()).hexdigest())
```"""
