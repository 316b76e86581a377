"""Questions on many machines: parts that merge into the very answer of one machine.

    from dask.distributed import Client
    from zopa.distributed import answer_part, ask_all, merge, shards

    report = ask_all(Client(), model, "sweep", 400, draws=1_000_000, seed=7)                 # all at once
    futures = client.map(lambda one: answer_part(model, "sweep", one, draws=10**6, seed=7), shards(400))
    report = merge(client.gather(futures))                                                   # the same by hand

A part is what the program writes with `--shard`, so that `zopa merge` takes it too, and `merge` takes those of the program: `docs/many-machines.md`.
`answer_part` is a pure function of a model and a question: whatever an engine repeats or moves, the part is the same. So the same
functions serve a process pool, or Ray (`ray.remote(answer_part)`). `sweep`, `frontier`, `test` and the tournaments
of `play` are divided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from . import reports as r
from ._base import Answer, Files, ask, exact, report
from ._draws import Draws
from ._errors import NoAnswer
from ._frontier import Frontier
from ._model import Model
from ._problem import Problem

T = TypeVar("T")

if TYPE_CHECKING:
    from distributed import Client

    Merged = r.SweepReport | r.FrontierReport | r.TestReport | r.ProtocolReport

# By command, what its parts are merged to.
MERGED = {"sweep": r.SweepReport, "frontier": r.FrontierReport, "test": r.TestReport, "play": r.ProtocolReport}


def shards(count: int) -> list[str]:
    """The names of so many parts: `1/3`, `2/3`, `3/3`."""
    return [f"{at}/{count}" for at in range(1, count + 1)]


def _asked(model: Model | Problem, options: Mapping[str, Any]) -> tuple[Files, dict[str, Any]]:
    """The files that are asked about, and the options with those by which they are read."""
    if isinstance(model, Model):
        return model.files, dict(options)
    return model.model.files, model._said(options)


def answer_part(model: Model | Problem, command: str, shard: str, **options: Any) -> bytes:
    """A part of an answer, such as `3/40`, with the options of the command. On one thread, without the lock of the interpreter."""
    files, said = _asked(model, {"threads": 1, **options, "shard": shard})
    progress = said.pop("progress", None)
    answer: Answer = ask(command, files, said, lambda answer: answer, progress)
    if answer.exit_status == 3:
        raise NoAnswer(f"part {shard} was stopped by a limit before its end")
    return answer.bytes


def merge(parts: Iterable[bytes], *, partial: bool = False, **options: Any) -> Merged:
    """The answer that these are the parts of, in any order: byte for byte that of one machine. What is missing, cut, damaged, or of
    another question is a `QuestionError` that names it; the same part twice is nothing. Of a sweep, `partial` is content with the draws that
    are there. The options are `memory_limit`, `time_limit` and `progress`."""

    def read(answer: Answer) -> Any:
        return report(MERGED[exact(answer.bytes)["command"]])(answer)

    return _merged(parts, read, {**options, "partial": partial or None, "format": "json"})


def merge_draws(parts: Iterable[bytes], *, partial: bool = False, **options: Any) -> Draws:
    """The same of a sweep, with each draw: what `Problem.draws` answers."""
    return _merged(parts, Draws.read, {**options, "partial": partial or None, "format": "jsonl"})


def merge_frontier(problem: Problem, parts: Iterable[bytes], **options: Any) -> Frontier:
    """The same of a frontier of this problem, with arrays: what `Problem.frontier` answers."""
    model = exact(problem.text)
    return _merged(parts, lambda answer: Frontier.read(answer, model), {**options, "format": "json"})


def _merged(parts: Iterable[bytes], read: Callable[[Answer], T], options: dict[str, Any]) -> T:
    files = tuple((f"part {at + 1}", part) for at, part in enumerate(parts))
    return ask("merge", files, options, read, options.pop("progress", None))


@dataclass(frozen=True)
class Running:
    """A question on an engine."""

    #: What the engine has of each part.
    futures: list[Any]
    #: The limits under which they are merged: those of each part, unless others are said then.
    limits: dict[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """How many parts are made."""
        return sum(future.status == "finished" for future in self.futures)

    @property
    def parts(self) -> list[bytes]:
        """The parts that are made."""
        return [future.result() for future in self.futures if future.status == "finished"]

    def partial(self, **limits: Any) -> r.SweepReport:
        """Of a sweep, what the draws say that are there by now. Raises `NoAnswer` before the first part is made."""
        there = self.parts
        if not there:
            raise NoAnswer("no part is made yet")
        return merge(there, partial=True, **{**self.limits, **limits})  # type: ignore[return-value]

    def result(self, **limits: Any) -> Merged:
        """The answer, when all are there; all parts together may need more memory than each: `memory_limit`."""
        return merge((future.result() for future in self.futures), **{**self.limits, **limits})


def start(client: Client, model: Model | Problem, command: str, parts: int, **options: Any) -> Running:
    """Asks an engine of Dask; parts of 2 to 10 seconds lose little with a worker, and cost little more than their draws. Dask makes
    again what a lost worker had; a part that a limit stopped, or a wrong question, ends the same the next time, and is not repeated."""
    futures = [client.submit(answer_part, model, command, one, **options, pure=True, retries=0) for one in shards(parts)]
    return Running(futures, {limit: options[limit] for limit in ("memory_limit", "time_limit") if limit in options})


def ask_all(
    client: Client,
    model: Model | Problem,
    command: str,
    parts: int,
    progress: Callable[[int, int], object] | None = None,
    **options: Any,
) -> Merged:
    """The same, and waits for the answer; `progress` hears how many of so many parts are made. What goes wrong has what is made, so that it
    is not lost: `running` of the exception."""
    from distributed import as_completed

    running = start(client, model, command, parts, **options)
    try:
        if progress is not None:
            for made, _ in enumerate(as_completed(running.futures), 1):
                progress(made, parts)
        return running.result()
    except BaseException as stopped:
        stopped.running = running  # type: ignore[attr-defined]
        raise
