"""What the programs of every client ask, and what is true of the answers. Needs no client."""

import base64
import os

URL = os.environ["POLLUX_URL"]
KEY = "any"
MODEL = "gemini-2.5-flash"

PRIMES = (
    "What is the sum of the first 50 prime numbers? "
    "Generate and run code for the calculation, and make sure you get all 50."
)
PRIMES_SUM = "5117"
PRIMES_OUTPUT = "Count: 50\nSum: 5117\n"
PRIMES_CODE = "def is_prime(number):"

PLOT = "Now plot those primes as a line with matplotlib."

# A file, code that reads it under its name in the sandbox, and what that prints.
TABLE = b"city,people\nOslo,700\nRiga,600\nBern,130\n"
READ_TABLE = "```python\nimport pandas as pd\nprint(pd.read_csv('input_file_0.csv')['people'].sum())\n```"
TABLE_OUTPUT = "1430\n"

# A red PNG of 6 by 4, for clients that put text files into the prompt.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAECAIAAAAiZtkUAAAAEUlEQVR42mP4z8CAhhjIFQIApNEX6Tiq+V8AAAAASUVORK5CYII="
)
READ_PICTURE = "```python\nfrom PIL import Image\nprint(Image.open('input_file_0.png').size)\n```"
PICTURE_OUTPUT = "(6, 4)\n"


def is_png(data):
    """Whether bytes are a whole PNG: its signature, and the chunk that ends it."""
    return data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82")
