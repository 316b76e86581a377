"""The draws of a sweep."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import reports as r
from ._base import Answer, exact, report

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Draws:
    """What became of each draw."""

    #: The lines that the program writes with `--format jsonl`, byte for byte: one a draw, and the report.
    answer: Answer = field(repr=False)

    @classmethod
    def read(cls, answer: Answer) -> Draws:
        """From these lines."""
        return cls(answer)

    @cached_property
    def _lines(self) -> list[bytes]:
        return self.answer.bytes.splitlines()

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """A draw each, with exact numbers."""
        return [exact(line) for line in self._lines[:-1]]

    @cached_property
    def report(self) -> r.SweepReport:
        """What they came to."""
        return report(r.SweepReport)(self.answer._replace(bytes=self._lines[-1] + b"\n"))

    def __len__(self) -> int:
        return len(self._lines) - 1

    def to_frame(self) -> pandas.DataFrame:
        """A frame with a row for each draw; what is nested becomes columns with dots: `gains.russia`."""
        import pandas

        rows = [dict(_flat("", line)) for line in self.lines]
        return pandas.DataFrame(rows)


def _flat(before: str, value: Any) -> Any:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _flat(f"{before}.{key}" if before else key, one)
    else:
        from fractions import Fraction

        yield before, float(value) if isinstance(value, Fraction) else value
