"""The aims: what zopa is to hold on large instances, each row as whole processes, and whether it does.

A row is a question to the program about one instance or several; what is measured of each process is its processor time
(user and system), the most memory it took, how it ended, and what it wrote. Seeds that no test knows are taken from the clock
and printed, unless `--clock` names them. Instances are those of `instances.py`; nothing but Python and the program is needed.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import BinaryIO

from instances import Parameters

FOLDER = Path(__file__).resolve().parent
BINARY = FOLDER.parent.parent / "target" / "release" / "zopa"
DOMAINS = FOLDER.parent.parent.parent / "shared" / "domains"
LIMIT = 30
"""Seconds of the clock that a question gets, if nothing else is said."""
KILLED = 60
"""Seconds of processor time after which it is ended from outside, and has not kept its limit."""
NEAR = Fraction(1, 200)
"""A package within so much of its bound counts where a row says so."""
RANGES = 20
"""Values with a range, for what is asked of uncertain numbers."""
KNOWN = (1, 9001, 9002)

Model = dict[str, object]


@dataclass(frozen=True)
class Aim:
    seconds: float
    """Processor time of each process."""
    middle: float | None = None
    """That of the middle one, if the aim names it."""
    megabytes: float | None = None
    written: float | None = None
    """Megabytes of what is written."""
    near: bool = False
    """Whether a bound within `NEAR` after `LIMIT` is as good as a proof."""

    def __str__(self) -> str:
        parts = [f"≤ {_short(self.seconds)} s" + (" or a bound within 0.5 %" if self.near else "")]
        parts += [f"middle ≤ {_short(self.middle)} s"] if self.middle is not None else []
        parts += [f"≤ {self.megabytes:.0f} MB"] if self.megabytes is not None else []
        parts += [f"writes ≤ {self.written:.0f} MB"] if self.written is not None else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Row:
    part: str
    name: str
    models: tuple[Parameters | Path, ...]
    arguments: tuple[str, ...]
    """The command and its options; MODEL is where the model stands."""
    aim: Aim
    often: int = 1
    """How often each is asked; the middle one counts."""
    suited: Callable[[Model], Model] = field(default=lambda model: model, compare=False)
    """What the model is given beside what its parameters say."""


@dataclass
class Run:
    """One process."""

    model: str
    cpu: float
    clock: float
    megabytes: float
    status: int | None
    """How it ended; None if it was killed."""
    written: int
    lines: int
    mark: str
    """A hash of what was written."""
    gap: float | None
    """How far the bound is from what was found, of a search that was stopped."""

    @property
    def answered(self) -> bool:
        return self.status in (0, 1)


def drafted(model: Model) -> Model:
    """With a package to ask about: the first option of every issue, but where a rule forbids that."""
    package = {issue: described["options"][0] for issue, described in model["issues"].items()}
    for rule in model.get("rules", ()):
        forbidden = rule["forbid"]
        if all(package[issue] == option for issue, option in forbidden.items()):
            issue, option = next(iter(forbidden.items()))
            package[issue] = next(other for other in model["issues"][issue]["options"] if other != option)
    return model | {"proposals": {"draft": {"package": package}}}


def uncertain(model: Model) -> Model:
    """With ranges around some values of the first party, and with claims to test."""
    model = json.loads(json.dumps(drafted(model)))
    first = next(iter(model["parties"]))
    for described in list(model["utilities"][first]["values"].values())[:RANGES]:
        option, value = next(iter(described.items()))
        described[option] = {"value": value, "low": value - 10, "high": value + 10}
    issues = list(model["issues"])[:5]
    claims = [{"party": first, "independent": issue} for issue in issues]
    return model | {"assumptions": [*claims, {"some_acceptable": {}}, {"usable": []}]}


@dataclass(frozen=True)
class Asker:
    """Who asks the program."""

    program: Path
    limit: int
    """Seconds of the clock for each question."""
    folder: Path

    def models(self, row: Row) -> Iterator[tuple[Path, str]]:
        """The models of a row, and what tells them apart."""
        for at in row.models:
            if isinstance(at, Path):
                yield at, at.name
            else:
                model = self.folder / "model.json"
                model.write_text(json.dumps(row.suited(at.generate().to_zopa())))
                yield model, f"seed {at.seed}"

    def measured(self, row: Row, threads: int = 1) -> list[Run]:
        """The processes of a row: of each model the middle one."""
        runs = []
        for model, name in self.models(row):
            some = sorted((self.asked(row, model, threads, name) for _ in range(row.often)), key=lambda run: run.cpu)
            runs.append(some[len(some) // 2])
        return runs

    def asked(self, row: Row, model: Path, threads: int, name: str) -> Run:
        """One process."""
        arguments = [str(model) if argument == "MODEL" else argument for argument in row.arguments]
        timed = row.arguments[0] in TIMED
        limits = ["--time-limit", str(self.limit), "--threads", str(threads)] if timed else []
        with tempfile.TemporaryFile() as output:
            start = time.monotonic()
            process = subprocess.Popen(
                [str(self.program), *arguments, *limits],
                stdout=output,
                stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL,
            )
            # From outside, since what is done in the process before the program begins would be counted.
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (KILLED, KILLED))
            _, ended, used = os.wait4(process.pid, 0)
            clock = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(ended)
            status = process.returncode if process.returncode >= 0 else None
            output.seek(0)
            gap = _gap(output) if status == 3 else None
            output.seek(0)
            # Never all of it: what this process takes, the next one begins with.
            written, lines, mark = 0, 0, hashlib.sha256()
            while piece := output.read(1 << 16):
                written, lines = written + len(piece), lines + piece.count(b"\n")
                mark.update(piece)
        cpu, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        return Run(name, cpu, clock, megabytes, status, written, lines, mark.hexdigest(), gap)


TIMED = {
    "solve", "frontier", "evaluate", "explain", "trades", "counter", "linkage", "stability", "robust", "sweep", "test"
}
"""The commands with limits and threads."""


def _gap(output: BinaryIO) -> float | None:
    try:
        report = json.load(output)
        solution = report["solutions"][0]
        bound, value = (Fraction(str(solution[key])) for key in ("bound", "value"))
        return float((bound - value) / bound)
    except (ValueError, KeyError, IndexError, TypeError, ZeroDivisionError):
        return None


def rows(clock: tuple[int, ...], domains: Path, long: bool) -> Iterator[Row]:
    """Everything that is asked."""
    shares = ("solve", "MODEL", "--concept", "kalai-smorodinsky", "--format", "json")
    nash = ("solve", "MODEL", "--concept", "nash", "--format", "json")
    seeds = (*clock, *KNOWN)

    def of(of_seeds: tuple[int, ...], *parameters: object, **more: object) -> tuple[Parameters, ...]:
        return tuple(replace(Parameters(*parameters, **more), seed=seed) for seed in of_seeds)

    some, two = (1, *clock[:2]), (1, clock[0])
    part = "1. Smallest shares (Kalai–Smorodinsky)"
    gigabyte = 1000
    yield Row(part, "10 parties, 50×10", of(seeds, 10, 50, 10), shares, Aim(30, 15, gigabyte))
    yield Row(part, "8 parties, 50×10", of(some, 8, 50, 10), shares, Aim(3, megabytes=gigabyte))
    opposed = {"style": "conflict"}
    yield Row(part, "6 parties, 50×10, opposed", of((1, 2, *clock[:2]), 6, 50, 10, **opposed), shares, Aim(3, megabytes=gigabyte))
    yield Row(part, "12 parties, 20×6", of(some, 12, 20, 6), shares, Aim(3, megabytes=gigabyte))
    linked = Aim(LIMIT, megabytes=gigabyte, near=True)
    yield Row(part, "10 parties, 50×10, opposed", of((1,), 10, 50, 10, **opposed), shares, linked)
    for edges in (50, 100, 160):
        yield Row(part, f"3 parties, 50×10, {edges} links", of(two, 3, 50, 10, "graph", edges=edges), shares, linked)
    for edges in (160, 300):
        yield Row(part, f"3 parties, 40×8, {edges} links", of(two, 3, 40, 8, "graph", edges=edges), shares, linked)
    six = ("solve", "MODEL", "--format", "json")
    yield Row(part, "six concepts, 8 parties, 50×10", of((1, clock[0]), 8, 50, 10), six, Aim(10, megabytes=gigabyte))

    part = "2. Boxes"
    for issues, name in ((30, "anac2014-30issues"), (40, "anac2014-40issues")):
        files = domains / "genius" / name
        if files.is_dir():
            yield Row(part, f"ANAC 2014, {issues} issues: Nash", (files,), nash, Aim(0.05), 5)
            yield Row(part, f"ANAC 2014, {issues} issues: frontier", (files,), ("frontier", "MODEL", "--format", "csv"), Aim(5))

    part = "3. Frontiers"
    listed = ("frontier", "MODEL", "--format", "csv")
    yield Row(part, "3 parties, 50×10, all points", of(some, 3, 50, 10), listed, Aim(2, megabytes=200))
    if long:
        yield Row(part, "4 parties, 50×10, all points", of((1,), 4, 50, 10), listed, Aim(180, megabytes=2000))
    for options, name in ((("--epsilon", "5%"), "within 5 %"), (("--points", "12"), "by 12 points")):
        cover = ("frontier", "MODEL", *options, "--format", "json")
        yield Row(part, f"3 parties, 50×10, {name}", of(two, 3, 50, 10), cover, Aim(LIMIT))
        yield Row(part, f"2 parties, 20×6, 80 links, {name}", of(two, 2, 20, 6, "graph", edges=80), cover, Aim(LIMIT))
        yield Row(part, f"3 parties, 50×10, 100 links, {name}", of(two, 3, 50, 10, "graph", edges=100), cover, Aim(LIMIT))

    part = "4. Processes"
    page = ("solve", "MODEL", "--concept", "nash")
    yield Row(part, "`--version`", of((1,), 2, 2, 2), ("--version",), Aim(0.002), 15)
    for parties in (2, 3, 4):
        yield Row(part, f"Nash, {parties} parties, 50×10", of(some, parties, 50, 10), page, Aim(0.004), 15)
    yield Row(part, "Nash, 10 parties, 50×10", of(some, 10, 50, 10), page, Aim(0.03), 15)
    yield Row(part, "`check`, 10 parties, 50×10", of(some, 10, 50, 10), ("check", "MODEL"), Aim(0.01), 15)

    part = "5. Commands"
    commands = {
        "check": (("check", "MODEL"), Aim(0.1)),
        "evaluate": (("evaluate", "MODEL", "--proposal", "draft", "--format", "json"), Aim(0.1, written=1)),
        "explain": (("explain", "MODEL", "--format", "json"), Aim(10)),
        "trades": (("trades", "MODEL", "--from", "draft", "--format", "json"), Aim(10)),
        "counter": (("counter", "MODEL", "--to", "draft", "--party", "p1", "--format", "json"), Aim(10)),
        "linkage": (("linkage", "MODEL", "--format", "json"), Aim(10)),
        "stability": (("stability", "MODEL", "--format", "json"), Aim(3)),
        "robust": (("robust", "MODEL", "--scenarios", "20", "--format", "json"), Aim(10)),
        "sweep": (("sweep", "MODEL", "--draws", "200", "--format", "json"), Aim(5)),
        "test": (("test", "MODEL", "--format", "json"), Aim(10)),
    }
    models = {
        "3 parties, 50×10": Parameters(3, 50, 10, seed=clock[0]),
        "3 parties, 50×10, 50 links": Parameters(3, 50, 10, "graph", edges=50, seed=clock[0]),
        "3 parties, 50×10, 100 links": Parameters(3, 50, 10, "graph", edges=100, seed=clock[0]),
        "2 parties, 20×6, 80 links": Parameters(2, 20, 6, "graph", edges=80, seed=clock[0]),
    }
    for command, (arguments, aim) in commands.items():
        suited = uncertain if command in ("robust", "sweep", "test") else drafted
        for name, parameters in models.items():
            yield Row(part, f"`{command}`, {name}", (parameters,), arguments, aim, 1, suited)


def missed(row: Row, runs: list[Run]) -> list[str]:
    """In what the aim is missed."""
    aim, wrong = row.aim, []
    for run in runs:
        if run.status is None:
            wrong.append(f"{run.model} was ended after {KILLED} s")
        elif run.status == 2:
            wrong.append(f"{run.model} was refused")
        elif not run.answered:
            within = aim.near and run.gap is not None and run.gap <= NEAR
            if not within:
                gap = "" if run.gap is None else f", {100 * run.gap:.2f} % from its bound"
                wrong.append(f"{run.model} was stopped{gap}")
        elif run.cpu > aim.seconds:
            wrong.append(f"{run.model} took {_short(run.cpu)} s")
        if aim.megabytes is not None and run.megabytes > aim.megabytes:
            wrong.append(f"{run.model} took {run.megabytes:.0f} MB")
        if aim.written is not None and run.written > aim.written * 1e6:
            wrong.append(f"{run.model} wrote {run.written / 1e6:.1f} MB")
    if aim.middle is not None and median(run.cpu for run in runs) > aim.middle:
        wrong.append("the middle one")
    return wrong


def _short(seconds: float) -> str:
    return f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}" if seconds >= 1 else f"{seconds:.2g}"


def _told(run: Run) -> str:
    mark = "" if run.answered else ">"
    return mark + _short(run.cpu) + (f" ({100 * run.gap:.2f} %)" if run.gap is not None else "")


def cells(row: Row, runs: list[Run]) -> list[str]:
    """A line of the table."""
    seconds = ", ".join(map(_told, runs))
    memory = max(run.megabytes for run in runs)
    wrong = missed(row, runs)
    return [row.name, str(row.aim), seconds, f"{memory:.0f}", "met" if not wrong else "**missed**: " + "; ".join(wrong)]


def beside(asker: Asker, row: Row) -> list[str] | None:
    """A line about two threads beside one; None if one thread does not take long."""
    (one,) = asker.measured(row)
    if one.cpu < 0.5:
        return None
    (two,) = asker.measured(row, 2)
    (again,) = asker.measured(row)
    clock = min(one.clock, again.clock)
    same = "same bytes" if one.mark == two.mark else "**other bytes**"
    times = clock / two.clock
    verdict = "met" if times >= 1.6 and one.mark == two.mark else "**missed**"
    return [row.name, f"{clock:.2f}", f"{two.clock:.2f}", f"{times:.2f}", f"{two.cpu / one.cpu:.2f}", same, verdict]


def table(heads: list[str], lines: list[list[str]]) -> str:
    rule = ["---", "---", *["---:"] * (len(heads) - 3), "---"]
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, rule, *lines])


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure whether zopa holds its aims.")
    parser.add_argument("--zopa", type=Path, default=BINARY, help="the program (default: target/release/zopa)")
    parser.add_argument("--domains", type=Path, default=DOMAINS, help="where domains of other programs are (default: ../shared/domains)")
    parser.add_argument("--limit", type=int, default=LIMIT, help="seconds of the clock for each question (default: 30); more on a busy machine")
    parser.add_argument("--clock", type=int, help="the first of the seeds that are otherwise taken from the clock")
    parser.add_argument("--only", default="", help="only the rows with this in their parts or names")
    parser.add_argument("--long", action="store_true", help="with the frontier of 13 million points")
    parser.add_argument("--threads", action="store_true", help="two threads beside one, where one takes half a second or more, instead")
    parser.add_argument("--out", type=Path, default=FOLDER / "results", help="where to write aims.json (default: results)")
    arguments = parser.parse_args()
    if not arguments.zopa.is_file():
        parser.error(f"there is no {arguments.zopa}; build it with `cargo build --release`, or say where with --zopa")
    first = arguments.clock or int(time.time())
    clock = tuple(range(first, first + 6))
    chosen = [row for row in rows(clock, arguments.domains, arguments.long) if arguments.only in f"{row.part} {row.name}"]
    told, lines, failed = [], {}, False
    with tempfile.TemporaryDirectory() as folder:
        asker = Asker(arguments.zopa, arguments.limit, Path(folder))
        for row in chosen:
            if arguments.threads:
                single = replace(row, models=row.models[-1:], often=1)
                line = beside(asker, single)
                if line is None:
                    continue
            else:
                runs = asker.measured(row)
                line = cells(row, runs)
                told.append({"part": row.part, "name": row.name, "aim": str(row.aim), "runs": list(map(asdict, runs))})
            failed |= "missed" in line[-1]
            lines.setdefault(row.part, []).append(line)
            print(" | ".join(line), file=sys.stderr, flush=True)
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"Seeds of the clock: {first} to {first + 5}; one thread; load at the end {load}.")
    heads = ["what", "aim", "CPU seconds, by instance", "MB", "verdict"]
    if arguments.threads:
        heads = ["what", "one thread, s", "two, s", "times", "CPU of two / one", "bytes", "verdict"]
    for part, of in lines.items():
        print(f"\n**{part}**\n\n{table(heads, of)}")
    if told:
        arguments.out.mkdir(parents=True, exist_ok=True)
        (arguments.out / "aims.json").write_text(json.dumps({"clock": first, "rows": told}, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
