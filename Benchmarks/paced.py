"""One client of generateContent that rests between its requests: seconds of each, as a line of JSON."""

import http.client
import itertools
import json
import random
import socket
import sys
import time

from servers import GENERATE, prompt

CODE = "```python\nprint({})\n```"
HEADERS = {"Content-Type": "application/json", "x-goog-api-key": "any"}


def main():
    port, count, rest, deadline = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), time.monotonic() + 60
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    seconds = []
    for number in itertools.islice(itertools.count(random.randrange(10**9, 2 * 10**9)), count):
        if time.monotonic() > deadline:
            break
        time.sleep(rest)
        body = prompt(CODE.format(number), code_execution=True)
        begun = time.perf_counter()
        connection.request("POST", GENERATE, body, HEADERS)
        answer = connection.getresponse().read()
        seconds.append(time.perf_counter() - begun)
        if f'"{number}\\n"'.encode() not in answer:
            raise RuntimeError(f"not the output of print({number}): {answer[:300]!r}")
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
