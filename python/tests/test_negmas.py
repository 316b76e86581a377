"""NegMAS, by its own functions.

Known differences, which these tests allow for:

* NegMAS calculates in floats, and takes values that differ by less than 1e-12 for equal. Here utilities are small whole numbers,
  so that both are exact.
* `pareto_frontier` drops what is worth less to somebody than what it reserved, as zopa's frontier of acceptable packages does;
  `pareto_frontier_numpy` knows nothing of that, as `acceptable=False`.
* `nash_points` takes a reserved value below the worst outcome for the utility of the worst outcome. In zopa a party that would lose
  by the worst of all outcomes gains by it what it gains. So ties and choices may differ (below).
* `pareto_frontier` lists outcomes, zopa vectors of utilities, each with the first outcome that has it.
* A reserved value of −∞, which is what NegMAS takes if none is given, is the utility of the worst outcome in both.
"""

import random
from fractions import Fraction

import pytest
import zopa

numpy = pytest.importorskip("numpy")
negmas = pytest.importorskip("negmas")

import zopa.negmas  # noqa: E402
from negmas.inout import Scenario  # noqa: E402
from negmas.outcomes import make_issue, make_os  # noqa: E402
from negmas.preferences import (  # noqa: E402
    LinearAdditiveUtilityFunction,
    MappingUtilityFunction,
)
from negmas.preferences.ops import nash_points, pareto_frontier, pareto_frontier_numpy  # noqa: E402


def scenario(seed, mapped=False):
    """Random issues and whole numbers; everybody gains something at the first outcome."""
    draw = random.Random(seed)
    kinds = [
        lambda name: make_issue([f"{name}-{at}" for at in range(draw.randint(2, 4))], name=name),
        lambda name: make_issue((draw.randint(-3, 2), draw.randint(3, 5)), name=name),
        lambda name: make_issue([10, 25, 40][: draw.randint(2, 3)], name=name),
    ]
    issues = [draw.choice(kinds)(f"issue{at}") for at in range(draw.randint(1, 3))]
    space = make_os(issues, name="space")
    outcomes = list(space.enumerate())
    ufuns = []
    for at in range(2 + seed % 2):
        if mapped:
            table = {outcome: draw.randint(0, 12) for outcome in outcomes}
            ufun = MappingUtilityFunction(table, outcome_space=space, name=f"party{at}")
        else:
            values = {issue.name: {value: draw.randint(0, 9) for value in issue.all} for issue in issues}
            ufun = LinearAdditiveUtilityFunction(values, weights=[1] * len(issues), outcome_space=space, name=f"party{at}")
        worst = min(float(ufun(outcome)) for outcome in outcomes)
        ufun.reserved_value = max(float(ufun(outcomes[0]) - draw.randint(1, 2)), worst)
        ufuns.append(ufun)
    return Scenario(outcome_space=space, ufuns=tuple(ufuns))


def utilities(scenario, outcome):
    return tuple(float(ufun(outcome)) for ufun in scenario.ufuns)


@pytest.mark.parametrize("seed", range(24))
def test_frontiers_and_nash_points_are_negmas_s(seed):
    made = scenario(seed, mapped=seed % 3 == 0)
    points, _ = pareto_frontier(made.ufuns, issues=made.outcome_space.issues)
    found = zopa.negmas.frontier(made)
    assert {tuple(map(float, point)) for point in points} == set(map(tuple, found.utilities.tolist()))
    for outcome, row in zip(found.outcomes, found.utilities.tolist()):
        assert outcome in made.outcome_space and utilities(made, outcome) == tuple(row)
    nash = nash_points(made.ufuns, points, outcome_space=made.outcome_space)
    ours = zopa.negmas.solve(made)
    assert {tuple(map(float, point)) for point, _ in nash} == {utilities(made, outcome) for outcome in ours}
    every = numpy.array([utilities(made, outcome) for outcome in made.outcome_space.enumerate()])
    whole = {tuple(every[at]) for at in pareto_frontier_numpy(every)}
    assert whole == set(map(tuple, zopa.negmas.frontier(made, acceptable=False).utilities.tolist()))


