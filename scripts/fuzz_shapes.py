"""Requests of any size for scripts/fuzz-requests --sizes: shapes that cost a careless reader of each grammar the most.

A shape is a function of a number of bytes; it gives requests that are sent first and requests whose time is taken. A
request is a dictionary with `path`, `body` (bytes) and, where they are not POST and JSON, `method` and `headers`.
"""

import json

GENERATE = "/v1beta/models/gemini-2.5-flash:generateContent"
COUNT = "/v1beta/models/gemini-2.5-flash:countTokens"
SPACE = "sizes"
SHAPES = {}


def shape(grammar):
    """Names a function `grammar: its name`; what it returns may be one request, a list, or a pair of lists."""

    def register(function):
        SHAPES[f"{grammar}: {function.__name__.replace('_', ' ')}"] = function
        return function

    return register


def steps(made):
    """Whatever a shape returned as a pair: requests to send first, requests to time."""
    if isinstance(made, tuple):
        return made
    return [], made if isinstance(made, list) else [made]


def post(path, body, headers=None):
    text = body if isinstance(body, bytes) else json.dumps(body).encode("utf-8", "surrogatepass")
    return {"path": path, "body": text, "headers": headers or {}}


def times(unit, size):
    """A text or bytes of about so many bytes."""
    return unit * max(1, size // len(unit.encode() if isinstance(unit, str) else unit))


def asked(parts, **members):
    return post(GENERATE, {"contents": [{"role": "user", "parts": parts}], **members})


def raw_asked(text):
    return post(GENERATE, b'{"contents":[{"parts":[{"text":"hello"}]}],' + text + b"}")


def fixtures(yaml):
    return post(f"/_pollux/fixtures?namespace={SPACE}", {"yaml": yaml})


def replying(flow):
    return fixtures("- match: { prompt: a }\n  reply: " + flow + "\n")


# Each module adds its shapes to SHAPES.
import fuzz_shapes_http  # noqa: E402, F401
import fuzz_shapes_json  # noqa: E402, F401
import fuzz_shapes_schema  # noqa: E402, F401
import fuzz_shapes_yaml  # noqa: E402, F401
