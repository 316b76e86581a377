"""What is measured: classes of instances, the question, and the peers that can answer it.

A peer is left out where it cannot answer (brute force and NegMAS: more than about a million packages) or has no method
for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from answer import Question
from instances import Parameters

MODULES = {
    "HiGHS": "highs",
    "SCIP": "scip",
    "CP-SAT": "cp_sat",
    "NegMAS": "negmas_peer",
    "brute force": "brute_force",
}
"""The peers, and the modules that ask them."""

SOLVERS = ("HiGHS", "SCIP", "CP-SAT")
ENUMERATING = ("NegMAS", "brute force")
ALL_SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class Case:
    question: Question
    label: str
    parameters: Parameters
    peers: tuple[str, ...]
    seeds: tuple[int, ...] = ALL_SEEDS

    @property
    def name(self) -> str:
        return f"{self.question} {self.label}"

    def instances(self) -> Iterator[Parameters]:
        return (replace(self.parameters, seed=seed) for seed in self.seeds)


def _label(parameters: Parameters) -> str:
    kind = {"indep": "additive", "conflict": "additive, opposed"}[parameters.style]
    if parameters.links == "graph":
        kind = f"{parameters.edges} links"
    elif parameters.links == "chain":
        kind = "chain"
    return f"{parameters.parties} parties, {parameters.issues}x{parameters.options}, {kind}"


def _case(question: Question, parameters: Parameters, *peers: str) -> Case:
    return Case(question, _label(parameters), parameters, peers)


def quick() -> list[Case]:
    """One seed of small instances: whether everything works."""
    nash, shares, frontier = Question
    cases = [
        _case(nash, Parameters(2, 20, 6), *SOLVERS),
        _case(nash, Parameters(3, 8, 5, "chain"), *SOLVERS, *ENUMERATING),
        _case(nash, Parameters(3, 15, 5, "graph", edges=15), *SOLVERS),
        _case(shares, Parameters(3, 20, 6), "HiGHS"),
        _case(frontier, Parameters(2, 9, 4, "graph", edges=9), "HiGHS", *ENUMERATING),
        _case(frontier, Parameters(3, 8, 4), *ENUMERATING),
    ]
    return [replace(case, seeds=(1,)) for case in cases]


def full() -> list[Case]:
    """Three seeds of everything."""
    nash, shares, frontier = Question
    million = {parties: Parameters(parties, 10, 4) for parties in (2, 4)}
    return [
        *(_case(nash, Parameters(parties, 50, 10), *SOLVERS) for parties in (2, 3, 4)),
        *(_case(nash, Parameters(parties, 50, 10, style="conflict"), *SOLVERS) for parties in (5, 6, 8, 10)),
        _case(nash, Parameters(3, 50, 10, "graph", edges=50), *SOLVERS),
        _case(nash, Parameters(3, 30, 8, "graph", edges=60), *SOLVERS),
        _case(nash, Parameters(2, 20, 6, "graph", edges=80), *SOLVERS),
        _case(nash, Parameters(4, 15, 5, "graph", edges=60), *SOLVERS),
        _case(nash, Parameters(3, 50, 10, "graph", edges=100), *SOLVERS),
        *(_case(nash, parameters, *SOLVERS, *ENUMERATING) for parameters in million.values()),
        *(_case(shares, Parameters(parties, 50, 10), "HiGHS") for parties in (2, 3, 4, 6)),
        _case(shares, Parameters(10, 20, 6), "HiGHS"),
        _case(frontier, Parameters(2, 50, 10), "HiGHS"),
        _case(frontier, Parameters(3, 20, 6)),
        _case(frontier, million[2], "HiGHS", *ENUMERATING),
        _case(frontier, million[4], *ENUMERATING),
    ]


SUITES = {"quick": quick, "full": full}

LADDER_PARTIES = (2, 3, 4, 5, 6)
LADDER_ISSUES = (5, 10, 20, 30, 50)
LADDER_PEERS = ("HiGHS", "SCIP")


def ladder() -> Iterator[Parameters]:
    """The instances of the plot: additive, by parties and rising number of issues."""
    return (Parameters(parties, issues, 6) for parties in LADDER_PARTIES for issues in LADDER_ISSUES)