def test_a_known_difference():
    """A reserved value below the worst outcome: 12 · 6 = 9 · 8 are equally good, and NegMAS compares 11 · 6 with 8 · 8."""
    space = make_os([make_issue(["a", "b", "c"], name="i")], name="space")
    values = {"one": {"a": 11, "b": 8, "c": 0}, "two": {"a": 16, "b": 18, "c": 0}}
    reserved = {"one": -1.0, "two": 10.0}
    ufuns = tuple(
        LinearAdditiveUtilityFunction({"i": table}, weights=[1], outcome_space=space, name=name, reserved_value=reserved[name])
        for name, table in values.items()
    )
    made = Scenario(outcome_space=space, ufuns=ufuns)
    points, _ = pareto_frontier(ufuns, issues=space.issues)
    assert [tuple(point) for point, _ in nash_points(ufuns, points, outcome_space=space)] == [(11.0, 16.0)]
    assert zopa.negmas.solve(made) == [("a",), ("b",)]


@pytest.mark.parametrize("seed", range(8))
def test_a_scenario_comes_back(seed):
    made = scenario(seed, mapped=seed % 2 == 0)
    model = zopa.Model.from_negmas(made)
    back = model.to_negmas()
    for outcome in made.outcome_space.enumerate():
        assert utilities(made, outcome) == pytest.approx(utilities(back, tuple(map(_as_written(back), enumerate(outcome)))))
    assert [ufun.reserved_value for ufun in back.ufuns] == [ufun.reserved_value for ufun in made.ufuns]
    assert zopa.Model.from_negmas(back).compile().solve().json.count(b"gains") > 0


def _as_written(scenario):
    """Values as the other scenario has them: numbers in a list become texts."""
    issues = scenario.outcome_space.issues
    return lambda at: at[1] if at[1] in issues[at[0]] else str(at[1])


def test_where_nobody_accepts_anything_there_is_no_outcome():
    made = scenario(3)
    for ufun in made.ufuns:
        ufun.reserved_value = 1000.0
    assert zopa.negmas.solve(made) == []
    assert zopa.negmas.frontier(made, acceptable=True).outcomes == []


def test_continuous_issues():
    space = make_os([make_issue((0.0, 10.0), name="price"), make_issue(["a", "b"], name="quality")], name="space")
    from negmas.preferences.value_fun import AffineFun, LinearFun, TableFun

    buyer = LinearAdditiveUtilityFunction(
        [AffineFun(-1.0, 10.0), TableFun({"a": 3.0, "b": 0.0})], weights=[1.0, 1.0], outcome_space=space, name="buyer", reserved_value=2.0
    )
    seller = LinearAdditiveUtilityFunction(
        [LinearFun(1.0), TableFun({"a": 0.0, "b": 1.0})], weights=[1.0, 1.0], outcome_space=space, name="seller", reserved_value=1.0
    )
    made = Scenario(outcome_space=space, ufuns=(buyer, seller))
    [(price, quality)] = zopa.negmas.solve(made)
    assert isinstance(price, float) and (price, quality) == (6.0, "a")
    found = zopa.negmas.frontier(made)
    assert all(outcome in space for outcome in found.outcomes)
    assert numpy.allclose(found.utilities, [utilities(made, outcome) for outcome in found.outcomes])


def test_floats_are_what_negmas_writes():
    space = make_os([make_issue(["a", "b"], name="i")], name="space")
    ufuns = [
        LinearAdditiveUtilityFunction({"i": {"a": 0.1 + 0.2, "b": 0.0}}, weights=[1.0], outcome_space=space, name="one"),
        LinearAdditiveUtilityFunction({"i": {"a": 1.0, "b": 0.7}}, weights=[1.0], outcome_space=space, name="two"),
    ]
    made = Scenario(outcome_space=space, ufuns=tuple(ufuns))
    with pytest.warns(zopa.InexactNumber, match="one float") as warned:
        [chosen] = zopa.negmas.frontier(made).outcomes
    assert chosen == ("a",) and warned[0].filename == __file__
    with pytest.warns(zopa.InexactNumber):
        gain = zopa.Model.from_negmas(made).compile().solve("nash")["nash"].gains["one"]
    assert abs(gain - Fraction(3, 10)) < Fraction(1, 10**12)


def test_what_cannot_be_read_is_named():
    from negmas.preferences import RandomUtilityFunction

    space = make_os([make_issue(["a", "b"], name="i")], name="space")
    try:
        ufuns = tuple(RandomUtilityFunction(outcome_space=space, name=name) for name in "xy")
    except TypeError:
        pytest.skip("this NegMAS makes them otherwise")
    with pytest.raises(zopa.ModelError) as wrong:
        zopa.Model.from_negmas(Scenario(outcome_space=space, ufuns=ufuns)).compile()
    assert {one.code for one in wrong.value.diagnostics} == {"not-supported"}
