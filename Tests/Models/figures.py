"""What the runs add up to: figures, bars, verdicts, the table. Needs no model and no server."""

import statistics
from dataclasses import asdict, dataclass

# Of ten prompts that many end with code, a result, text and STOP; of eight tasks that many are right; and failures
# that the model repaired itself.
WHOLE_AT_LEAST, RIGHT_AT_LEAST, REPAIRED_AT_LEAST = 9, 5, 1


@dataclass(frozen=True)
class Row:
    """One prompt, asked once."""

    prompt: str
    way: str  # "whole" or "streamed"
    outcomes: str
    is_whole: bool
    is_right: bool | None  # None where there is nothing to be right about
    seconds: float
    tokens: int
    answer: str

    @classmethod
    def of(cls, task, way, course, seconds, tokens):
        right = None if task.answer is None else course.is_right(task.answer)
        return cls(task.name, way, course.outcomes, course.is_whole, right, round(seconds, 1), tokens,
                   " ".join(course.last.split()))


@dataclass(frozen=True)
class Bar:
    """One thing that must hold."""

    name: str
    measured: int
    of: int
    at_least: int

    @property
    def holds(self):
        return self.measured >= self.at_least


def bars(rows, computed, repaired, repairs):
    """What must hold: each way of asking for itself, and the repairs of both together."""
    found = []
    for way in dict.fromkeys(row.way for row in rows):
        of_way = [row for row in rows if row.way == way]
        tasks = [row for row in of_way if row.prompt in computed]
        found.append(Bar(f"{way}: code, result, text and STOP", sum(row.is_whole for row in of_way), len(of_way),
                         WHOLE_AT_LEAST))
        found.append(Bar(f"{way}: tasks right", sum(row.is_right is True for row in tasks), len(tasks),
                         RIGHT_AT_LEAST))
    found.append(Bar("failures repaired by the model", repaired, repairs, REPAIRED_AT_LEAST))
    return found


def ratio(pairs):
    """The median of the times at the client over those at the upstream; None where there were none."""
    ratios = [client / upstream for client, upstream in pairs if upstream > 0]
    return round(statistics.median(ratios), 3) if ratios else None


def mark(value):
    return "-" if value is None else "yes" if value else "NO"


def columns(table):
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return "\n".join("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths)).rstrip() for row in table)


def prompts_table(rows):
    head = ("prompt", "way", "runs", "whole", "right", "seconds", "tokens", "answer")
    return columns([head, *((row.prompt, row.way, row.outcomes, mark(row.is_whole), mark(row.is_right),
                             f"{row.seconds:.1f}", str(row.tokens), row.answer[:60]) for row in rows)])


def bars_table(found):
    return columns([("must hold", "measured", "at least", ""), *(
        (bar.name, f"{bar.measured} of {bar.of}", str(bar.at_least), "holds" if bar.holds else "DOES NOT HOLD")
        for bar in found)])


def as_json(rows, found, firsts):
    """Everything measured, for programs; `firsts` has pairs of seconds, client and upstream, by kind of prompt."""
    return {
        "prompts": [asdict(row) for row in rows],
        "bars": [{**asdict(bar), "holds": bar.holds} for bar in found],
        "firstDelta": {kind: {"seconds": [{"client": round(client, 4), "upstream": round(upstream, 4)}
                                          for client, upstream in pairs], "medianRatio": ratio(pairs)}
                       for kind, pairs in firsts.items()},
    }
