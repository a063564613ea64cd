"""google-genai, conversations: what was answered goes back with code, result and image, and is taken."""

import asyncio

from google import genai
from google.genai import types
from questions import KEY, MODEL, PLOT, PRIMES, PRIMES_OUTPUT, URL, is_png

client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
config = types.GenerateContentConfig(tools=[types.Tool(code_execution=types.ToolCodeExecution())])
chat = client.chats.create(model=MODEL, config=config)

first = chat.send_message(PRIMES)
assert first.code_execution_result.endswith(PRIMES_OUTPUT), first

second = chat.send_message(PLOT)
(image,) = [part.inline_data for part in second.candidates[0].content.parts if part.inline_data]
assert image.mime_type == "image/png" and is_png(image.data), image
# The first turn is part of the second's prompt.
assert second.usage_metadata.prompt_token_count > first.usage_metadata.prompt_token_count + 50, second.usage_metadata

chunks = list(chat.send_message_stream(PRIMES))
assert any(part.code_execution_result for chunk in chunks for part in chunk.candidates[0].content.parts)

history = chat.get_history()
assert [content.role for content in history[:4]] == ["user", "model"] * 2
assert any(part.executable_code for part in history[1].parts) and any(part.inline_data for part in history[3].parts)


async def main():
    conversation = client.aio.chats.create(model=MODEL, config=config, history=history[:2])
    answer = await conversation.send_message(PLOT)
    assert any(part.inline_data for part in answer.candidates[0].content.parts), answer


asyncio.run(main())
