"""A proxy between Pollux and a model's server, which notes when the first words of each completion passed by."""

import contextlib
import http.client
import http.server
import json
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

# Beyond it a line of an event stream is not looked at: no delta is that long.
LINE_LIMIT = 1 << 16


def says_something(line):
    """Whether a line of an event stream has words of the model in its content."""
    if not line.startswith(b"data: {"):
        return False
    with contextlib.suppress(ValueError, AttributeError, TypeError):
        choices = json.loads(line[len(b"data: "):]).get("choices") or []
        return any((choice.get("delta") or {}).get("content") for choice in choices)
    return False


class FirstWords:
    """Finds the first line with words in a stream that comes in any pieces."""

    def __init__(self):
        self.found, self.rest = False, b""

    def take(self, piece):
        """Whether the first words came with this piece."""
        if self.found:
            return False
        *lines, self.rest = (self.rest + piece).split(b"\n")
        self.rest = self.rest[:LINE_LIMIT]
        self.found = any(says_something(line) for line in lines)
        return self.found


@dataclass
class Completion:
    began: float
    first: float | None = None

    @property
    def seconds(self):
        return None if self.first is None else self.first - self.began


class Watch:
    """Listens on a free port until the block ends."""

    def __init__(self, upstream):
        self.upstream, self.completions = urlsplit(upstream), []

    def __enter__(self):
        watch = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                watch.forward(self, None)

            def do_POST(self):
                watch.forward(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def forward(self, request, body):
        completion, words = Completion(time.monotonic()), FirstWords()
        if request.path.endswith("/chat/completions"):
            self.completions.append(completion)
        request.close_connection = True
        upstream = http.client.HTTPConnection(self.upstream.hostname, self.upstream.port, timeout=600)
        with contextlib.closing(upstream):
            headers = {"Content-Type": request.headers.get("Content-Type") or "application/json"}
            upstream.request(request.command, request.path, body, headers)
            answer = upstream.getresponse()
            request.send_response(answer.status)
            request.send_header("Content-Type", answer.getheader("Content-Type") or "application/json")
            request.send_header("Connection", "close")
            request.end_headers()
            # Pollux leaves in the middle of a completion on purpose; then the upstream's connection closes too.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                while piece := answer.read1(1 << 16):
                    if words.take(piece):
                        completion.first = time.monotonic()
                    request.wfile.write(piece)
