"""zopa itself: its library answers in a process of its own, with one thread (`in_process.rs`).

Its time is that from the compiled model in memory to the answer. Reading and compiling the JSON text is reported beside
it. What it answers is judged as for the peers, from the packages; that the gains it prints are those of the packages is
checked too.
"""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from answer import Answer, Question, Status, judged
from instances import Instance

NAMES = {
    Question.NASH: "nash",
    Question.KALAI_SMORODINSKY: "kalai-smorodinsky",
    Question.FRONTIER: "frontier",
}
SLACK = 60.0
"""Seconds for reading the model and writing the report."""


@dataclass
class Timed:
    """An answer of zopa; its seconds are the median of the repetitions."""

    answer: Answer
    read_seconds: float
    all_seconds: list[float]


def ask(binary: Path, question: Question, instance: Instance, limit: float, repetitions: int) -> Timed:
    """Asks several times."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.json"
        model.write_text(json.dumps(instance.to_zopa()))
        command = [str(binary), str(model), NAMES[question], str(repetitions), str(limit)]
        ended = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=repetitions * limit + SLACK
        )
    if ended.returncode != 0:
        raise RuntimeError(f"zopa ended with status {ended.returncode}: {ended.stderr.strip()}")
    report = json.loads(ended.stdout)
    return Timed(_answer(question, instance, report), report["read_seconds"], report["seconds"])


def _answer(question: Question, instance: Instance, report: dict) -> Answer:
    for point in report["points"]:
        if not instance.allows(point["package"]) or point["gains"] != instance.gains(point["package"]):
            raise RuntimeError(f"zopa reports a package that is not what it says: {instance.name}")
    answer = Answer(Status.PROVEN if report["proven"] else Status.STOPPED, median(report["seconds"]))
    if question == Question.FRONTIER:
        answer.points = [point["gains"] for point in report["points"]]
        return answer
    if question == Question.KALAI_SMORODINSKY:
        answer.ideal_gains = report["ideal_gains"]
    if report["points"]:
        answer.package = report["points"][0]["package"]
    return judged(instance, answer)
