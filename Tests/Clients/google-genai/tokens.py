"""google-genai, beside answers: models, counted tokens, embeddings."""

import asyncio

from google import genai
from google.genai import types
from questions import KEY, MODEL, PRIMES, TABLE, URL

client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
config = types.GenerateContentConfig(tools=[types.Tool(code_execution=types.ToolCodeExecution())])

assert f"models/{MODEL}" in [model.name for model in client.models.list()]
assert "generateContent" in client.models.get(model=MODEL).supported_actions

# What is counted is what an answer says its prompt was.
table = types.Part.from_bytes(data=TABLE, mime_type="text/csv")
for contents in (PRIMES, [table, PRIMES]):
    counted = client.models.count_tokens(model=MODEL, contents=contents).total_tokens
    usage = client.models.generate_content(model=MODEL, contents=contents, config=config).usage_metadata
    assert counted == usage.prompt_token_count > 10, (counted, usage)
counted = asyncio.run(client.aio.models.count_tokens(model=MODEL, contents=PRIMES)).total_tokens
assert counted == client.models.count_tokens(model=MODEL, contents=PRIMES).total_tokens

vectors = client.models.embed_content(
    model="gemini-embedding-001", contents=["red apples", "red pears"], config={"output_dimensionality": 64}
).embeddings
assert [len(vector.values) for vector in vectors] == [64, 64], vectors
assert abs(sum(value * value for value in vectors[0].values) - 1) < 1e-3
