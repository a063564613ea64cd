"""google-genai, batches: inline and from a file, with code execution and embeddings; listed, cancelled, deleted."""

import asyncio
import io
import json
import time
import warnings

from google import genai
from google.genai import errors, types
from questions import KEY, MODEL, PRIMES, PRIMES_OUTPUT, READ_TABLE, TABLE, TABLE_OUTPUT, URL

warnings.simplefilter("ignore")  # create_embeddings calls itself experimental
client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
config = types.GenerateContentConfig(tools=[types.Tool(code_execution=types.ToolCodeExecution())])
OPEN = (types.JobState.JOB_STATE_PENDING, types.JobState.JOB_STATE_RUNNING)
EMBEDDER = "gemini-embedding-001"


def finished(job):
    """The job at its end, which must come within a minute."""
    assert job.name.startswith("batches/") and job.state in OPEN and job.dest is None, job
    deadline = time.monotonic() + 60
    while job.state in OPEN:
        assert time.monotonic() < deadline, job
        time.sleep(0.2)
        job = client.batches.get(name=job.name)
    return job


def succeeded(job):
    job = finished(job)
    assert job.state == types.JobState.JOB_STATE_SUCCEEDED and job.end_time >= job.create_time, job
    return job


def uploaded(lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    return client.files.upload(file=io.BytesIO(text.encode()), config=types.UploadFileConfig(mime_type="jsonl"))


def result_lines(job):
    """What stands in the file of results, by key."""
    assert job.dest.file_name.startswith("files/batch-") and not job.dest.inlined_responses, job
    lines = client.files.download(file=job.dest.file_name).decode().splitlines()
    return {line["key"]: line for line in map(json.loads, lines)}


# Inline: the answers stand in the order of the requests; one that is refused takes none with it.
table = types.Part.from_bytes(data=TABLE, mime_type="text/csv")
job = client.batches.create(
    model=MODEL,
    src=[
        types.InlinedRequest(contents=PRIMES, config=config, metadata={"key": "primes"}),
        types.InlinedRequest(contents=[table, READ_TABLE], config=config),
        types.InlinedRequest(contents=PRIMES, config=types.GenerateContentConfig(temperature=7)),
    ],
    config=types.CreateBatchJobConfig(display_name="inline"),
)
assert job.display_name == "inline" and job.model == f"models/{MODEL}" and job.create_time, job
job = succeeded(job)
primes, read, wrong = job.dest.inlined_responses
assert primes.metadata == {"key": "primes"} and primes.error is None, primes
assert primes.response.executable_code and primes.response.code_execution_result.endswith(PRIMES_OUTPUT), primes
assert primes.response.usage_metadata.total_token_count, primes
assert read.response.code_execution_result == TABLE_OUTPUT, read
assert wrong.response is None and wrong.error.code == 3, wrong

# A list has the jobs, not their answers.
listed = {one.name: one for one in client.batches.list(config={"page_size": 1})}
assert listed[job.name].state == job.state and listed[job.name].dest is None, listed

# From a file of JSON lines to a file of JSON lines.
request = {"contents": [{"role": "user", "parts": [{"text": PRIMES}]}], "tools": [{"codeExecution": {}}]}
source = uploaded([
    {"key": "good", "request": request},
    {"key": "bad", "request": {**request, "generation_config": {"temperature": 7}}},
])
from_file = succeeded(client.batches.create(model=MODEL, src=source.name, config={"display_name": "file"}))
lines = result_lines(from_file)
parts = lines["good"]["response"]["candidates"][0]["content"]["parts"]
assert [part["codeExecutionResult"]["outcome"] for part in parts if "codeExecutionResult" in part] == ["OUTCOME_OK"]
assert lines["bad"]["error"]["code"] == 3 and "response" not in lines["bad"], lines["bad"]

# Embeddings, inline and from a file.
texts = types.EmbedContentBatch(contents=["red apples", "red pears"], config={"output_dimensionality": 64})
job = client.batches.create_embeddings(model=EMBEDDER, src=types.EmbeddingsBatchJobSource(inlined_requests=texts))
for one in succeeded(job).dest.inlined_embed_content_responses:
    assert len(one.response.embedding.values) == 64 and one.error is None, one
source = uploaded([{"key": "one", "request": {"output_dimensionality": 3, "content": {"parts": [{"text": "1"}]}}}])
job = client.batches.create_embeddings(model=EMBEDDER, src=types.EmbeddingsBatchJobSource(file_name=source.name))
assert len(result_lines(succeeded(job))["one"]["response"]["embedding"]["values"]) == 3

# Cancelled before its start a job is cancelled; after it, what was not answered yet has the code of CANCELLED.
slow = types.InlinedRequest(contents="```python\nimport time\ntime.sleep(20)\n```", config=config)
job = client.batches.create(model=MODEL, src=[slow] * 3)
client.batches.cancel(name=job.name)
job = finished(job)
if job.state == types.JobState.JOB_STATE_SUCCEEDED:
    assert all(one.error.code == 1 for one in job.dest.inlined_responses), job
else:
    assert job.state == types.JobState.JOB_STATE_CANCELLED and job.dest is None, job


async def main():
    job = await client.aio.batches.create(model=MODEL, src=[types.InlinedRequest(contents=PRIMES, config=config)])
    assert (await client.aio.batches.get(name=job.name)).name == job.name
    assert job.name in [one.name async for one in await client.aio.batches.list()]
    succeeded(job)
    await client.aio.batches.delete(name=job.name)


asyncio.run(main())

for one in list(client.batches.list()):
    client.batches.delete(name=one.name)
assert list(client.batches.list()) == []
try:
    client.batches.get(name=from_file.name)
    raise AssertionError("a deleted batch is still there")
except errors.ClientError as error:
    assert error.code in (403, 404), error
