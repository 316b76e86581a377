"""Frontiers: as arrays, as exact numbers, as frames; and point by point."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import _zopa
from . import reports as r
from ._base import Answer, Files, exact, framed, levels_of, record, report, whole
from ._errors import refuse
from ._write import options as written

if TYPE_CHECKING:
    import numpy
    import pandas


@dataclass(frozen=True)
class Frontier:
    """Points by falling utility of the first party, then the second, …; of the pieces of continuous issues, both ends.

    >>> import zopa
    >>> frontier = zopa.example("first-steps").compile().frontier()
    >>> frontier.points.shape, frontier.packages.shape, frontier.points.dtype, frontier.packages.dtype
    ((12, 2), (12, 3), dtype('float64'), dtype('int16'))
    >>> frontier.exact[0]
    (Fraction(38, 1), Fraction(10, 1))
    """

    #: The parties, in the order of the columns of `points`.
    parties: list[str]
    #: The issues, in the order of the columns of `packages`.
    issues: list[str]
    #: What the program writes with `--format json`.
    answer: Answer = field(repr=False)
    #: Each point as it is written.
    ends: list[dict[str, Any]] = field(repr=False)
    #: The issues that are chosen by level.
    levels: frozenset[str] = field(repr=False)
    #: Of each issue, where an option stands among all; none of a continuous issue.
    places: list[dict[Any, int] | None] = field(repr=False)

    @classmethod
    def read(cls, answer: Answer, model: Mapping[str, Any]) -> Frontier:
        """From what the program writes about a model."""
        # Decimals stay texts until somebody asks for them.
        data = json.loads(answer.bytes, parse_float=str, parse_int=whole)
        ends: list[dict[str, Any]] = []
        for one in data.get("points") or data.get("pieces") or ():
            ends += [one] if "from" not in one else [one["from"], *([one["to"]] if one.get("to") else [])]
        parties, issues = list(data["parties"]), list(data["names"]["issues"])
        named = data["names"]["issues"]
        places = [option_places(model["issues"].get(issue, {}), named[issue].get("options", ())) for issue in issues]
        return cls(parties, issues, answer, ends, levels_of(data), places)

    def __len__(self) -> int:
        return len(self.ends)

    @cached_property
    def choices(self) -> list[dict[str, r.Choice]]:
        """What is chosen at each point."""
        return [{issue: self._choice(issue, one) for issue, one in end["package"].items()} for end in self.ends]

    def _choice(self, issue: str, one: Any) -> r.Choice:
        return Fraction(one) if issue in self.levels else one

    @cached_property
    def exact(self) -> list[tuple[Fraction, ...]]:
        """The utilities at each point."""
        return [tuple(Fraction(end["utilities"][party]) for party in self.parties) for end in self.ends]

    @cached_property
    def exact_gains(self) -> list[tuple[Fraction, ...]]:
        """The same less those without a deal."""
        return [tuple(Fraction(end["gains"][party]) for party in self.parties) for end in self.ends]

    @cached_property
    def report(self) -> r.FrontierReport:
        """The report: how it ended, what concepts choose of it, what a cover guarantees."""
        return report(r.FrontierReport)(self.answer)

    @property
    def json(self) -> bytes:
        """What the program writes with `--format json`."""
        return self.answer.bytes

    @property
    def status(self) -> str:
        """How it ended."""
        return self.report.status

    @property
    def complete(self) -> bool:
        """Whether all points are there."""
        return self.report.complete

    @cached_property
    def points(self) -> numpy.ndarray:
        """Utilities: a row for each point, a column for each party; the nearest floats."""
        return self._floats("utilities")

    @cached_property
    def gains(self) -> numpy.ndarray:
        """Gains, likewise."""
        return self._floats("gains")

    def _floats(self, what: str) -> numpy.ndarray:
        import numpy

        every = (_float(end[what][party]) for end in self.ends for party in self.parties)
        flat = numpy.fromiter(every, numpy.float64, len(self) * len(self.parties))
        return flat.reshape(len(self), len(self.parties))

    @cached_property
    def packages(self) -> numpy.ndarray:
        """Packages: a row for each point, a column for each issue: where the option stands among all, from 0; −1 for a level of a
        continuous issue, or of one that is asked about in steps."""
        import numpy

        most = max((len(places) for places in self.places if places), default=0)
        kind = numpy.int16 if most <= 1 << 15 else numpy.int32
        out = numpy.full((len(self), len(self.issues)), -1, kind)
        for column, (issue, places) in enumerate(zip(self.issues, self.places)):
            if places is not None:
                out[:, column] = [places.get(end["package"][issue], -1) for end in self.ends]
        return out

    def to_frame(self, exact: bool = False) -> pandas.DataFrame:
        """A frame with the columns of the program's CSV: utilities, gains, and what is chosen; numbers as floats, or as fractions."""
        import pandas

        utilities, gains = (self.exact, self.exact_gains) if exact else (self.points, self.gains)
        columns: dict[str, Any] = {}
        for what, rows in (("utility", utilities), ("gain", gains)):
            for at, party in enumerate(self.parties):
                columns[f"{what}:{party}"] = [row[at] for row in rows]
        for issue in self.issues:
            columns[f"issue:{issue}"] = [choice[issue] for choice in self.choices]
        return pandas.DataFrame(columns)

    def _repr_html_(self) -> str:
        return framed(self.report.html)


def _float(one: int | str) -> float:
    """The nearest float of a number as it is written."""
    return float(Fraction(one)) if isinstance(one, str) and "/" in one else float(one)


def option_places(written: Mapping[str, Any], named: Iterable[str]) -> dict[Any, int] | None:
    """Where the options of an issue stand: `written` is the issue in zopa's own format, `named` its options in reports, which leave
    out levels. None of a continuous issue."""
    if options := list(named):
        return {option: at for at, option in enumerate(options)}
    if levels := written.get("integer"):
        steps = range(int(levels["min"]), int(levels["max"]) + 1, int(levels.get("step") or 1))
        return {level: at for at, level in enumerate(steps)}
    if isinstance(written.get("options"), list):
        return {option: at for at, option in enumerate(written["options"])}
    return None


class Parts(Iterator["r.AgreementReport | r.PieceReport"]):
    """The points of a frontier, as soon as each is certain; `end` is what there is to say behind the last one."""

    def __init__(self, files: Files, said: Mapping[str, Any], levels: frozenset[str] = frozenset()):
        said = dict(said)
        self._levels = levels
        progress = said.pop("progress", None)
        self._question = _zopa.Question("frontier", list(files), written({**said, "format": "jsonl"}), progress)
        self._lines: list[bytes] = []
        self._rest = b""
        #: What stands behind the last point: whether all are there, and why not.
        self.end: dict[str, Any] | None = None

    def __next__(self) -> r.AgreementReport | r.PieceReport:
        while not self._lines:
            try:
                piece = self._question.piece()
            except _zopa.Refused as refused:
                refuse(refused)
            except BaseException:
                self._question.stop()
                raise
            if piece is None:
                raise StopIteration
            *lines, self._rest = (self._rest + piece).split(b"\n")
            self._lines = lines[::-1]
        data = exact(self._lines.pop())
        if "zopa" in data:
            self.end = data
            return next(self)
        if "from" in data:
            return record(r.PieceReport, data, self._levels)
        return record(r.AgreementReport, data, self._levels)

    def close(self) -> None:
        """Stops it."""
        self._question.stop()
