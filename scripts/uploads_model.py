"""One run of scripts/check-uploads: the steps, and the model of what must hold after each."""

import base64
import hashlib
import json
import random
import time

from uploads_server import must

FILES = "/upload/v1beta/files"
STEPS = ["start"] * 4 + ["piece"] * 8 + ["wrong", "over", "broken", "query", "finish", "finish", "cancel", "whole",
                                        "read", "list", "delete", "kill", "kill amid piece", "kill amid piece",
                                        "kill amid finish", "kill amid whole", "kill amid delete"]


class Upload:
    def __init__(self, target, content, is_older, announced, name):
        self.target, self.content, self.is_older = target, content, is_older
        self.announced, self.name = announced, name
        # The offset is one from `low` to `high`, and `low` is acknowledged.
        self.low = self.high = 0


class Run:
    def __init__(self, server, seed, number):
        self.server, self.number = server, number
        self.random = random.Random(f"{seed}-{number}")
        self.uploads, self.files, self.over, self.log = [], {}, [], []
        self.names = 0

    # What is sent

    def bytes(self):
        size = self.random.choice([0, 1, 5_000, 70_000, 300_000])
        if self.random.random() < 0.02:
            size = 20_000_000
        return self.random.randbytes(self.random.randint(0, size))

    def new_name(self):
        self.names += 1
        return f"run-{self.number}-{self.names}" if self.random.random() < 0.5 else None

    def headers(self, upload, first, count, finish):
        """Of a request with some bytes from an offset on; count 0 with finish ends an upload."""
        if not upload.is_older:
            command = "upload, finalize" if finish else "upload"
            return "POST", {"X-Goog-Upload-Command": command, "X-Goog-Upload-Offset": str(first)}
        total = str(len(upload.content)) if finish or upload.announced else "*"
        if count == 0:
            return "PUT", {"Content-Range": f"bytes */{total}"}
        return "PUT", {"Content-Range": f"bytes {first}-{first + count - 1}/{total}"}

    # What comes back

    def check_file(self, file, content, name):
        digest = base64.b64encode(hashlib.sha256(content).hexdigest().encode()).decode()
        count = str(len(content))
        must(file["sizeBytes"] == count, f"{file['name']} has {file['sizeBytes']} bytes, not {count}")
        must(file["sha256Hash"] == digest, f"{file['name']} has a wrong sha256Hash")
        must(file["state"] == "ACTIVE", f"{file['name']} is {file['state']}")
        must(name is None or file["name"] == f"files/{name}", f"{file['name']} should be called {name}")

    def add(self, answer, content, name):
        must(answer.status == 200, f"finishing is answered {answer}")
        file = answer.json()["file"]
        self.check_file(file, content, name)
        self.files[file["name"]] = content
        return file["name"]

    def finished(self, upload, answer):
        self.uploads.remove(upload)
        self.over.append((upload, self.add(answer, upload.content, upload.name)))

    def offset(self, upload):
        """Asks where an upload is; nil where it is finished, which the model then knows."""
        if upload.is_older:
            answer = self.server.ask("PUT", upload.target, b"", {"Content-Range": "bytes */*"})
            if answer.status == 308:
                found = int(answer.headers.get("range", "bytes=0--1")[len("bytes=0-"):]) + 1
                return self.within(upload, found)
        else:
            answer = self.server.ask("POST", upload.target, b"", {"X-Goog-Upload-Command": "query"})
            if answer.headers.get("x-goog-upload-status") == "active":
                return self.within(upload, int(answer.headers["x-goog-upload-size-received"]))
        must(upload.high >= len(upload.content), f"an upload that was not finished is answered {answer}")
        self.finished(upload, answer)
        return None

    def within(self, upload, found):
        must(upload.low <= found <= upload.high,
             f"the offset is {found}, but {upload.low} were acknowledged and {upload.high} sent")
        # Bytes of a connection that broke may still be on their way, so only the lower end is known now.
        upload.low = found
        return found

    # Steps

    def start(self):
        if len(self.uploads) >= 4:
            return
        content, is_older = self.bytes(), self.random.random() < 0.3
        announced, name = self.random.random() < 0.6, self.new_name()
        metadata = {"displayName": "x", "mimeType": "text/plain"}
        if name:
            metadata["name"] = self.random.choice([name, f"files/{name}"])
        if announced:
            metadata["sizeBytes"] = len(content)
        headers = {"Content-Type": "application/json"}
        if not is_older:
            headers.update({"X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start"})
        target = FILES + ("?uploadType=resumable" if is_older else "")
        answer = self.server.ask("POST", target, json.dumps({"file": metadata}).encode(), headers)
        must(answer.status == 200, f"a start is answered {answer}")
        address = answer.headers["location" if is_older else "x-goog-upload-url"]
        self.uploads.append(Upload(address[address.index("/upload"):], content, is_older, announced, name))

    def piece(self, upload):
        while upload:
            first = self.offset(upload)
            if first is None:
                return
            count = self.random.randint(0, len(upload.content) - first)
            if upload.is_older and count == 0:
                return
            method, headers = self.headers(upload, first, count, False)
            answer = self.server.ask(method, upload.target, upload.content[first:first + count], headers)
            if answer.status == 400 and upload.high > first:
                continue
            if upload.is_older and answer.status == 200:
                must(upload.announced and first + count == len(upload.content), "an upload was finished too early")
                return self.finished(upload, answer)
            if upload.is_older:
                must(answer.status == 308, f"a piece is answered {answer}")
                if answer.headers.get("range") != f"bytes=0-{first + count - 1}" and upload.high > first:
                    continue
                must(answer.headers.get("range") == f"bytes=0-{first + count - 1}", f"a piece ends at {answer.headers}")
            else:
                must(answer.status == 200 and answer.headers["x-goog-upload-status"] == "active",
                     f"a piece is answered {answer}")
            upload.low = upload.high = first + count
            return

    def wrong(self, upload):
        known = self.offset(upload)
        if known is None or upload.low != upload.high:
            return
        first = self.random.choice([known + 1, known + 1000, max(0, known - 1), 0])
        if first == known:
            return
        method, headers = self.headers(upload, first, 1, False)
        # With all bytes there, a range that tells the total finishes the upload, whichever it is.
        if upload.is_older and (first >= len(upload.content) or known == len(upload.content)):
            return
        answer = self.server.ask(method, upload.target, b"?", headers)
        must(answer.status == (308 if upload.is_older else 400), f"a wrong offset is answered {answer}")
        must(self.offset(upload) == known, "a wrong offset changed the offset")

    def over_announced(self, upload):
        known = self.offset(upload)
        if known is None or upload.low != upload.high or not upload.announced or upload.is_older:
            return
        body = upload.content[known:] + b"?"
        method, headers = self.headers(upload, known, len(body), True)
        answer = self.server.ask(method, upload.target, body, headers)
        must(answer.status == 400, f"more than was announced is answered {answer}")
        must(self.offset(upload) == known, "more than was announced changed the offset")

    def broken(self, upload, kill=False):
        """A piece whose connection ends before it does, or whose server."""
        first = self.offset(upload)
        if first is None or first == len(upload.content):
            return
        count = self.random.randint(1, len(upload.content) - first)
        finish = first + count == len(upload.content) and (upload.is_older or self.random.random() < 0.5)
        sent = count if kill and self.random.random() < 0.5 else self.random.randint(0, count - 1)
        method, headers = self.headers(upload, first, count, finish)
        connection = self.server.begin(method, upload.target, headers, count, upload.content[first:first + sent])
        upload.high = max(upload.high, first + sent)
        self.pause()
        if kill:
            self.server.kill()
        connection.close()
        if kill:
            self.restart()

    def finish(self, upload, kill=False):
        first = self.offset(upload)
        if first is None:
            return
        if upload.low != upload.high:
            return self.piece(upload)
        rest = upload.content[first:]
        if not upload.is_older and not rest and self.random.random() < 0.5:
            method, headers = "POST", {"X-Goog-Upload-Command": "finalize"}
        else:
            method, headers = self.headers(upload, first, len(rest), True)
        if not kill:
            return self.finished(upload, self.server.ask(method, upload.target, rest, headers))
        upload.high = len(upload.content)
        connection = self.server.begin(method, upload.target, headers, len(rest), rest)
        self.pause()
        self.server.kill()
        connection.close()
        self.restart()

    def cancel(self, upload):
        if upload.is_older:
            answer = self.server.ask("DELETE", upload.target)
        else:
            answer = self.server.ask("POST", upload.target, b"", {"X-Goog-Upload-Command": "cancel"})
        if answer.status == 200 and answer.headers["x-goog-upload-status"] == "final":
            must(upload.high >= len(upload.content), f"an upload that was not finished is answered {answer}")
            return self.finished(upload, answer)
        must(answer.status == (499 if upload.is_older else 200), f"a cancel is answered {answer}")
        self.uploads.remove(upload)
        self.over.append((upload, None))

    def whole(self, kill=False):
        content, name, form = self.bytes(), self.new_name(), self.random.choice(["raw", "multipart"])
        headers, body = {"X-Goog-Upload-Protocol": form, "Content-Type": "text/plain"}, content
        if form == "raw":
            name = None
        else:
            boundary = self.random.randbytes(12).hex()
            headers["Content-Type"] = f"multipart/related; boundary={boundary}"
            metadata = json.dumps({"file": {"name": name} if name else {}})
            body = (f"--{boundary}\r\nContent-Type: application/json\r\n\r\n{metadata}\r\n--{boundary}\r\n"
                    "Content-Type: text/plain\r\n\r\n").encode() + content + f"\r\n--{boundary}--\r\n".encode()
        if not kill:
            return self.add(self.server.ask("POST", FILES, body, headers), content, name)
        connection = self.server.begin("POST", FILES, headers, len(body), body)
        self.pause()
        self.server.kill()
        connection.close()
        self.server.start()
        for file in self.listed():
            if file["name"] not in self.files:
                self.check_file(file, content, name)
                self.files[file["name"]] = content
        self.check_everything()

    def delete(self, kill=False):
        name = self.random.choice(sorted(self.files))
        if not kill:
            answer = self.server.ask("DELETE", f"/v1beta/{name}")
            must(answer.status == 200, f"a delete is answered {answer}")
            del self.files[name]
            return
        connection = self.server.begin("DELETE", f"/v1beta/{name}", {}, 0, b"")
        self.pause()
        self.server.kill()
        connection.close()
        self.server.start()
        if self.server.ask("GET", f"/v1beta/{name}").status == 403:
            del self.files[name]
        self.check_everything()

    def pause(self):
        time.sleep(self.random.choice([0, 0, 0.001, 0.003, 0.01, 0.03]))

    def restart(self):
        self.server.start()
        for upload in list(self.uploads):
            found = self.offset(upload)
            if found is not None:
                # Nothing is on its way any more.
                upload.high = found
        self.check_everything()

    # Checks

    def listed(self):
        files, token = [], ""
        while True:
            page = self.server.ask("GET", f"/v1beta/files?pageSize=3&pageToken={token}").json()
            files += page.get("files", [])
            token = page.get("nextPageToken", "")
            if not token:
                return files

    def check_everything(self):
        files = {file["name"]: file for file in self.listed()}
        must(files.keys() == self.files.keys(), f"there are {sorted(files)}, not {sorted(self.files)}")
        for name, content in self.files.items():
            self.check_file(files[name], content, None)
            must(self.server.ask("GET", f"/v1beta/{name}").json() == files[name], f"{name} is listed otherwise")
        for upload, name in self.over:
            answer = self.server.ask("POST", upload.target, b"", {"X-Goog-Upload-Command": "query"})
            if name in self.files:
                must(answer.status == 200 and answer.json()["file"]["name"] == name, f"{name} is forgotten: {answer}")
            else:
                must(answer.status == 404, f"an upload that is over is answered {answer}")
        if all(upload.low == upload.high for upload in self.uploads):
            self.check_stored()

    def check_stored(self):
        expected = sorted(hashlib.sha256(content).digest() for content in self.files.values())
        unfinished = {upload.target.split("upload_id=")[1].split("&")[0]: upload for upload in self.uploads}
        found = []
        for name, content in self.server.stored().items():
            if name in unfinished:
                upload = unfinished[name]
                must(content[:upload.low] == upload.content[:upload.low], "an unfinished upload has other bytes")
            else:
                found.append(hashlib.sha256(content).digest())
        must(sorted(found) == expected, f"{len(found)} files lie in the directory, and are not the {len(expected)}")

    def check_in_python(self):
        # A model takes about a million tokens.
        for name, content in [pair for pair in self.files.items() if len(pair[1]) < 500_000]:
            code = "import hashlib\nprint(hashlib.sha256(open('input_file_0.txt', 'rb').read()).hexdigest())"
            digest = hashlib.sha256(content).hexdigest()
            must(self.server.run(name, code) == digest, f"code reads other bytes of {name}")
            return

    # The run

    def step(self, name):
        self.log.append(name)
        kill = name.startswith("kill amid")
        last = name.split()[-1]
        if name == "start":
            self.start()
        elif name == "kill":
            self.server.kill()
            self.restart()
        elif last == "whole":
            self.whole(kill)
        elif last == "list":
            self.check_everything()
        elif last in ("delete", "read"):
            if not self.files:
                return
            if last == "delete":
                return self.delete(kill)
            name = self.random.choice(sorted(self.files))
            self.check_file(self.server.ask("GET", f"/v1beta/{name}").json(), self.files[name], None)
        elif self.uploads:
            upload = self.random.choice(self.uploads)
            if kill and last == "piece" or last == "broken":
                self.broken(upload, kill)
            elif last == "finish":
                self.finish(upload, kill)
            else:
                {"piece": self.piece, "wrong": self.wrong, "over": self.over_announced, "query": self.offset,
                 "cancel": self.cancel}[last](upload)

    def play(self):
        for _ in range(self.random.randint(5, 20)):
            self.step(self.random.choice(STEPS))
        while self.uploads:
            upload = self.uploads[0]
            if self.random.random() < 0.7:
                self.finish(upload)
            else:
                self.cancel(upload)
        self.check_everything()
        if self.number % 50 == 0:
            self.check_in_python()
        while self.files:
            self.delete()
        self.check_everything()
