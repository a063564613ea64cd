"""What the SDK asks of Vertex AI beyond contents: vectors (`predict`), tokens (`computeTokens`), Model Armor, tiers."""

import os

from google import genai
from google.genai import errors, types

options = types.HttpOptions(base_url=os.environ["GOOGLE_GEMINI_BASE_URL"])
client = genai.Client(vertexai=True, api_key="any", http_options=options)
MODEL = "gemini-2.5-flash"


def refused(code, call, *arguments, **keywords):
    try:
        call(*arguments, **keywords)
    except errors.ClientError as error:
        assert error.code == code, error
        return error
    raise AssertionError(f"{call} was not refused")


# Vectors.
answer = client.models.embed_content(
    model="text-embedding-005",
    contents=["What is life?", "a b"],
    config=types.EmbedContentConfig(
        output_dimensionality=10, task_type="RETRIEVAL_DOCUMENT", title="t", auto_truncate=True
    ),
)
assert [len(one.values) for one in answer.embeddings] == [10, 10], answer
assert [one.statistics.token_count for one in answer.embeddings] == [4, 2], answer
assert [one.statistics.truncated for one in answer.embeddings] == [False, False], answer
assert answer.metadata.billable_character_count == 13, answer
same = client.models.embed_content(model="text-multilingual-embedding-002", contents="a b")
assert len(same.embeddings[0].values) == 768, same
newer = client.models.embed_content(model="gemini-embedding-001", contents="a b")
assert len(newer.embeddings[0].values) == 3072, newer
refused(404, client.models.embed_content, model="text-embedding-9", contents="a")

# Tokens.
text = "这是一条unicode测试🤪❤★"
computed = client.models.compute_tokens(model=MODEL, contents=text)
assert b"".join(computed.tokens_info[0].tokens).decode() == text, computed
assert len(computed.tokens_info[0].token_ids) == len(computed.tokens_info[0].tokens), computed
assert computed.tokens_info[0].role == "user", computed
counted = client.models.count_tokens(model=MODEL, contents=text)
assert counted.total_tokens == len(computed.tokens_info[0].tokens), counted
for name in ("publishers/google/models/gemini-2.5-flash", "projects/p/locations/l/publishers/google/models/" + MODEL):
    assert client.models.compute_tokens(model=name, contents="a b").tokens_info[0].tokens == [b"a", b" b"]

# What is Vertex AI's alone, and what it does not have.
armor = types.ModelArmorConfig(prompt_template_name="", response_template_name="")
config = types.GenerateContentConfig(model_armor_config=armor)
assert client.models.generate_content(model=MODEL, contents="hi", config=config).text
refused(400, client.models.generate_content, model=MODEL, contents="hi", config={"service_tier": "flex"})
for name in ("models/gemini-2.5-flash", "google/gemini-9"):
    refused(404, client.models.generate_content, model=name, contents="hi")
refused(404, client.models.compute_tokens, model="models/gemini-2.5-flash", contents="hi")

for uri in ("gs://bucket/table.csv", "https://example.com/table.csv"):
    part = types.Part.from_uri(file_uri=uri, mime_type="text/csv")
    assert client.models.generate_content(model=MODEL, contents=[part, "x"]).text

# The other way about, and the Gemini API's own names.
gemini = genai.Client()
assert gemini.models.generate_content(model=MODEL, contents="hi", config={"service_tier": "flex"}).text
for name in ("publishers/google/models/gemini-2.5-flash", "google/gemini-2.5-flash"):
    refused(404, gemini.models.generate_content, model=name, contents="hi")
assert gemini.models.generate_content(model="models/gemini-2.5-flash", contents="hi").text
