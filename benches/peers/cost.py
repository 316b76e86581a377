"""What an answer costs as a negotiation grows: processor time of whole processes against each growing dimension, as SVG.

Instances are those of `instances.py`; everything but the growing dimension stays as the title of its panel says. A curve ends
where a question was stopped.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from aims import BINARY, FOLDER, LIMIT, Aim, Asker, Row, Run  # noqa: E402
from instances import Parameters  # noqa: E402

COLOURS = {"Nash": "#0b6e4f", "Kalai–Smorodinsky": "#c1666b", "frontier": "#4a6fa5"}
NAME = "cost"
COMMANDS = {
    "Nash": ("solve", "MODEL", "--concept", "nash"),
    "Kalai–Smorodinsky": ("solve", "MODEL", "--concept", "kalai-smorodinsky"),
    "frontier": ("frontier", "MODEL", "--format", "csv"),
}
CONCEPTS = ("Nash", "Kalai–Smorodinsky")


@dataclass(frozen=True)
class Panel:
    """A dimension that grows."""

    axis: str
    title: str
    questions: tuple[str, ...]
    instances: tuple[tuple[int, Parameters], ...]
    logarithmic: bool = True


def panels(seed: int) -> Iterator[Panel]:
    def grown(sizes: tuple[int, ...], parameters) -> tuple[tuple[int, Parameters], ...]:
        return tuple((size, parameters(size)) for size in sizes)

    issues = grown((5, 10, 20, 50, 100, 200, 500, 1000), lambda size: Parameters(3, size, 10, seed=seed))
    yield Panel("issues", "3 parties, 10 options", CONCEPTS, issues)
    options = grown((2, 5, 10, 30, 100, 300, 1000), lambda size: Parameters(3, 50, size, seed=seed))
    yield Panel("options", "3 parties, 50 issues", CONCEPTS, options)
    parties = grown((2, 3, 4, 5, 6, 7, 8), lambda size: Parameters(size, 50, 10, seed=seed))
    yield Panel("parties", "50 issues, 10 options", CONCEPTS, parties, False)
    links = grown((1, 25, 50, 75, 100), lambda size: Parameters(3, 50, 10, "graph", edges=size, seed=seed))
    yield Panel("links", "3 parties, 50×10", CONCEPTS, links, False)
    points = grown((5, 10, 20, 30, 40, 50), lambda size: Parameters(3, size, 10, seed=seed))
    yield Panel("points", "frontier of 3 parties", ("frontier",), points)


def curve(asker: Asker, panel: Panel, question: str) -> Iterator[tuple[int, float]]:
    for size, parameters in panel.instances:
        row = Row(panel.axis, question, (parameters,), COMMANDS[question], Aim(LIMIT))
        (run,) = asker.measured(row)
        print(panel.axis, size, question, f"{run.cpu:.3f} s", run.status, file=sys.stderr, flush=True)
        if not run.answered:
            return
        yield (_points(run) if panel.axis == "points" else size), run.cpu


def _points(run: Run) -> int:
    """A line for each, below a heading."""
    return run.lines - 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Draw what answers cost as a negotiation grows.")
    parser.add_argument("--zopa", type=Path, default=BINARY, help="the program (default: target/release/zopa)")
    parser.add_argument("--limit", type=int, default=LIMIT, help="seconds of the clock for each question (default: 30); more on a busy machine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=FOLDER / "results", help="where to draw (default: results)")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    plt.rcParams["svg.hashsalt"] = NAME
    drawn = list(panels(arguments.seed))
    figure, axes = plt.subplots(1, len(drawn), figsize=(2.6 * len(drawn), 3.2), sharey=True, layout="constrained")
    with tempfile.TemporaryDirectory() as folder:
        asker = Asker(arguments.zopa, arguments.limit, Path(folder))
        for axis, panel in zip(axes, drawn):
            for question in panel.questions:
                points = list(curve(asker, panel, question))
                sizes, seconds = [at for at, _ in points], [cpu for _, cpu in points]
                axis.plot(sizes, seconds, marker="o", markersize=3, label=question, color=COLOURS[question])
            axis.set_yscale("log")
            if panel.logarithmic:
                axis.set_xscale("log")
            axis.set_title(panel.title, fontsize="small")
            axis.set_xlabel(panel.axis)
            axis.grid(True, which="major", alpha=0.3)
            axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("processor seconds of a process")
    for axis in (axes[0], axes[-1]):
        axis.legend(frameon=False, fontsize="small")
    for form in ("svg", "png"):
        figure.savefig(arguments.out / f"{NAME}.{form}", dpi=150, metadata={"Date": None} if form == "svg" else None)
    plt.close(figure)
    return 0


if __name__ == "__main__":
    sys.exit(main())
