"""Answers every HTTP request with the same JSON, by asyncio alone: what a canned answer is measured beside.

It reads as much of a request as it must to know where it ends, so that sockets and wake-ups cost as much as in a server
that does something with it.

    plain_server.py PORT TEXT
"""

import asyncio
import json
import re
import sys

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Connection(asyncio.Protocol):
    """One client, request after request."""

    def __init__(self, answer):
        self.answer, self.received = answer, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.received, 0, end + 2)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.received) < whole:
                return
            self.received = self.received[whole:]
            self.transport.write(self.answer)


async def serve(port, text):
    body = json.dumps({"candidates": [{"content": {"parts": [{"text": text}]}}]}, indent=2).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(head + body), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
