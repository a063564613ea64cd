"""What a client uploads and caches is part of what it asks, whoever answers: the service, or a recording of it."""

import io
import time

from answers import CONFIG, MODEL, parts_of
from google import genai
from google.genai import types

client = genai.Client()

TABLE = b"city,people\nOslo,700\nRiga,600\nBern,130\n"
QUESTION = "Give me a summary of this CSV file."


def check(parts):
    (result,) = [part.code_execution_result for part in parts if part.code_execution_result]
    assert result.outcome == types.Outcome.OUTCOME_OK, result
    assert "3 rows and 2 columns" in result.output, result
    assert "476.667" in parts[-1].text, parts


file = client.files.upload(file=io.BytesIO(TABLE), config={"mime_type": "text/csv"})

check(parts_of(client.models.generate_content(model=MODEL, contents=[file, QUESTION], config=CONFIG)))

# A long instruction: the service keeps no short prompts.
cache = client.caches.create(
    model=MODEL,
    config=types.CreateCachedContentConfig(
        contents=[types.Content(role="user", parts=[types.Part.from_uri(file_uri=file.uri, mime_type="text/csv")])],
        system_instruction="All work and no play makes a dull page. " * 300,
        tools=CONFIG.tools,
        ttl="600s",
    ),
)
cached = types.GenerateContentConfig(cached_content=cache.name)
check(parts_of(client.models.generate_content(model=MODEL, contents=QUESTION, config=cached)))

parts = []
for chunk in client.models.generate_content_stream(model=MODEL, contents=QUESTION, config=cached):
    parts += chunk.candidates[0].content.parts or []
assert "476.667" in "".join(part.text or "" for part in parts), parts

assert client.models.count_tokens(model=MODEL, contents=[file, QUESTION]).total_tokens > 10

named = types.Part.from_uri(file_uri=file.uri, mime_type="text/csv")
row = types.Content(role="user", parts=[named, types.Part(text=QUESTION)])
job = client.batches.create(model=MODEL, src=[types.InlinedRequest(contents=[row], config=CONFIG)])
for _ in range(600):
    job = client.batches.get(name=job.name)
    if job.done:
        break
    time.sleep(0.1)
(row,) = job.dest.inlined_responses
assert row.error is None, row
check(row.response.candidates[0].content.parts)

client.caches.delete(name=cache.name)
client.files.delete(name=file.name)
