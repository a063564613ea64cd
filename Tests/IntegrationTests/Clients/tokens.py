"""Counting tokens gives what a response to the same request shows as its prompt."""

from answers import CONFIG, MODEL, PRIMES
from google import genai
from google.genai import errors, types
from input_types import picture

client = genai.Client()
image = types.Part.from_bytes(data=picture("PNG"), mime_type="image/png")
for contents in (PRIMES, [image, PRIMES], [types.Content(role="user", parts=[types.Part(text="1 2 3")])]):
    counted = client.models.count_tokens(model=MODEL, contents=contents)
    usage = client.models.generate_content(model=MODEL, contents=contents, config=CONFIG).usage_metadata
    assert counted.total_tokens == usage.prompt_token_count, (counted, usage)
    assert counted.total_tokens == sum(detail.token_count for detail in usage.prompt_tokens_details), usage

try:
    client.models.count_tokens(model="gemini-9", contents="a")
    raise AssertionError("an unknown model was counted for")
except errors.ClientError as error:
    assert error.code == 404 and "is not supported for countTokens" in error.message, error
