"""LangChain's ChatGoogleGenerativeAI: invoke, stream, ainvoke, a second turn with an image, a file.

It shows everything, an outcome as a number. It drops the ids of Gemini 3 and gives code ids of its own, which results
do not repeat.
"""

import asyncio
import base64

from langchain_core.messages import HumanMessage
from langchain_google_genai import ChatGoogleGenerativeAI
from questions import (KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, PRIMES_SUM, READ_TABLE, TABLE,
                       TABLE_OUTPUT, URL, is_png)

model = ChatGoogleGenerativeAI(model=MODEL, google_api_key=KEY, base_url=URL, max_retries=1)
model = model.bind_tools([{"code_execution": {}}])


def block(message, kind):
    (found,) = [block for block in message.content if isinstance(block, dict) and block["type"] == kind]
    return found


def check_primes(message):
    assert PRIMES_CODE in block(message, "executable_code")["executable_code"], message
    result = block(message, "code_execution_result")
    assert result["code_execution_result"].endswith(PRIMES_OUTPUT) and result["outcome"] == 1, result
    assert PRIMES_SUM in message.content[-1], message
    usage = message.usage_metadata
    assert usage["input_tokens"] + usage["output_tokens"] == usage["total_tokens"] > 0, usage


first = model.invoke(PRIMES)
check_primes(first)
# LangChain's own form of the same.
assert [block["type"] for block in first.content_blocks] == ["text", "server_tool_call", "server_tool_result", "text"]

second = model.invoke([("human", PRIMES), first, ("human", PLOT)])
head, _, data = block(second, "image_url")["image_url"]["url"].partition(",")
assert head == "data:image/png;base64" and is_png(base64.b64decode(data)), head

whole = None
for chunk in model.stream(PRIMES):
    whole = chunk if whole is None else whole + chunk
check_primes(whole)

table = {"type": "file", "mime_type": "text/csv", "base64": base64.b64encode(TABLE).decode()}
message = model.invoke([HumanMessage(content=[table, {"type": "text", "text": READ_TABLE}])])
assert block(message, "code_execution_result")["code_execution_result"] == TABLE_OUTPUT, message

check_primes(asyncio.run(model.ainvoke(PRIMES)))

message = model.invoke("```python\n1 / 0\n```")
result = block(message, "code_execution_result")
assert result["outcome"] == 2 and "ZeroDivisionError" in result["code_execution_result"], result
