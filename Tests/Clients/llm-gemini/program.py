"""The llm tool's Gemini plugin with its code execution tool: prompt, conversation, a file. It streams in any case.

It drops images, everything else comes as an event. The service's address stands in its source, with no setting for
another: this program turns the requests of its HTTP library round.
"""

import json

import httpx
import llm
import llm_gemini
from questions import (KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, PRIMES_SUM, READ_TABLE, TABLE,
                       TABLE_OUTPUT, URL)

stream = httpx.stream
httpx.stream = lambda method, url, **more: stream(
    method, url.replace("https://generativelanguage.googleapis.com", URL), **more
)
model = llm.get_model(MODEL)
tools = [llm_gemini.CodeExecution()]


def events(response, kind):
    return [event.chunk for event in response.stream_events() if event.type == kind]


def result_of(response):
    (result,) = [json.loads(chunk) for chunk in events(response, "tool_result")]
    assert result["outcome"] == "OUTCOME_OK", result
    return result["output"]


conversation = model.conversation()
first = conversation.prompt(PRIMES, key=KEY, tools=tools)
assert PRIMES_SUM in first.text(), first.text()
(call,) = events(first, "tool_call_args")
assert PRIMES_CODE in json.loads(call)["code"], call
assert result_of(first).endswith(PRIMES_OUTPUT), first
usage = first.usage()
assert usage.input > 0 and usage.output > 0, usage

second = conversation.prompt(PLOT, key=KEY, tools=tools)
assert "Drawn: 50 primes" in result_of(second), second
assert "image/png" not in str(second.to_dict()), "llm-gemini shows images now: say so"

table = llm.Attachment(content=TABLE, type="text/csv")
assert result_of(model.prompt(READ_TABLE, key=KEY, attachments=[table], tools=tools)) == TABLE_OUTPUT
