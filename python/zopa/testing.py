"""Property tests with hypothesis: random models, and assumptions about them.

    from hypothesis import given
    from zopa.testing import assert_holds, models

    @given(models(parties=(2, 2), no_deal=0))
    def test_mine(model):
        assert my_solver(model.to_dict()) == model.compile().solve(["nash"])["nash"].package

    @given(models(numbers=(0, 0), ties=0))
    def test_nothing_matters(model):
        assert_holds(model, {"party": "p1", "indifferent_to": "i1", "among": "all"})
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from hypothesis import reject
from hypothesis import strategies as st

from . import _zopa
from ._model import Model
from ._write import to_json

if TYPE_CHECKING:
    from typing_extensions import Unpack

# How often models are made simpler: hypothesis shrinks towards the first of these, and most are as they are drawn.
SIMPLIFIED = (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, *[0] * 24)


class Knobs(TypedDict, total=False):
    """What random models are like. Pairs include both ends; shares are of 100 models."""

    #: How many parties.
    parties: tuple[int, int]
    #: How many issues.
    issues: tuple[int, int]
    #: How many options an issue has.
    options: tuple[int, int]
    #: How many interactions each party has.
    interactions: tuple[int, int]
    #: How many combinations rules forbid.
    rules: tuple[int, int]
    #: How many red lines each party has.
    red_lines: tuple[int, int]
    #: What options and interactions are worth, before they are divided.
    numbers: tuple[int, int]
    #: What all numbers are divided by: 10 gives tenths.
    denominator: int
    #: The share of models in which many packages tie.
    ties: int
    #: The share of models in which some party accepts nothing.
    no_deal: int
    #: The share of models in which parties have weights other than 1.
    weights: int


def model_of_seed(seed: int, simplified: int = 0, **knobs: Unpack[Knobs]) -> Model:
    """The random model of a seed, from 0 to 2⁶⁴ − 1; made simpler so many times, as far as that goes."""
    return Model.from_json(_zopa.random_model(seed, simplified, to_json(knobs)), f"seed {seed}.json")


def models(**knobs: Unpack[Knobs]) -> st.SearchStrategy[Model]:
    """Random models, by the generators of the library (`zopa::proptest`). They shrink towards few parties, issues and options, zeros
    and no rules. Ids are `p1`, `p2`, …, `i1`, …, `o1`, …"""
    model_of_seed(0, **knobs)
    seeds, simplified = st.integers(0, 2**64 - 1), st.sampled_from(SIMPLIFIED)
    return st.builds(lambda seed, times: model_of_seed(seed, times, **knobs), seeds, simplified)


def assert_holds(model: Model, assumption: Mapping[str, Any], **asked: Any) -> None:
    """Asserts that an assumption holds of a model, written as in a model's `assumptions` (`docs/assumptions.md`). A refuted one
    fails with the smallest counterexample; where there is nothing that it speaks of, or it is not decided, the example is rejected.
    The model's own assumptions are left aside."""
    said = {**model.to_dict(), "assumptions": [assumption]}
    report = Model.from_dict(said).compile().test(**asked)
    for one in report.assumptions:
        if one.verdict == "refuted":
            raise AssertionError(report.page())
        if one.verdict != "proved":
            reject()
