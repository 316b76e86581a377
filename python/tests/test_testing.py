"""Strategies and assertions for property tests, and what they find."""

import pytest
import zopa

hypothesis = pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, find, given, settings  # noqa: E402
from zopa.testing import assert_holds, model_of_seed, models  # noqa: E402

few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def product(agreement):
    total = 1
    for gain in agreement.gains.values():
        total *= gain
    return total


@few
@given(models(weights=0))
def test_the_nash_package_has_the_largest_product(model):
    problem = model.compile()
    answer = problem.solve("nash")
    points = [one for one in problem.frontier().report.points or [] if all(gain >= 0 for gain in one.gains.values())]
    if answer.status == "no_agreement":
        assert not points
        return
    best = max(map(product, points))
    chosen = answer["nash"]
    if best > 0:
        assert {product(one) for one in chosen.agreements} == {best}
        assert sum(product(one) == best for one in points) == len(chosen.agreements)


@few
@given(models(parties=(2, 3), options=(2, 2), no_deal=0, numbers=(0, 9), interactions=(0, 0), rules=(0, 0), red_lines=(0, 0)))
def test_knobs_are_heard(model):
    said = model.to_dict()
    assert 2 <= len(said["parties"]) <= 3 and all(len(one["options"]) == 2 for one in said["issues"].values())
    assert "rules" not in said or not said["rules"]


@few
@given(models(numbers=(0, 0), ties=0, interactions=(0, 0), rules=(0, 0), red_lines=(0, 0)))
def test_an_assumption_that_holds(model):
    assert_holds(model, {"party": "p1", "indifferent_to": "i1", "among": "all"})


def test_an_assumption_that_does_not_hold_is_refuted():
    def refuted(model):
        try:
            assert_holds(model, {"party": "p1", "indifferent_to": "i1", "among": "all"})
        except AssertionError as told:
            assert "i1" in str(told)
            return True
        except hypothesis.errors.UnsatisfiedAssumption:
            pass
        return False

    assert refuted(find(models(), refuted, settings=few))


def test_models_shrink():
    smallest = find(models(), lambda model: len(model.to_dict()["parties"]) >= 2, settings=few).to_dict()
    assert (len(smallest["parties"]), len(smallest["issues"])) == (2, 1)


def test_a_seed_is_a_model():
    assert model_of_seed(7) == model_of_seed(7) != model_of_seed(8)
    for seed in range(5):
        small = model_of_seed(seed, 5000).to_dict()
        assert (len(small["issues"]), len(small["parties"])) == (1, 2)
    kinds = {model_of_seed(seed).compile().solve("nash").status for seed in range(40)}
    assert kinds == {"agreement", "no_agreement"}
    for wrong in ({"parties": (0, 2)}, {"issues": (3, 2)}, {"options": (1, 1000)}, {"nonsense": 1}, {"denominator": 0}):
        with pytest.raises(ValueError):
            models(**wrong)
