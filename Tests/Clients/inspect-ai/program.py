"""Inspect's Google provider with its code_execution tool: generate, a second turn with an image, a file, an evaluation.

Code and result are one block, with the outcome as its error where it is none that went well. Tokens that were fed to
the model again with results are dropped from its counts, and remain in their total.
"""

import asyncio
import base64

from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.model import ChatMessageUser, ContentDocument, ContentImage, ContentText, ContentToolUse, get_model
from inspect_ai.scorer import includes
from inspect_ai.solver import generate, use_tools
from inspect_ai.tool import code_execution
from questions import (KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, PRIMES_SUM, READ_TABLE, TABLE,
                       TABLE_OUTPUT, URL, is_png)

model = get_model(f"google/{MODEL}", base_url=URL, api_key=KEY)
tools = [code_execution()]


def block(message, kind):
    (found,) = [content for content in message.content if isinstance(content, kind)]
    return found


async def main():
    question = ChatMessageUser(content=PRIMES)
    first = await model.generate([question], tools=tools)
    run = block(first.message, ContentToolUse)
    assert PRIMES_CODE in run.arguments and run.result.endswith(PRIMES_OUTPUT) and run.error is None, run
    assert PRIMES_SUM in first.completion and first.stop_reason == "stop", first
    usage = first.usage
    assert usage.input_tokens and usage.total_tokens > usage.input_tokens + usage.output_tokens, usage

    second = await model.generate([question, first.message, ChatMessageUser(content=PLOT)], tools=tools)
    head, _, data = block(second.message, ContentImage).image.partition(",")
    assert head == "data:image/png;base64" and is_png(base64.b64decode(data)), head

    document = "data:text/csv;base64," + base64.b64encode(TABLE).decode()
    table = ContentDocument(document=document, filename="cities.csv", mime_type="text/csv")
    answer = await model.generate([ChatMessageUser(content=[table, ContentText(text=READ_TABLE)])], tools=tools)
    assert block(answer.message, ContentToolUse).result == TABLE_OUTPUT, answer

    failed = await model.generate([ChatMessageUser(content="```python\n1 / 0\n```")], tools=tools)
    run = block(failed.message, ContentToolUse)
    assert run.error == "OUTCOME_FAILED" and "ZeroDivisionError" in run.result, run


asyncio.run(main())

task = Task(
    dataset=[Sample(input=PRIMES, target=PRIMES_SUM)], solver=[use_tools(tools), generate()], scorer=includes()
)
(log,) = eval(task, model=get_model(f"google/{MODEL}", base_url=URL, api_key=KEY), display="none", log_dir="logs")
assert log.status == "success" and log.results.scores[0].metrics["accuracy"].value == 1, log.results
