"""How questions are asked, and how answers become dataclasses."""

from __future__ import annotations

import dataclasses
import functools
import html
import json
import os
import sys
import types
import typing
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, Union

from . import _zopa
from ._errors import NoAnswer, QuestionError, refuse
from ._write import options as written

if TYPE_CHECKING:
    import numpy

    from .reports import AgreementReport

T = TypeVar("T")
#: Hears how far a question has come: what it is doing, how many combinations it looked at, and how far the bound is above the
#: best package, as a share, where that is known. If it answers with something true, the question is stopped.
Progress = Callable[[str, int, "float | None"], object]
Files = tuple[tuple[str, bytes], ...]


class Answer(NamedTuple):
    """What the program writes."""

    #: The answer, byte for byte.
    bytes: bytes
    #: The exit status of the program: 0 answered, 1 in the negative, 2 wrong input, 3 stopped.
    exit_status: int
    #: What was to be said beside the answer.
    notes: str


def drain(question: _zopa.Question, read: Callable[[Answer], Any] | None = None) -> Answer:
    """All of an answer. What a signal leaves is read, too, if that is possible: `partial` of the exception."""
    pieces: list[bytes] = []
    refused: _zopa.Refused | None = None
    try:
        while (piece := question.piece()) is not None:
            pieces.append(piece)
    except _zopa.Refused as told:
        refused = told
    except BaseException as stopped:
        question.stop()
        rest = stopped.__dict__.pop("rest", None)
        if rest is not None and read is not None:
            status, last, notes = rest
            try:
                stopped.partial = read(Answer(b"".join([*pieces, last]), status, notes))  # type: ignore[attr-defined]
            except Exception:
                # Nothing was found that could be read.
                pass
        raise
    # Outside of the above, so that it has no context, which some engines would send along.
    if refused is not None:
        refuse(refused)
    return Answer(b"".join(pieces), question.status or 0, question.notes or "")


#: A reading: its file, or the name of a file and what is in it.
Reading = Union[str, "os.PathLike[str]", tuple[str, bytes]]


def readings(said: Any) -> list[tuple[str, bytes]]:
    """The files of readings."""
    if said is None:
        return []
    one = isinstance(said, (str, os.PathLike)) or isinstance(said, tuple) and len(said) == 2 and isinstance(said[1], bytes)
    every = [said] if one else list(said)
    return [(name, bytes(text)) for each in every for name, text in ([each] if isinstance(each, tuple) else _zopa.open([each]))]


def ask(
    command: str, files: Files, said: Mapping[str, Any], read: Callable[[Answer], T], progress: Progress | None = None
) -> T:
    """Asks, and reads the answer."""
    more = readings(said.get("reading"))
    if more:
        said = {**said, "reading": [name for name, _ in more]}
    try:
        question = _zopa.Question(command, [*files, *more], written(said), progress)
    except UnicodeEncodeError as wrong:
        raise QuestionError(f"an option has a letter that is none: {wrong.object!r}") from None
    return read(drain(question, read))


def whole(text: str) -> int:
    """A whole number of any length, also of more digits than Python reads at once."""
    if len(text) <= 4000:
        return int(text)
    return whole(text[:-4000]) * 10**4000 + int(text[-4000:])


def exact(text: bytes | str) -> Any:
    """JSON with exact numbers."""
    return json.loads(text, parse_float=Fraction, parse_int=whole)


Read = Callable[[Any, frozenset], Any]
# Stands among the continuous issues where a record speaks of one of them.
_HERE = ""


def _each(inner: Read | None, make: Callable[[Any], Any]) -> Read:
    if inner is None:
        return lambda value, levels: make(value)
    return lambda value, levels: make(inner(one, levels) for one in value)


@functools.cache
def _reader(kind: Any) -> Read | None:
    """What makes a value of this type out of JSON; none if it is one already."""
    from . import reports

    if kind is Fraction:
        return lambda value, _: Fraction(value)
    if kind == reports.Choice:
        return lambda value, levels: Fraction(value) if _HERE in levels and value is not None else value
    if kind is float:
        return lambda value, _: float(value)
    if kind is int:
        return lambda value, _: whole(value) if isinstance(value, str) else value
    if dataclasses.is_dataclass(kind):
        return lambda value, levels: _record(typing.cast(Any, kind), value, levels)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        cases = [case for case in inner if case is not type(None)]
        if set(cases) == set(typing.get_args(reports.Choice)):
            return _reader(reports.Choice)
        if all(dataclasses.is_dataclass(case) for case in cases) and len(cases) > 1:
            return lambda value, levels: None if value is None else _record(_fits(cases, value), value, levels)
        one = _reader(cases[0]) if len(cases) == 1 else None
        return None if one is None else lambda value, levels: None if value is None else one(value, levels)
    if origin is list:
        return _each(_reader(inner[0]), list)
    if origin is tuple:
        return _each(_reader(inner[0]), tuple)
    if origin is dict and inner[1] in (reports.Choice, list[reports.Choice]) and (choose := _reader(inner[1])) is not None:
        return lambda value, levels: {issue: choose(one, _at(issue, levels)) for issue, one in value.items()}
    if origin is dict and (read := _reader(inner[1])) is not None:
        return lambda value, levels: {key: read(one, levels) for key, one in value.items()}
    return None


