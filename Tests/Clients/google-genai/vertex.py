"""google-genai in Vertex AI mode: by project and location with a bearer token, and with a key alone."""

import asyncio

from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials
from questions import KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, READ_TABLE, TABLE, TABLE_OUTPUT, URL, is_png

options = types.HttpOptions(base_url=URL)
project = genai.Client(
    vertexai=True, project="my-project", location="us-central1", credentials=Credentials(token="any"),
    http_options=options,
)
express = genai.Client(vertexai=True, api_key=KEY, http_options=options)
config = types.GenerateContentConfig(tools=[types.Tool(code_execution=types.ToolCodeExecution())])

for client in (project, express):
    answer = client.models.generate_content(model=MODEL, contents=PRIMES, config=config)
    assert PRIMES_CODE in answer.executable_code, answer
    assert answer.code_execution_result.endswith(PRIMES_OUTPUT), answer
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP, answer
    assert answer.usage_metadata.prompt_token_count, answer

    chunks = list(client.models.generate_content_stream(model=MODEL, contents=PLOT, config=config))
    parts = [part for chunk in chunks for part in chunk.candidates[0].content.parts or []]
    (image,) = [part.inline_data for part in parts if part.inline_data]
    assert image.mime_type == "image/png" and is_png(image.data), image

    table = types.Part.from_bytes(data=TABLE, mime_type="text/csv")
    answer = client.models.generate_content(model=MODEL, contents=[table, READ_TABLE], config=config)
    assert answer.code_execution_result == TABLE_OUTPUT, answer

    assert client.models.count_tokens(model=MODEL, contents=PRIMES).total_tokens

answer = asyncio.run(project.aio.models.generate_content(model=MODEL, contents=PRIMES, config=config))
assert answer.code_execution_result.endswith(PRIMES_OUTPUT), answer
