"""The blocks that are measured, each with a number no other run has, and what they must print."""

import itertools
import random
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "snippets"
NUMBERS = itertools.count(random.randrange(10**9, 2 * 10**9))
FIRST_PRIMES_SUM = 5117


class Snippet:
    """A block and its check."""

    def __init__(self, name, title, expected, needs_libraries=True, shows=False):
        self.name, self.title, self.expected, self.needs_libraries = name, title, expected, needs_libraries
        self.shows = shows  # whether it ends in plt.show()
        self.path = FOLDER / f"{name}.py"
        self.text = self.path.read_text(encoding="utf-8")

    def code(self):
        """The block with a new number, and the number."""
        number = next(NUMBERS)
        return self.text.replace("{{n}}", str(number)), number

    def is_right(self, output, number):
        return output.strip() == self.expected(number)


SNIPPETS = [
    Snippet("print", "print(1)", lambda n: f"{n}", needs_libraries=False),
    Snippet("primes", "50 primes", lambda n: f"{n + FIRST_PRIMES_SUM}", needs_libraries=False),
    Snippet("groupby", "pandas groupby 10k", lambda n: f"True {n + 10_000}"),
    Snippet("plot", "plot, plt.show()", lambda n: f"True {n}", shows=True),
    Snippet("savefig", "plot, savefig()", lambda n: f"True {n}"),
    Snippet("sympy", "sympy solve", lambda n: f"True {n + 4}"),
    Snippet("sklearn", "sklearn fit", lambda n: f"True {n}"),
    Snippet("pandas-plot", "pandas + plot", lambda n: f"True {n + 12}"),
]
# print(1) again, with a word in a comment that asks for a tier; of Pollux only.
TIERS = {"core": SNIPPETS[0], "data": Snippet("print-data", "print(1), data tier", lambda n: f"{n}"),
         "full": Snippet("print-full", "print(1), full tier", lambda n: f"{n}")}
BY_NAME = {snippet.name: snippet for snippet in [*SNIPPETS, *TIERS.values()]}