@functools.cache
def _fields(kind: type) -> list[tuple[str, str, Read | None, bool]]:
    """Of each field: its key, its name, what reads it, and whether it has to be there."""
    space = vars(sys.modules[kind.__module__])
    out = []
    for one in dataclasses.fields(kind):  # type: ignore[arg-type]
        needed = one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
        out.append((one.name.rstrip("_"), one.name, _reader(eval(str(one.type), space)), needed))
    return out


def _fits(kinds: list[type], value: Any) -> type:
    """The first kind of which all that has to be there is there."""
    for kind in kinds:
        if all(key in value for key, _, _, needed in _fields(kind) if needed):
            return kind
    raise ValueError("this is a report of another version")


def _at(issue: object, levels: frozenset) -> frozenset:
    """The continuous issues, where this one is spoken of."""
    return levels | {_HERE} if issue in levels else levels - {_HERE}


def _record(kind: type[T], value: Any, levels: frozenset) -> T:
    said = {}
    if issubclass(kind, Report):
        # A report within a report says itself which issues have levels.
        levels = levels | levels_of(value)
    if "issue" in value:
        levels = _at(value["issue"], levels)
    for key, name, read, needed in _fields(typing.cast(Any, kind)):
        if key in value:
            said[name] = value[key] if read is None else read(value[key], levels)
        elif needed:
            raise ValueError(f"a report without `{key}`: it is of another version")
    return kind(**said)


def record(kind: type[T], value: Any, levels: frozenset = frozenset()) -> T:
    """A dataclass out of JSON with exact numbers; `levels` are the continuous issues."""
    return _record(kind, value, levels)


def levels_of(data: Mapping[str, Any]) -> frozenset[str]:
    """The issues of a report that are chosen by level: of all levels, or of so many steps."""
    return frozenset(data.get("continuous") or ()) | frozenset(data.get("steps") or ())


def report(*kinds: type[T]) -> Callable[[Answer], T]:
    """What reads an answer that is a report of one of these kinds."""

    def read(answer: Answer) -> T:
        if not answer.bytes:
            raise NoAnswer(answer.notes.strip() or "there is nothing to answer")
        data = exact(answer.bytes)
        kind: Any = kinds[0] if len(kinds) == 1 else _fits(list(kinds), data)
        made: T = _record(kind, data, levels_of(data))
        object.__setattr__(made, "_answer", answer)
        return made

    return read


class Report:
    """An answer: its fields are what the JSON of the program says, `json` is that JSON byte for byte."""

    _answer: Answer | None = None

    @property
    def answer(self) -> Answer:
        """What the program writes, and how it ends."""
        if self._answer is None:
            raise ValueError("this is part of another report, which has the answer")
        return self._answer

    @property
    def json(self) -> bytes:
        """What the program writes with `--format json`."""
        return self.answer.bytes

    @property
    def exit_status(self) -> int:
        """How the program would end: 0 answered, 1 in the negative, 3 stopped before it was proven."""
        return self.answer.exit_status

    @property
    def notes(self) -> str:
        """What was to be said beside the answer."""
        return self.answer.notes

    def page(self, format: str = "text") -> str:
        """The page of this answer: `text`, `markdown`, `html`, or `csv` where it has tables."""
        return ask("show", (("report.json", self.json),), {"format": format}, lambda answer: answer.bytes.decode())

    @property
    def html(self) -> str:
        """The page with its pictures, as one file."""
        return self.page("html")

    def _repr_html_(self) -> str:
        return framed(self.html)


def framed(page: str) -> str:
    """A page within a notebook: in a frame of its own, in which nothing runs."""
    style = "width:100%;height:32em;border:1px solid #8884;resize:vertical;overflow:auto"
    return f'<iframe sandbox srcdoc="{html.escape(page)}" style="{style}"></iframe>'


class Solved(Report):
    """By concept, what it chooses: `answer["nash"]`."""

    if TYPE_CHECKING:
        from .reports import SolutionReport

        solutions: list[SolutionReport]
        parties: list[str]

    def __getitem__(self, concept: str) -> SolutionReport:
        for one in self.solutions:
            if one.concept == concept:
                return one
        raise KeyError(concept)

    def __contains__(self, concept: object) -> bool:
        return any(one.concept == concept for one in self.solutions)


class Chosen:
    """What a concept chooses: its first agreement, or a lottery."""

    if TYPE_CHECKING:
        agreements: list[AgreementReport]
        gains: dict[str, Fraction]
        concept: str

    def __post_init__(self) -> None:
        # What a report says of lotteries only is said of packages by their agreements.
        if self.agreements:
            for name in ("gains", "utilities"):
                object.__setattr__(self, name, getattr(self, name) or getattr(self.agreements[0], name))

    @property
    def first(self) -> AgreementReport:
        """The first of the agreements, which are equally good."""
        if not self.agreements:
            raise NoAnswer(f"{self.concept} chooses no package")
        return self.agreements[0]

    @property
    def package(self) -> dict[str, str | int | Fraction]:
        """The package of the first agreement."""
        return self.first.package

    @property
    def floats(self) -> numpy.ndarray:
        """The gains of the agreements: a row each, a column for each party."""
        import numpy

        return numpy.array([[float(gain) for gain in one.gains.values()] for one in self.agreements], dtype=numpy.float64)


class Reached:
    """A vector of utilities, and the packages behind it."""

    if TYPE_CHECKING:
        gains: dict[str, Fraction]

    @property
    def floats(self) -> numpy.ndarray:
        """The gains, in the order of the parties."""
        import numpy

        return numpy.array([float(gain) for gain in self.gains.values()], dtype=numpy.float64)
