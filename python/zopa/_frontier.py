"""Frontiers: as arrays, as exact numbers, as frames; and point by point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import _zopa
from . import reports as r
from ._base import Answer, Files, exact, framed, record, report
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
    #: What is chosen at each point.
    choices: list[dict[str, r.Choice]] = field(repr=False)
    #: The utilities at each point.
    exact: list[tuple[Fraction, ...]] = field(repr=False)
    #: The same less those without a deal.
    exact_gains: list[tuple[Fraction, ...]] = field(repr=False)
    #: Of each issue, where an option stands among all; none of a continuous issue.
    places: list[dict[Any, int] | None] = field(repr=False)

    @classmethod
    def read(cls, answer: Answer, model: Mapping[str, Any]) -> Frontier:
        """From what the program writes about a model."""
        data = exact(answer.bytes)
        levels = frozenset(data.get("continuous") or ())
        ends: list[dict[str, Any]] = []
        for one in data.get("points") or data.get("pieces") or ():
            ends += [one] if "from" not in one else [one["from"], *([one["to"]] if one.get("to") else [])]
        parties, issues = list(data["parties"]), list(data["names"]["issues"])
        vector = lambda values: tuple(Fraction(values[party]) for party in parties)  # noqa: E731
        package = lambda one: {i: Fraction(v) if i in levels else v for i, v in one.items()}  # noqa: E731
        named = data["names"]["issues"]
        places = [option_places(model["issues"].get(issue, {}), named[issue].get("options", ())) for issue in issues]
        return cls(
            parties,
            issues,
            answer,
            [package(one["package"]) for one in ends],
            [vector(one["utilities"]) for one in ends],
            [vector(one["gains"]) for one in ends],
            places,
        )

    def __len__(self) -> int:
        return len(self.exact)

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
        return self._floats(self.exact)

    @cached_property
    def gains(self) -> numpy.ndarray:
        """Gains, likewise."""
        return self._floats(self.exact_gains)

    def _floats(self, rows: list[tuple[Fraction, ...]]) -> numpy.ndarray:
        import numpy

        flat = numpy.fromiter((float(one) for row in rows for one in row), numpy.float64, len(rows) * len(self.parties))
        return flat.reshape(len(rows), len(self.parties))

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
                out[:, column] = [places.get(choice[issue], -1) for choice in self.choices]
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
