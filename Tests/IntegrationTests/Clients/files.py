"""Files of a request lie in the working directory under their numbers, and code can work with them."""

import io

from answers import CONFIG, MODEL, check_order, parts_of
from google import genai
from google.genai import types
from PIL import Image

client = genai.Client()


def ask(*contents):
    return parts_of(client.models.generate_content(model=MODEL, contents=list(contents), config=CONFIG))


def output_of(parts):
    check_order(parts)
    (result,) = [part.code_execution_result for part in parts if part.code_execution_result]
    assert result.outcome == types.Outcome.OUTCOME_OK, result
    return result.output


def picture(format):
    stream = io.BytesIO()
    Image.new("RGB", (6, 4), (255, 0, 0)).save(stream, format)
    return stream.getvalue()


table = types.Part.from_bytes(data=b"city,people\nOslo,700\nRiga,600\nBern,130\n", mime_type="text/csv")

# The built-in script knows CSV files.
parts = ask(table, "Give me a summary of this CSV file.")
output = output_of(parts)
assert "3 rows and 2 columns" in output and "averages: people 476.667" in output, output
assert "input_file_0.csv" in parts[0].text and "476.667" in parts[-1].text, parts

# Each kind of file, numbered over all parts.
code = """```python
import os
import pandas as pd
from PIL import Image
print(sorted(os.listdir()))
print(pd.read_csv('input_file_0.csv')['people'].sum())
print(open('input_file_1.txt').read())
namespace = {}
exec(open('input_file_2.py').read(), namespace)
print(namespace['answer']())
for name in ('input_file_3.png', 'input_file_4.jpeg'):
    with Image.open(name) as image:
        print(image.format, image.size)
```"""
output = output_of(
    ask(
        table,
        types.Part.from_bytes(data="four å".encode(), mime_type="text/plain"),
        types.Part.from_bytes(data=b"def answer():\n    return 42\n", mime_type="text/x-python"),
        types.Part.from_bytes(data=picture("PNG"), mime_type="image/png"),
        types.Part.from_bytes(data=picture("JPEG"), mime_type="image/jpeg"),
        code,
    )
)
names = ["input_file_0.csv", "input_file_1.txt", "input_file_2.py", "input_file_3.png", "input_file_4.jpeg"]
assert output.splitlines() == [str(names), "1430", "four å", "42", "PNG (6, 4)", "JPEG (6, 4)"], output

# What is read is not output: the files do not come back.
assert not [part for part in ask(table, "```python\nopen('input_file_0.csv').read()\n```") if part.inline_data]
