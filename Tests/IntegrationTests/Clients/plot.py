"""A plot comes back as a PNG, behind the result of its block."""

import io

from answers import CONFIG, MODEL, check_order, parts_of
from google import genai
from PIL import Image


def check_picture(blob):
    assert blob.mime_type == "image/png", blob.mime_type
    image = Image.open(io.BytesIO(blob.data))
    image.load()
    assert image.format == "PNG"
    assert image.size == (800, 500), image.size  # figsize=(8, 5) at the service's 100 dots an inch
    assert len(image.convert("RGB").getcolors(maxcolors=1 << 20)) > 1


request = {"model": MODEL, "contents": "Plot sine and cosine with matplotlib.", "config": CONFIG}
client = genai.Client()

parts = parts_of(client.models.generate_content(**request))
assert check_order(parts) == ["executable_code", "code_execution_result", "inline_data", "text"]
assert parts[1].code_execution_result.output is None
check_picture(parts[2].inline_data)
assert parts[2].as_image() is not None

pieces = [part for chunk in client.models.generate_content_stream(**request) for part in parts_of(chunk)]
# A text of more than some words comes in several chunks.
kinds = check_order(pieces)
assert kinds[:3] == ["executable_code", "code_execution_result", "inline_data"], kinds
assert set(kinds[3:]) == {"text"}, kinds
assert "".join(part.text for part in pieces[3:]) == parts[3].text
assert pieces[2].inline_data.data == parts[2].inline_data.data
