"""A client's timeout is told to the server, which answers before the client gives up."""

import time

from answers import CONFIG, MODEL, check_order
from google import genai
from google.genai import errors, types

client = genai.Client(http_options=types.HttpOptions(timeout=2000))
PROMPT = "```python\nimport time\ntime.sleep(25)\n```"


def check(request):
    started = time.monotonic()
    try:
        request()
        raise AssertionError("25 seconds fit into two")
    except errors.ServerError as error:
        assert error.code == 504 and error.status == "DEADLINE_EXCEEDED", error
    assert time.monotonic() - started < 2, "the client's own timeout would have come first"


check(lambda: client.models.generate_content(model=MODEL, contents=PROMPT, config=CONFIG))
# The head of a stream is long gone by then: the error comes in the stream.
check(lambda: list(client.models.generate_content_stream(model=MODEL, contents=PROMPT, config=CONFIG)))

quick = client.models.generate_content(model=MODEL, contents="```python\nprint(1)\n```", config=CONFIG)
check_order(quick.candidates[0].content.parts)
