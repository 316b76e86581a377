"""Time against the number of issues, a panel for each number of parties, as SVG and PNG."""

from collections.abc import Iterable
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402

from answer import Status  # noqa: E402
from table import Pair  # noqa: E402

COLOURS = {"zopa": "#0b6e4f", "HiGHS": "#c1666b", "SCIP": "#4a6fa5"}
NAME = "nash-additive"

Curve = dict[int, float]
"""Seconds by number of issues."""


def draw(pairs: Iterable[Pair], folder: Path) -> None:
    """Draws what was proven; a curve ends where a tool did not finish."""
    panels: dict[int, dict[str, Curve]] = {}
    for pair in pairs:
        parameters = pair.case.parameters
        curves = panels.setdefault(parameters.parties, {})
        for tool, answer in (("zopa", pair.zopa.answer), (pair.peer, pair.answer)):
            if tool is not None and answer is not None and answer.status == Status.PROVEN:
                curves.setdefault(tool, {})[parameters.issues] = answer.seconds
    plt.rcParams["svg.hashsalt"] = NAME
    figure, axes = plt.subplots(
        1, len(panels), figsize=(2.6 * len(panels), 3.2), sharey=True, squeeze=False, layout="constrained"
    )
    for axis, (parties, curves) in zip(axes[0], sorted(panels.items())):
        _panel(axis, parties, curves)
    axes[0][0].set_ylabel("seconds")
    axes[0][0].legend(frameon=False, fontsize="small")
    figure.suptitle("The Nash package, proven: additive instances with 6 options an issue", fontsize="medium")
    for form in ("svg", "png"):
        figure.savefig(folder / f"{NAME}.{form}", dpi=150, metadata={"Date": None} if form == "svg" else None)
    plt.close(figure)


def _panel(axis: Axes, parties: int, curves: dict[str, Curve]) -> None:
    for tool, curve in curves.items():
        issues = sorted(curve)
        axis.plot(issues, [curve[at] for at in issues], marker="o", markersize=3, label=tool, color=COLOURS[tool])
    axis.set_yscale("log")
    axis.set_title(f"{parties} parties", fontsize="small")
    axis.set_xlabel("issues")
    axis.grid(True, which="major", alpha=0.3)
    axis.spines[["top", "right"]].set_visible(False)
