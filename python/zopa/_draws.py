"""The draws of a sweep."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import reports as r
from ._base import Answer, exact, levels_of, report

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
        """A draw each, as the program writes it, with exact numbers: `numbers` in the order of `report.drivers`, `nash` and `utilities` in
        that of the issues and parties of the report."""
        chosen_by_level = levels_of(exact(self._lines[-1]))
        levels = [issue in chosen_by_level for issue in self.report.names.issues]

        def read(line: bytes) -> dict[str, Any]:
            said = exact(line)
            for key in ("numbers", "utilities"):
                said[key] = [Fraction(one) for one in said[key]]
            said["nash"] = [[Fraction(one) if level else one for one, level in zip(package, levels)] for package in said["nash"]]
            return said

        return [read(line) for line in self._lines[:-1]]

    @cached_property
    def report(self) -> r.SweepReport:
        """What they came to."""
        return report(r.SweepReport)(self.answer._replace(bytes=self._lines[-1] + b"\n"))

    def __len__(self) -> int:
        return len(self._lines) - 1

    def to_frame(self, exact: bool = False) -> pandas.DataFrame:
        """A frame with a row for each draw: its numbers (`number:PATH`), how many Nash packages it has, what the first of them chooses
        (`issue:ISSUE`; none without an agreement), utilities of that or without a deal (`utility:PARTY`), which proposals are acceptable
        (`accepted:PROPOSAL`). Numbers are floats, or fractions."""
        import pandas

        names, number = self.report.names, (lambda one: one) if exact else float
        proposals = list(self.report.proposals)
        rows = []
        for line in self.lines:
            first = line["nash"][0] if line["nash"] else [None] * len(names.issues)
            row: dict[str, Any] = {"draw": line["draw"]}
            row |= {f"number:{driver.path}": number(one) for driver, one in zip(self.report.drivers, line["numbers"])}
            row |= {"nash": len(line["nash"]), "unsolved": line.get("unsolved", False)}
            row |= {f"issue:{issue}": one for issue, one in zip(names.issues, first)}
            row |= {f"utility:{party}": number(one) for party, one in zip(self.report.utilities, line["utilities"])}
            row |= {f"accepted:{proposal}": proposal in line["accepted"] for proposal in proposals}
            rows.append(row)
        return pandas.DataFrame(rows)
