"""One client of generateContent that rests between its requests: seconds of each, as a line of JSON.

A socket and no more: what an HTTP library of Python's takes after a rest is as much as the answer, and no part of it.
"""

import itertools
import json
import random
import re
import socket
import sys
import time

from servers import GENERATE, prompt

CODE = "```python\nprint({})\n```"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


def ask(connection, request):
    """Sends a request and reads its answer to the end."""
    connection.sendall(request)
    answer = b""
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += receive(connection)
    length = end + 4 + int(LENGTH.search(answer[:end + 2]).group(1))
    while len(answer) < length:
        answer += receive(connection)
    return answer


def receive(connection):
    data = connection.recv(1 << 16)
    if not data:
        raise RuntimeError("the server closed the connection")
    return data


def main():
    port, count, rest, deadline = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), time.monotonic() + 60
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    seconds = []
    for number in itertools.islice(itertools.count(random.randrange(10**9, 2 * 10**9)), count):
        if time.monotonic() > deadline:
            break
        body = prompt(CODE.format(number), code_execution=True)
        request = (f"POST {GENERATE} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nx-goog-api-key: any\r\n"
                   f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
        time.sleep(rest)
        begun = time.perf_counter()
        answer = ask(connection, request)
        seconds.append(time.perf_counter() - begun)
        if f'"{number}\\n"'.encode() not in answer:
            raise RuntimeError(f"not the output of print({number}): {answer[:300]!r}")
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
