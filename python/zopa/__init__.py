"""Exact bargaining: what negotiating parties can agree on, and why or why not.

>>> import zopa
>>> problem = zopa.example("first-steps").compile()
>>> answer = problem.solve(concepts=["nash"])
>>> answer.status, answer["nash"].package
('agreement', {'price': 100, 'delivery': '12-weeks', 'warranty': '12-months'})
>>> answer["nash"].gains["client"]
Fraction(17, 1)

A `Model` is what somebody wrote, a `Problem` what it states. Each method of a problem is a command of the program `zopa`, and its
answer a dataclass (`zopa.reports`) with the JSON of the program, byte for byte, in `json`.
"""

import importlib
from typing import Any

from . import reports
from ._base import Answer, NoAnswer, Report
from ._draws import Draws
from ._errors import Diagnostic, InexactNumber, ModelError, QuestionError, Related
from ._frontier import Frontier
from ._model import Checked, Model
from ._problem import Problem
from ._zopa import EXAMPLES, __version__


def example(name: str) -> Model:
    """A model to begin with: `first-steps`, or `ukraine-security-guarantees`."""
    if name not in EXAMPLES:
        raise KeyError(f"there is no example {name!r}; there are {', '.join(sorted(EXAMPLES))}")
    return Model.from_json(EXAMPLES[name], f"{name}.json")


def __getattr__(name: str) -> Any:
    # Each needs a package of its own, and is read when it is asked for.
    if name in ("distributed", "negmas", "testing"):
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Answer",
    "Checked",
    "Diagnostic",
    "Draws",
    "Frontier",
    "InexactNumber",
    "Model",
    "ModelError",
    "NoAnswer",
    "Problem",
    "QuestionError",
    "Related",
    "Report",
    "__version__",
    "example",
    "reports",
]
