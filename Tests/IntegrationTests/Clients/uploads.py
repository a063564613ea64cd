"""Files are uploaded, listed, looked at and deleted, and code works with them under the numbers of all files."""

import asyncio
import base64
import hashlib
import io
import pathlib
import tempfile

from answers import CONFIG, MODEL, check_order, parts_of
from google import genai
from google.genai import errors, types

client = genai.Client()
TABLE = b"city,people\nOslo,700\nRiga,600\nBern,130\n"
SUM = "```python\nimport os\nimport pandas as pd\nprint(sorted(os.listdir()))\n"
SUM += "print(pd.read_csv('input_file_1.csv')['people'].sum())\n```"


def output_of(response):
    parts = parts_of(response)
    check_order(parts)
    (result,) = [part.code_execution_result for part in parts if part.code_execution_result]
    assert result.outcome == types.Outcome.OUTCOME_OK, result
    return result.output


def refused(code, status, call, *arguments, **keywords):
    try:
        call(*arguments, **keywords)
    except errors.ClientError as error:
        assert (error.code, error.status) == (code, status), error
        return error.message
    raise AssertionError(f"{call} was not refused")


# Upload from memory; every field of the file is there.
table = client.files.upload(
    file=io.BytesIO(TABLE), config=types.UploadFileConfig(mime_type="text/csv", display_name="cities.csv")
)
assert table.state == types.FileState.ACTIVE and table.source == types.FileSource.UPLOADED, table
assert table.display_name == "cities.csv" and table.mime_type == "text/csv", table
assert table.size_bytes == len(TABLE), table
assert table.sha256_hash == base64.b64encode(hashlib.sha256(TABLE).hexdigest().encode()).decode(), table
assert (table.expiration_time - table.create_time).total_seconds() == 48 * 3600, table
assert table.uri.startswith("http://127.0.0.1:") and table.uri.endswith("/v1beta/" + table.name), table
assert client.files.get(name=table.name) == table

# Upload by path, under a name of one's own; the name is then taken.
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "notes.txt")
    path.write_text("four å")
    notes = client.files.upload(file=path, config=types.UploadFileConfig(name="my-notes"))
    assert (notes.name, notes.mime_type, notes.size_bytes) == ("files/my-notes", "text/plain", 7), notes
    refused(409, "ALREADY_EXISTS", client.files.upload, file=path, config={"name": "my-notes"})
    # No bytes, and more than one piece of the SDK's.
    for size in (0, (8 << 20) + 5):
        path.write_bytes(b"x" * size)
        file = client.files.upload(file=path)
        assert file.size_bytes == size, file
        client.files.delete(name=file.name)

# A type of no kind.
for start in (io.BytesIO(b"x"), io.BytesIO(b"")):
    message = refused(400, "INVALID_ARGUMENT", client.files.upload, file=start, config={"mime_type": "bad/mime_type"})
    assert message == "Unsupported MIME type: bad/mime_type", message

# Inline and uploaded files are numbered together.
inline = types.Part.from_bytes(data=b"inline", mime_type="text/plain")
response = client.models.generate_content(model=MODEL, contents=[inline, table, SUM], config=CONFIG)
assert output_of(response).splitlines() == ["['input_file_0.txt', 'input_file_1.csv']", "1430"], response
as_inline = types.Part.from_bytes(data=TABLE, mime_type="text/csv")
same = client.models.generate_content(model=MODEL, contents=[inline, as_inline, SUM], config=CONFIG)
assert same.usage_metadata.prompt_token_count == response.usage_metadata.prompt_token_count
response = client.models.generate_content(
    model=MODEL, contents=[table, "Give me a summary of this CSV file."], config=CONFIG
)
assert "3 rows and 2 columns" in output_of(response), response

# Pages.
listed = [file.name for file in client.files.list(config={"page_size": 1})]
assert listed == ["files/my-notes", table.name], listed


async def asynchronous():
    file = await client.aio.files.upload(file=io.BytesIO(TABLE), config={"mime_type": "text/csv"})
    answer = await client.aio.models.generate_content(model=MODEL, contents=[inline, file, SUM], config=CONFIG)
    assert output_of(answer).endswith("1430\n"), answer
    assert [one.name async for one in await client.aio.files.list()] == [file.name, *listed]
    await client.aio.files.delete(name=file.name)


asyncio.run(asynchronous())

# What is deleted is gone everywhere.
client.files.delete(name=table.name)
client.files.delete(name=notes.name)
assert list(client.files.list()) == []
missing = f"You do not have permission to access the File {table.name[6:]} or it may not exist."
assert refused(403, "PERMISSION_DENIED", client.files.get, name=table.name) == missing
assert refused(403, "PERMISSION_DENIED", client.files.delete, name=table.name) == missing
ask = client.models.generate_content
assert refused(403, "PERMISSION_DENIED", ask, model=MODEL, contents=[table, "x"], config=CONFIG) == missing

# Nothing is fetched from elsewhere, which matters once code runs.
for uri in ("gs://bucket/table.csv", "https://example.com/table.csv"):
    part = types.Part.from_uri(file_uri=uri, mime_type="text/csv")
    message = refused(400, "INVALID_ARGUMENT", ask, model=MODEL, contents=[part, SUM], config=CONFIG)
    assert uri in message and "fetches nothing" in message, message
    assert "contents[0].parts[0].file_data.file_uri" in message, message
    assert "'f_" + "".join(c if c.isalnum() or c == "." else "_" for c in uri) + "'" in message, message
    refused(400, "INVALID_ARGUMENT", ask, model=MODEL, contents=[part, "x"])
