"""LiteLLM by its own Gemini provider: completion, stream, acompletion, an image, a file.

It drops code and results: a message has the texts around them, joined, and the images. Counts come through.
"""

import asyncio
import base64
import os

# Else it asks the network for its list of prices when it is imported.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm  # noqa: E402
from questions import KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_SUM, READ_TABLE, TABLE, TABLE_OUTPUT, URL, is_png  # noqa: E402

options = {
    "model": f"gemini/{MODEL}",
    "api_key": KEY,
    # It adds only /models/…; without a version the server takes it too.
    "api_base": f"{URL}/v1beta",
    "tools": [{"codeExecution": {}}],
    "num_retries": 0,
}


def ask(content, **more):
    return litellm.completion(messages=[{"role": "user", "content": content}], **options, **more)


def is_image(image):
    head, _, data = image["image_url"]["url"].partition(",")
    return head == "data:image/png;base64" and is_png(base64.b64decode(data))


answer = ask(PRIMES)
message = answer.choices[0].message
assert PRIMES_SUM in message.content and answer.choices[0].finish_reason == "stop", answer
assert PRIMES_CODE not in str(answer.model_dump()), "LiteLLM shows code now: say so"
assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0, answer.usage
assert answer.usage.prompt_tokens_details.model_dump()["tool_use_tokens"], answer.usage

(image,) = ask(PLOT).choices[0].message.images
assert is_image(image)

table = "data:text/csv;base64," + base64.b64encode(TABLE).decode()
answer = ask([{"type": "file", "file": {"file_data": table}}, {"type": "text", "text": READ_TABLE}])
assert TABLE_OUTPUT.strip() in answer.choices[0].message.content, answer

chunks = list(ask(PRIMES, stream=True))
assert len(chunks) > 2, chunks
assert PRIMES_SUM in "".join(chunk.choices[0].delta.content or "" for chunk in chunks), chunks
images = [image for chunk in ask(PLOT, stream=True) for image in chunk.choices[0].delta.get("images") or []]
assert len(images) == 1 and is_image(images[0]), len(images)

answer = asyncio.run(litellm.acompletion(messages=[{"role": "user", "content": PRIMES}], **options))
assert PRIMES_SUM in answer.choices[0].message.content, answer
