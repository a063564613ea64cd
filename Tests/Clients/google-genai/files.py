"""google-genai, the Files API: upload, get, list, use in code, delete."""

import asyncio
import io
import pathlib
import tempfile

from google import genai
from google.genai import errors, types
from questions import KEY, MODEL, READ_TABLE, TABLE, TABLE_OUTPUT, URL

client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
config = types.GenerateContentConfig(tools=[types.Tool(code_execution=types.ToolCodeExecution())])

with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "cities.csv")
    path.write_bytes(TABLE)
    file = client.files.upload(file=path, config={"display_name": "cities"})
assert file.state == types.FileState.ACTIVE and file.mime_type == "text/csv" and file.size_bytes == len(TABLE), file
assert file.display_name == "cities" and file.name.startswith("files/") and file.uri.endswith(file.name), file
assert client.files.get(name=file.name) == file
assert file.name in [one.name for one in client.files.list(config={"page_size": 1})]

answer = client.models.generate_content(model=MODEL, contents=[file, READ_TABLE], config=config)
assert answer.code_execution_result == TABLE_OUTPUT, answer


async def main():
    other = await client.aio.files.upload(file=io.BytesIO(TABLE), config={"mime_type": "text/csv"})
    answer = await client.aio.models.generate_content(model=MODEL, contents=[other, READ_TABLE], config=config)
    assert answer.code_execution_result == TABLE_OUTPUT, answer
    await client.aio.files.delete(name=other.name)


asyncio.run(main())

client.files.delete(name=file.name)
try:
    client.files.get(name=file.name)
    raise AssertionError("a deleted file is still there")
except errors.ClientError as error:
    assert error.code == 403 and error.status == "PERMISSION_DENIED", error
