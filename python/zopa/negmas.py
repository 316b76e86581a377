"""NegMAS: a scenario in; outcomes and a scenario out.

    import zopa.negmas
    zopa.negmas.solve(scenario)              # the Nash outcomes; no outcome if there is no agreement
    zopa.negmas.frontier(scenario).outcomes
    zopa.Model.from_negmas(scenario).compile().explain()
    model.to_negmas()

A scenario becomes the texts that NegMAS itself would write into a folder, and is read as `zopa` reads those: what NegMAS can say
and zopa does not read (exponentials, random functions, …) is a `ModelError` that names it. `docs/coming-from.md` tells why
numbers of NegMAS may differ.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._base import exact
from ._frontier import Frontier, option_places
from ._model import Model
from ._write import DIGITS, calculated, warn

if TYPE_CHECKING:
    import numpy
    from negmas.inout import Scenario
    from negmas.outcomes import Outcome

    from ._problem import Problem
    from .reports import Names


def model(scenario: Scenario) -> Model:
    """The scenario as a model."""
    import yaml
    from negmas.helpers.inout import convert_numpy

    said = scenario.serialize()
    # NegMAS calls what has no name by a random one.
    texts = {"domain.yml": said["domain"], **{f"{at + 1}.yml": one for at, one in enumerate(said["ufuns"])}}
    inexact = [found for text in texts.values() for found in _calculated(convert_numpy(text))]
    if inexact:
        count = "one float" if len(inexact) == 1 else f"{len(inexact)} floats, such as"
        warn(f"{count} {inexact[0]!r} with more than {DIGITS} digits; every digit is taken as meant, so round what was calculated")
    files = {name: yaml.safe_dump(convert_numpy(one), sort_keys=True, allow_unicode=True) for name, one in texts.items()}
    return Model.from_files(files)


def _calculated(said: Any) -> Iterator[float]:
    """The floats with more digits than somebody writes."""
    if isinstance(said, float):
        yield from [said] if calculated(said) else ()
    elif isinstance(said, Mapping):
        for one in said.values():
            yield from _calculated(one)
    elif isinstance(said, (list, tuple)):
        for one in said:
            yield from _calculated(one)


def scenario(model: Model, *, rescale: bool = False) -> Scenario:
    """The model as a scenario."""
    from negmas.inout import Scenario

    texts = model.export("negmas", rescale=rescale)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text in texts.items():
            paths.append(Path(folder, name))
            paths[-1].write_text(text, encoding="utf-8")
        made = Scenario.from_yaml_files(paths[0], paths[1:])
    if made is None:
        raise ValueError("NegMAS does not read what was written for it")
    made.source = None
    return made


def outcomes(scenario: Scenario, problem: Problem, names: Names, packages: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """Packages as outcomes: values in the order of the issues, as the issues have them."""
    written = exact(problem.text)["issues"]
    known: list[tuple[str, dict[Any, Any] | None]] = []
    for issue, (called, named) in zip(scenario.outcome_space.issues, names.issues.items()):
        places = option_places(written.get(called, {}), named.options)
        known.append((called, None if places is None else dict(zip(places, issue.all))))
    return [
        tuple(float(one[called]) if values is None else values[one[called]] for called, values in known)
        for one in packages
    ]


def solve(scenario: Scenario, concept: str = "nash", **asked: Any) -> list[Outcome]:
    """The outcomes that a concept chooses, one for each vector of utilities that is exactly as good; none if there is no agreement.

    Concepts are those of `zopa solve`: `nash`, `kalai-smorodinsky`, `egalitarian` (NegMAS's "Kalai"), `utilitarian`, …
    """
    problem = model(scenario).compile()
    answer = problem.solve([concept], **asked)
    found = [one.package for one in answer[concept].agreements] if concept in answer else []
    return outcomes(scenario, problem, answer.names, found)


@dataclass(frozen=True)
class Points:
    """A frontier for NegMAS."""

    #: As NegMAS has it: values in the order of the issues.
    outcomes: list[Outcome]
    #: With exact numbers, and as arrays.
    frontier: Frontier

    @property
    def utilities(self) -> numpy.ndarray:
        """A row for each outcome, a column for each utility function."""
        return self.frontier.points


def frontier(scenario: Scenario, *, acceptable: bool = True, **asked: Any) -> Points:
    """The outcomes that cannot be improved, one for each vector of utilities: as `pareto_frontier` of NegMAS has it, of those that are
    worth to everybody what is reserved, unless all are asked for. Of continuous issues both ends of each piece that it is made of, so that
    an end where two pieces meet is there twice."""
    problem = model(scenario).compile()
    found = problem.frontier(acceptable=acceptable, **asked)
    return Points(outcomes(scenario, problem, found.report.names, found.choices), found)
