"""Pydantic AI's GoogleModel with its code execution capability: run, stream, a second turn with an image, a file.

It shows everything: code as a native tool's call, result as its return, an image as a file.
"""

import asyncio

from pydantic_ai import Agent, BinaryContent
from pydantic_ai.capabilities import NativeTool
from pydantic_ai.messages import FilePart, NativeToolCallPart, NativeToolReturnPart
from pydantic_ai.models.google import GoogleModel
from pydantic_ai.native_tools import CodeExecutionTool
from pydantic_ai.providers.google import GoogleProvider
from questions import (KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, PRIMES_SUM, READ_TABLE, TABLE,
                       TABLE_OUTPUT, URL, is_png)

model = GoogleModel(MODEL, provider=GoogleProvider(api_key=KEY, base_url=URL))
agent = Agent(model, capabilities=[NativeTool(CodeExecutionTool())])


def part(response, kind):
    (found,) = [part for part in response.parts if isinstance(part, kind)]
    return found


def check_primes(response):
    assert PRIMES_CODE in part(response, NativeToolCallPart).args["code"], response
    result = part(response, NativeToolReturnPart).content
    assert result["outcome"] == "OUTCOME_OK" and result["output"].endswith(PRIMES_OUTPUT), result


first = agent.run_sync(PRIMES)
check_primes(first.response)
assert PRIMES_SUM in first.output and first.usage.input_tokens and first.usage.output_tokens, first.usage

second = agent.run_sync(PLOT, message_history=first.all_messages())
image = part(second.response, FilePart).content
assert image.media_type == "image/png" and is_png(image.data), image.media_type

third = agent.run_sync([BinaryContent(TABLE, media_type="text/csv"), READ_TABLE])
assert part(third.response, NativeToolReturnPart).content["output"] == TABLE_OUTPUT, third.response


async def main():
    async with agent.run_stream(PRIMES) as stream:
        assert PRIMES_SUM in "".join([text async for text in stream.stream_text(delta=True)])
        check_primes(stream.response)


asyncio.run(main())
