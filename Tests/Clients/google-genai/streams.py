"""google-genai, streamed: code, result and image each come whole in a chunk of their own, as they happened."""

import asyncio

from google import genai
from google.genai import types
from questions import KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, PRIMES_SUM, URL, is_png

client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
config = types.GenerateContentConfig(tools=[types.Tool(code_execution=types.ToolCodeExecution())])


def parts_of(chunks):
    assert len(chunks) > 2, chunks
    assert len({chunk.response_id for chunk in chunks}) == 1
    reasons = [chunk.candidates[0].finish_reason for chunk in chunks]
    assert reasons == [None] * (len(chunks) - 1) + [types.FinishReason.STOP], reasons
    assert chunks[-1].usage_metadata.tool_use_prompt_token_count, chunks[-1]
    return [part for chunk in chunks for part in chunk.candidates[0].content.parts]


def check_primes(chunks):
    parts = parts_of(chunks)
    (place,) = [index for index, part in enumerate(parts) if part.executable_code]
    assert PRIMES_CODE in parts[place].executable_code.code, parts
    result = parts[place + 1].code_execution_result
    assert result.outcome == types.Outcome.OUTCOME_OK and result.output.endswith(PRIMES_OUTPUT), result
    assert PRIMES_SUM in "".join(part.text for part in parts[place + 2:]), parts


check_primes(list(client.models.generate_content_stream(model=MODEL, contents=PRIMES, config=config)))

parts = parts_of(list(client.models.generate_content_stream(model=MODEL, contents=PLOT, config=config)))
(place,) = [index for index, part in enumerate(parts) if part.inline_data]
assert parts[place - 1].code_execution_result and is_png(parts[place].inline_data.data), parts


async def main():
    stream = await client.aio.models.generate_content_stream(model=MODEL, contents=PRIMES, config=config)
    check_primes([chunk async for chunk in stream])


asyncio.run(main())
