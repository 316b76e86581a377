"""zopa itself: the program is run on the instance as a model, with one thread.

Its time is what it reports with `--verbose`: from the compiled model in memory to the answer. Reading and compiling
the JSON text is reported beside it. What it answers is judged as for the peers, from the packages; that the utilities
it prints are those of the packages is checked too.
"""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from answer import Answer, Question, Status, judged
from instances import Instance

COMMANDS = {
    Question.NASH: ["solve", "--concept", "nash"],
    Question.KALAI_SMORODINSKY: ["solve", "--concept", "kalai-smorodinsky"],
    Question.FRONTIER: ["frontier"],
}
ANSWERED, STOPPED = 0, 3
"""Exit statuses."""
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0}
READ_TIME = re.compile(r"^[Rr]ead .*?in ([\d.]+) ?(ns|µs|ms|s)\b", re.MULTILINE)
ANSWER_TIME = re.compile(r"(?:answered|solved|points) in ([\d.]+) ?(ns|µs|ms|s)\b")
SLACK = 60.0
"""Seconds for reading the model and writing the report."""
ENOUGH = 20.0
"""After so many seconds a question is not repeated."""


@dataclass
class Timed:
    """An answer of zopa; its seconds are the median of the repetitions."""

    answer: Answer
    read_seconds: float | None
    """None if zopa does not tell."""
    all_seconds: list[float]


def ask(binary: Path, question: Question, instance: Instance, limit: float, repetitions: int) -> Timed:
    """Asks several times; every answer must be the same text."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.json"
        model.write_text(json.dumps(instance.to_zopa()))
        options = ["--format", "json", "--verbose", "--threads", "1", "--time-limit", str(limit)]
        command = [str(binary), *COMMANDS[question], str(model), *options]
        seconds: list[float] = []
        reading: list[float] = []
        texts: set[str] = set()
        while len(seconds) < repetitions and sum(seconds) < ENOUGH:
            ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=limit + SLACK)
            if ended.returncode not in (ANSWERED, STOPPED):
                raise RuntimeError(f"zopa ended with status {ended.returncode}: {ended.stderr.strip()}")
            taken, read = _seconds(ANSWER_TIME, ended.stderr), _seconds(READ_TIME, ended.stderr)
            if taken is None:
                raise RuntimeError(f"zopa does not tell its time: {ended.stderr!r}")
            seconds.append(taken)
            reading += [] if read is None else [read]
            texts.add(ended.stdout)
            if ended.returncode == STOPPED:
                break
    if len(texts) > 1:
        raise RuntimeError(f"zopa answers differently when asked again: {instance.name}")
    answer = _answer(question, instance, json.loads(texts.pop()), median(seconds))
    return Timed(answer, median(reading) if reading else None, seconds)


def _seconds(pattern: re.Pattern[str], messages: str) -> float | None:
    found = pattern.search(messages)
    return None if found is None else float(found[1]) * UNITS[found[2]]


def _answer(question: Question, instance: Instance, report: dict, seconds: float) -> Answer:
    if question == Question.FRONTIER:
        status = Status.PROVEN if report["complete"] else Status.STOPPED
        gains = [instance.gains(_package(instance, point)) for point in report["points"]]
        return Answer(status, seconds, points=gains)
    (solution,) = report["solutions"]
    answer = Answer(Status.PROVEN if solution["proven"] else Status.STOPPED, seconds)
    if question == Question.KALAI_SMORODINSKY and report["ideal"] is not None:
        ideal = map(int, report["ideal"].values())
        answer.ideal_gains = [best - without for best, without in zip(ideal, instance.disagreement)]
    if solution["agreements"]:
        answer.package = _package(instance, solution["agreements"][0])
    return judged(instance, answer)


def _package(instance: Instance, agreement: dict) -> list[int]:
    """The package of an agreement, whose utilities must be what the instance says."""
    package = [int(option.removeprefix("o")) - 1 for option in agreement["package"].values()]
    printed = [int(gain) for gain in agreement["gains"].values()]
    if not instance.allows(package) or printed != instance.gains(package):
        raise RuntimeError(f"zopa reports a package that is not what it says: {instance.name}")
    return package
