"""Every API version the SDK can be set to, one and whole, and streamed."""

from answers import CONFIG, MODEL, PRIMES, check_chunks, check_whole
from google import genai
from google.genai import types

for version in ("v1", "v1beta", "v1alpha", None):
    options = types.HttpOptions(api_version=version) if version else None
    client = genai.Client(http_options=options)
    check_whole(client.models.generate_content(model=MODEL, contents=PRIMES, config=CONFIG))
    check_chunks(list(client.models.generate_content_stream(model=MODEL, contents=PRIMES, config=CONFIG)))
    assert client.models.get(model=MODEL).name == f"models/{MODEL}"
    assert client.models.count_tokens(model=MODEL, contents="a").total_tokens == 1
