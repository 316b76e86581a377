"""The one command: asks zopa and its peers the same questions, compares answers and times, and writes the results.

Each peer is measured next to zopa on the same instance, so that both meet the same machine. The run goes on after a
contradiction, says so again at the end, and then ends with exit status 1.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import plot
import worker
import zopa
from answer import Answer, Question, Status
from check import Level, compare
from instances import Parameters
from suites import LADDER_PEERS, MODULES, SUITES, Case, ladder
from table import Pair, table

FOLDER = Path(__file__).resolve().parent
BINARY = FOLDER.parent.parent / "target" / "release" / "examples" / "in_process"
REPETITIONS = 5
"""How often zopa answers in each pair; the median counts."""


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def pairs(case: Case, binary: Path, limit: float) -> Iterator[Pair]:
    for parameters in case.instances():
        instance = parameters.generate()
        for peer in case.peers or (None,):
            own = zopa.ask(binary, case.question, instance, limit, REPETITIONS)
            if peer is None:
                yield Pair(case, parameters.seed, None, own, None, None)
                continue
            answer = worker.ask(MODULES[peer], case.question, parameters, limit)
            verdict = compare(case.question, own.answer, answer)
            yield Pair(case, parameters.seed, peer, own, answer, verdict)


def describe(pair: Pair) -> str:
    """One line on a pair."""
    own = pair.zopa.answer
    text = f"{pair.case.name}, seed {pair.seed}: zopa {own.status} in {1000 * own.seconds:.3f} ms"
    if pair.case.question == Question.FRONTIER:
        text += f", {own.count} points"
    if pair.answer is not None and pair.verdict is not None:
        text += f"; {pair.peer} {pair.answer.status} in {pair.answer.seconds:.3f} s"
        text += "" if pair.verdict.level == Level.AGREES else f"; {pair.verdict.level}: {pair.verdict.text}"
    return text


def record(pair: Pair) -> dict[str, object]:
    """A pair as data; of frontiers the number of points only."""

    def compact(answer: Answer) -> dict[str, object]:
        return {key: value for key, value in asdict(answer).items() if key != "points"} | {"count": answer.count}

    return {
        "question": pair.case.question,
        "instances": pair.case.label,
        "parameters": asdict(pair.case.parameters) | {"seed": pair.seed},
        "zopa": compact(pair.zopa.answer)
        | {"read_seconds": pair.zopa.read_seconds, "all_seconds": pair.zopa.all_seconds},
        "peer": pair.peer,
        "answer": pair.answer and compact(pair.answer),
        "verdict": pair.verdict and asdict(pair.verdict),
    }


def climb(binary: Path, limit: float) -> Iterator[Pair]:
    """The ladder of the plot; a peer that did not finish is not asked about more issues."""
    tired: set[tuple[int, str]] = set()
    for parameters in ladder():
        peers = tuple(peer for peer in LADDER_PEERS if (parameters.parties, peer) not in tired)
        label = f"{parameters.parties} parties, {parameters.issues}x{parameters.options}, ladder"
        for pair in pairs(Case(Question.NASH, label, parameters, peers, (parameters.seed,)), binary, limit):
            if pair.peer is not None and pair.answer is not None and pair.answer.status != Status.PROVEN:
                tired.add((parameters.parties, pair.peer))
            yield pair


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure zopa beside its peers.")
    parser.add_argument("--suite", choices=SUITES, default="quick")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds for each answer (default: 30)")
    parser.add_argument("--zopa", type=Path, default=BINARY, help="the built in_process.rs (default: target/release/examples/in_process)")
    parser.add_argument("--only", default="", help="only the cases, or the ladder, whose names have this in them")
    parser.add_argument("--out", type=Path, default=FOLDER / "results", help="where to write (default: results)")
    arguments = parser.parse_args()
    if not arguments.zopa.is_file():
        parser.error(f"there is no {arguments.zopa}; build it with `cargo build --release --example in_process`, or say where with --zopa")
    arguments.out.mkdir(parents=True, exist_ok=True)

    measured: list[Pair] = []
    rungs: list[Pair] = []

    def keep(where: list[Pair], found: Iterator[Pair]) -> None:
        for pair in found:
            where.append(pair)
            tell(describe(pair))
            results = {"pairs": list(map(record, measured)), "ladder": list(map(record, rungs))}
            text = json.dumps({"limit": arguments.limit} | results, indent=1)
            (arguments.out / "results.json").write_text(text + "\n")

    for case in SUITES[arguments.suite]():
        if arguments.only in case.name:
            keep(measured, pairs(case, arguments.zopa, arguments.limit))
    if arguments.suite == "full" and arguments.only in "ladder":
        keep(rungs, climb(arguments.zopa, arguments.limit))
        plot.draw(rungs, arguments.out)

    if measured:
        text = table(measured)
        (arguments.out / "table.md").write_text(text + "\n")
        print(text)
    errors = [pair for pair in measured + rungs if pair.verdict is not None and pair.verdict.level == Level.ERROR]
    for pair in errors:
        tell(f"\n*** CONTRADICTION *** {describe(pair)}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
