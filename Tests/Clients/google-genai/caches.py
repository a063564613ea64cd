"""google-genai, cached contents: made, used with code execution from the cache, prolonged, refused, deleted."""

import asyncio
import datetime

from google import genai
from google.genai import errors, types
from questions import KEY, MODEL, URL

client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
tools = [types.Tool(code_execution=types.ToolCodeExecution())]
HOUR = datetime.timedelta(hours=1)
# Less than 1024 tokens are not cached.
TABLE = "city,people\n" + "".join(f"City number {number},{number}\n" for number in range(500))
SUM = "```python\nimport pandas as pd\nprint(pd.read_csv('input_file_0.csv')['people'].sum())\n```"


def refused(code, status, call, **arguments):
    try:
        call(**arguments)
    except errors.ClientError as error:
        assert (error.code, error.status) == (code, status), error
        return error.message
    raise AssertionError(f"{call} was not refused")


def ask(model=MODEL, **config):
    return client.models.generate_content(model=model, contents=SUM, config=types.GenerateContentConfig(**config))


def lives(cache, lifetime):
    """Whether a cache lives for a time from its last change on, but for the moments the two are apart."""
    return abs(cache.expire_time - cache.update_time - lifetime) < datetime.timedelta(seconds=10)


cache = client.caches.create(
    model=MODEL,
    config=types.CreateCachedContentConfig(
        display_name="cities",
        ttl="600s",
        system_instruction="Answer with code.",
        contents=[types.Content(role="user", parts=[types.Part.from_bytes(data=TABLE.encode(), mime_type="text/csv")])],
        tools=tools,
    ),
)
assert cache.name.startswith("cachedContents/") and cache.model == f"models/{MODEL}", cache
assert cache.display_name == "cities" and cache.create_time == cache.update_time, cache
assert lives(cache, datetime.timedelta(minutes=10)), cache
size = cache.usage_metadata.total_token_count
assert size >= 1024, size
assert client.caches.get(name=cache.name) == cache
assert cache.name in [one.name for one in client.caches.list(config={"page_size": 1})]

# The tool and the file come from the cache, and what is cached is told among the prompt's tokens.
answer = ask(cached_content=cache.name)
assert answer.code_execution_result == f"{sum(range(500))}\n", answer
assert answer.usage_metadata.cached_content_token_count == size, answer.usage_metadata
assert answer.usage_metadata.prompt_token_count > size, answer.usage_metadata

config = types.GenerateContentConfig(cached_content=cache.name)
chunks = list(client.models.generate_content_stream(model=MODEL, contents=SUM, config=config))
assert any(part.code_execution_result for chunk in chunks for part in chunk.candidates[0].content.parts), chunks
assert chunks[-1].usage_metadata.cached_content_token_count == size, chunks[-1].usage_metadata

# What the cache has a request must not bring again, not even the same; and the model must be the cache's.
wrong = "CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config."
for more in ({"tools": tools}, {"system_instruction": "Answer with code."}):
    assert wrong in refused(400, "INVALID_ARGUMENT", ask, cached_content=cache.name, **more)
message = refused(400, "INVALID_ARGUMENT", ask, model="gemini-2.5-pro", cached_content=cache.name)
assert "models/gemini-2.5-pro" in message and "has to be the same" in message, message

longer = client.caches.update(name=cache.name, config=types.UpdateCachedContentConfig(ttl="3600s"))
assert longer.name == cache.name and lives(longer, HOUR), longer
assert longer.create_time == cache.create_time and longer.update_time > cache.update_time, longer
until = datetime.datetime.now(datetime.timezone.utc) + 2 * HOUR
longer = client.caches.update(name=cache.name, config=types.UpdateCachedContentConfig(expire_time=until))
assert abs(longer.expire_time - until) < datetime.timedelta(seconds=1), longer

small = types.CreateCachedContentConfig(contents="A short text.")
message = refused(400, "INVALID_ARGUMENT", client.caches.create, model=MODEL, config=small)
assert message.startswith("Cached content is too small. total_token_count="), message
assert "min_total_token_count=1024" in message, message


async def main():
    # Without a ttl it is an hour.
    config = types.CreateCachedContentConfig(contents=[TABLE])
    other = await client.aio.caches.create(model=MODEL, config=config)
    assert lives(other, HOUR), other
    assert other.name in [one.name async for one in await client.aio.caches.list()]
    await client.aio.caches.delete(name=other.name)


asyncio.run(main())

client.caches.delete(name=cache.name)
gone = "CachedContent not found (or permission denied)"
assert refused(403, "PERMISSION_DENIED", client.caches.get, name=cache.name) == gone
assert refused(403, "PERMISSION_DENIED", client.caches.delete, name=cache.name) == gone
assert refused(403, "PERMISSION_DENIED", ask, cached_content=cache.name) == gone
assert cache.name not in [one.name for one in client.caches.list()]
