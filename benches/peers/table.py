"""The results as a Markdown table: a class of instances a row, the median over its seeds in each cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from answer import Answer, Question, Status
from check import Verdict
from suites import MODULES, Case
from zopa import Timed

TITLES = {
    Question.NASH: "Nash",
    Question.KALAI_SMORODINSKY: "Kalai–Smorodinsky",
    Question.FRONTIER: "frontier",
}


@dataclass
class Pair:
    """One instance: a peer, and zopa just before it."""

    case: Case
    seed: int
    peer: str | None
    """None where only zopa is measured."""
    zopa: Timed
    answer: Answer | None
    verdict: Verdict | None

    @property
    def ratio(self) -> float:
        """How many times as long as zopa the peer took, at least."""
        return self.answer.seconds / self.zopa.answer.seconds


def table(pairs: Iterable[Pair]) -> str:
    by_case: dict[Case, list[Pair]] = {}
    for pair in pairs:
        by_case.setdefault(pair.case, []).append(pair)
    heads = ["question", "instances", "zopa, ms", "reading, ms", *(f"{peer}, s" for peer in MODULES), "ratio"]
    lines = [heads, ["---"] * 2 + ["---:"] * (len(heads) - 2), *(_row(case, of) for case, of in by_case.items())]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _row(case: Case, pairs: list[Pair]) -> list[str]:
    by_peer = {peer: [pair for pair in pairs if pair.peer == peer] for peer in case.peers}
    reading = [pair.zopa.read_seconds for pair in pairs]
    unfinished = "" if all(pair.zopa.answer.status == Status.PROVEN for pair in pairs) else ">"
    cells = [
        TITLES[case.question],
        case.label,
        unfinished + _short(1000 * median(pair.zopa.answer.seconds for pair in pairs)),
        _short(1000 * median(reading)),
    ]
    cells += [_seconds(by_peer[peer]) if peer in by_peer else "" for peer in MODULES]
    ratios = [(_mark(of), median(pair.ratio for pair in of)) for of in by_peer.values()]
    usable = [(mark, ratio) for mark, ratio in ratios if mark is not None]
    # An empty mark sorts before `>`: of peers that finished, the fastest; else what all of them exceed.
    fastest = min(usable, default=None)
    return [*cells, "" if fastest is None else fastest[0] + _short(fastest[1])]


def _mark(pairs: list[Pair]) -> str | None:
    """What stands before a median: `>` if the middle one was stopped, None if a pair failed."""
    if any(pair.answer.status == Status.FAILED for pair in pairs):
        return None
    stopped = sum(pair.answer.status == Status.STOPPED for pair in pairs)
    return ">" if 2 * stopped > len(pairs) else ""


def _seconds(pairs: list[Pair]) -> str:
    mark = _mark(pairs)
    return "failed" if mark is None else mark + _short(median(pair.answer.seconds for pair in pairs))


def _short(number: float) -> str:
    """Two digits that count, or all before the point."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"
