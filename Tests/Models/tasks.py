"""What the models are asked, and what is true of the answers. Needs no model and no server."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    name: str
    prompt: str
    # What a right answer says; None where there is nothing to compute, as with a picture.
    answer: str | None = None
    # A CSV file that goes with the prompt.
    table: bytes | None = None


# Tasks with one right answer, of the kind people try first.
COMPUTED = [
    Task("primes", "What is the sum of the first 50 prime numbers? Generate and run code for the calculation, and make "
                   "sure you get all 50.", "5117"),
    Task("fibonacci", "What is the 30th Fibonacci number, where the first two are 1 and 1?", "832040"),
    Task("days", "How many days are there from 2024-01-15 to 2026-03-01?", "776"),
    Task("letters", 'How often does the letter r occur in the words "strawberry raspberry"?', "6"),
    Task("digits", "What is the sum of the digits of 2 to the power of 100?", "115"),
    Task("deviation", "What is the population standard deviation of 12, 15, 11, 18, 20 and 9? Round to two decimals.",
         "3.89"),
    Task("divisor", "What is the greatest common divisor of 123456 and 7890?", "6"),
    Task("interest", "I put 1000 dollars into an account that pays 5 percent interest, compounded once a year. How "
                     "much do I have after 10 years, to the cent?", "1628.89"),
]

# With a picture, and with a file: right where code ran and the answer came.
OTHERS = [
    Task("plot", "Plot the squares of the numbers from 1 to 10 as a line with matplotlib."),
    Task("table", "Which sum has the column people of the file input_file_0.csv? Use pandas.", "1430",
         b"city,people\nOslo,700\nRiga,600\nBern,130\n"),
]

ALL = COMPUTED + OTHERS

# Code with a mistake in it: the model runs it, and changes it after it failed.
REPAIRS = [
    Task("import", "Run this with Python, mend it if it does not work: "
                   "print(math.factorial(20) // math.factorial(18))"),
    Task("index", "This Python should print the last element, but it fails. Run it, then correct it: "
                  "items = [4, 8, 15]; print(items[3])"),
    Task("name", "Run this Python, and correct it where it fails: items = [4, 8, 15]; print(max(item))"),
]

# Answered with words alone: what is measured is when the first of them comes.
SPOKEN = "Name the seven colours of the rainbow in one sentence."


def holds(answer, text):
    """Whether a text says a number, however it is grouped: 5117 is in "5,117." and not in "15117" or "5117.5"."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", text.replace("**", ""))
    return re.search(rf"(?<![\d.]){re.escape(answer)}(?!\d|\.\d)", plain) is not None
