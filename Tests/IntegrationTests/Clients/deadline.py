"""A block that does not end is ended; the response's next block runs, in a new interpreter with the input files."""

from answers import CONFIG, MODEL, check_order, parts_of
from google import genai
from google.genai import types

client = genai.Client()
prompt = """```python
kept = 1
open('written.txt', 'w').write('x')
```
```python
print('partial', end='')
while True:
    pass
```
```python
import os
print('kept' in globals(), os.listdir())
```"""
file = types.Part.from_bytes(data=b"a\n1\n", mime_type="text/csv")
parts = parts_of(client.models.generate_content(model=MODEL, contents=[file, prompt], config=CONFIG))
check_order(parts)
results = [part.code_execution_result for part in parts if part.code_execution_result]
outcomes = [types.Outcome.OUTCOME_OK, types.Outcome.OUTCOME_DEADLINE_EXCEEDED, types.Outcome.OUTCOME_OK]
assert [result.outcome for result in results] == outcomes, results
lines = results[1].output.splitlines()
assert lines[:2] == ["partial", "Execution timed out after 2 seconds."], lines
assert "names and files from before are gone" in lines[2] and len(lines) == 3, lines
assert results[2].output == "False ['input_file_0.csv']\n", results[2]
