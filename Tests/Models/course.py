"""The course of one answer: what came in which order, and what that is worth. Needs no model and no server."""

from dataclasses import dataclass, field

from tasks import holds

OK, FAILED, DEADLINE = "OUTCOME_OK", "OUTCOME_FAILED", "OUTCOME_DEADLINE_EXCEEDED"


def name_of(value):
    """The name of an enum of the SDK's, or of what it could not read."""
    return getattr(value, "value", value)


@dataclass
class Run:
    code: str
    outcome: str | None = None
    output: str = ""


@dataclass
class Course:
    runs: list[Run] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    # The text after the last run.
    last: str = ""
    images: int = 0
    finish: str | None = None

    @classmethod
    def of(cls, parts, finish):
        """Reads the parts of an answer, whole or of all chunks of a stream."""
        course = cls(finish=name_of(finish))
        for part in parts:
            if part.executable_code:
                course.runs.append(Run(part.executable_code.code or ""))
                course.last = ""
            elif part.code_execution_result:
                result = part.code_execution_result
                if not course.runs or course.runs[-1].outcome is not None:
                    raise ValueError("a result stands without code")
                course.runs[-1].outcome = name_of(result.outcome)
                course.runs[-1].output = result.output or ""
            elif part.inline_data:
                course.images += 1
            elif part.text and not part.thought:
                course.texts.append(part.text)
                course.last += part.text
        return course

    @property
    def has_shape(self):
        """Whether every code has a result of its own, and the answer ended on its own."""
        outcomes = {run.outcome for run in self.runs}
        return bool(self.runs) and outcomes <= {OK, FAILED, DEADLINE} and self.finish == "STOP"

    @property
    def is_whole(self):
        """Whether code ran without an error and showed something, and text and STOP came after it."""
        if not self.has_shape or self.runs[-1].outcome != OK:
            return False
        return bool(self.runs[-1].output.strip() or self.images) and bool(self.last.strip())

    @property
    def is_repaired(self):
        """Whether code failed, and other code of the model's ran after it without an error."""
        first = next((index for index, run in enumerate(self.runs) if run.outcome == FAILED), None)
        if first is None:
            return False
        return any(run.outcome == OK and run.code != self.runs[first].code for run in self.runs[first + 1:])

    def is_right(self, answer):
        return self.is_whole and holds(answer, self.last)

    @property
    def outcomes(self):
        return " ".join((run.outcome or "none").removeprefix("OUTCOME_") for run in self.runs) or "no code"
