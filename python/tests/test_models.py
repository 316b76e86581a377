"""Models, numbers, findings, limits, threads."""

import copy
import pickle
import warnings
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import zopa
from zopa._write import number, options, to_json

numpy = pytest.importorskip("numpy")

SALE = {
    "zopa": 1,
    "parties": {"buyer": {"disagreement": 0}, "seller": {"disagreement": 0}},
    "issues": {"price": {"integer": {"min": 80, "max": 120, "step": 5}}},
    "utilities": {
        "buyer": {"constant": 110, "values": {"price": {"per_unit": -1}}},
        "seller": {"constant": -90, "values": {"price": {"per_unit": 1}}},
    },
}


def sale(buyer=0, seller=0):
    model = copy.deepcopy(SALE)
    model["parties"]["buyer"]["disagreement"] = buyer
    model["parties"]["seller"]["disagreement"] = seller
    return model


@pytest.mark.parametrize(
    "value, text",
    [
        (3, "3"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-7, 40), "-0.175"),
        (Fraction(5), "5"),
        (Fraction(1, 2**20), "0.00000095367431640625"),
        (Decimal("0.10"), "0.10"),
        (0.1, "0.1"),
        (-2.5, "-2.5"),
        (numpy.int64(4), "4"),
        (numpy.float64(0.5), "0.5"),
    ],
)
def test_numbers_are_written_as_they_are_meant(value, text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert number(value) == text
        model = zopa.Model.from_dict(sale(buyer=value))
        found = model.compile().solve("nash")
    assert found.disagreement["buyer"] == Fraction(text)


def test_floats_that_were_calculated_warn():
    with pytest.warns(zopa.InexactNumber, match="0.30000000000000004"):
        model = zopa.Model.from_dict(sale(buyer=0.1 + 0.2))
    assert b"0.30000000000000004" in model.files[0][1]
    with pytest.warns(zopa.InexactNumber):
        model = zopa.Model.from_dict(sale(buyer=0.1234567890123))
    assert model.compile().solve("nash").disagreement["buyer"] == Fraction("0.1234567890123")
    with pytest.warns(zopa.InexactNumber):
        number(numpy.float32(0.1))


def test_what_is_no_model_is_refused():
    for wrong in (float("nan"), float("inf"), Decimal("inf")):
        with pytest.raises(ValueError, match="no number"):
            zopa.Model.from_dict(sale(buyer=wrong))
    with pytest.raises(TypeError):
        zopa.Model.from_dict({1: 2})
    with pytest.raises(TypeError):
        zopa.Model.from_dict({"zopa": object()})
    with pytest.raises(TypeError, match="no order"):
        zopa.Model.from_dict({"zopa": {1, 2}})
    round = {}
    round["me"] = round
    with pytest.raises(ValueError, match="nested too deeply"):
        zopa.Model.from_dict(round)
    with pytest.raises(zopa.ModelError):
        zopa.Model.from_json('{"zopa": "\ud800"}').compile()
    with pytest.raises(FileNotFoundError):
        zopa.Model.load("nowhere.json")


def test_findings_have_fields():
    model = sale()
    model["issues"]["price"]["integer"]["sept"] = 5
    model["parties"]["buyer"]["disagreement"] = "many"
    with pytest.raises(zopa.ModelError) as wrong:
        zopa.Model.from_dict(model, "sale.json").compile()
    findings = {one.code: one for one in wrong.value.diagnostics}
    unknown = findings["unknown-field"]
    assert unknown.severity == "error" and unknown.path == "$.issues.price.integer.sept"
    assert unknown.line and unknown.column and "step" in unknown.help
    lines = zopa.Model.from_dict(model).files[0][1].decode().splitlines()
    assert '"sept"' in lines[unknown.line - 1]
    assert "sale.json:" in str(wrong.value) and isinstance(wrong.value, ValueError)
    again = pickle.loads(pickle.dumps(wrong.value))
    assert again.diagnostics == wrong.value.diagnostics and str(again) == str(wrong.value)
    checked = zopa.Model.from_dict(model).check()
    assert checked.status == "errors" and {one.code for one in checked.diagnostics} == set(findings)
    assert zopa.Model.from_dict(sale()).check().status in ("ok", "warnings")


def test_wrong_questions_say_what_there_is(first_steps):
    with pytest.raises(zopa.QuestionError, match="unknown field `nonsense`"):
        first_steps.solve(nonsense=1)
    with pytest.raises(zopa.QuestionError, match="no concept is called `fair`"):
        first_steps.solve("fair")
    with pytest.raises(zopa.QuestionError, match="range"):
        zopa.Model.from_dict(sale()).compile().sweep(5)
    with pytest.raises(zopa.NoAnswer, match="agree"):
        zopa.Model.from_dict(sale(buyer=100)).compile().stability()
    none = zopa.Model.from_dict(sale(buyer=100)).compile().solve("nash")
    assert none.status == "no_agreement" and none.exit_status == 1 and "nash" not in none
    with pytest.raises(KeyError):
        none["nash"]
    assert none.no_deal is not None


def test_options_are_those_of_the_program():
    assert options({"fix": {"price": 80}, "time_limit": 5, "threads": 0}) == '{"fix": {"price": "80"}, "time-limit": "5.0"}'
    assert options({"fix": {"price": [80, Fraction(1, 3)]}}) == '{"fix": ["price=80", "price=1/3"]}'
    assert options({"time_limit": 1e-7, "from_": "x", "package": None}) == '{"time-limit": "0.0000001", "from": "x"}'
    assert to_json({"a": [1, True, None, "ü\n"]}, None) == '{"a": [1, true, null, "ü\\n"]}'


def test_a_problem_is_what_its_text_says(first_steps):
    again = pickle.loads(pickle.dumps(first_steps))
    assert again == first_steps and again.solve().json == first_steps.solve().json
    answer = first_steps.solve()
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert pickle.loads(pickle.dumps(answer)).json == answer.json
    frontier = first_steps.frontier()
    assert pickle.loads(pickle.dumps(frontier)).json == frontier.json
    with_other = zopa.Model.from_dict(sale()).compile(set={"parties.buyer.disagreement": 3})
    assert with_other.solve("nash").disagreement["buyer"] == 3
    assert with_other.solve("nash", set={"parties.seller.disagreement": 4}).disagreement == {"buyer": 3, "seller": 4}


def test_each_option_may_be_one_or_a_list(first_steps):
    for said in ("nash", ["nash"]):
        assert first_steps.solve(said)["nash"].package == first_steps.solve(concepts=said)["nash"].package
        assert first_steps.compare(set={"parties.studio.disagreement": 12}, concepts=said).command == "compare"
    assert first_steps.brief(concept="nash").status == "agreement"
    assert first_steps.stability(concept="nash").command == "stability"
    assert first_steps.protocol(draft="client").command == first_steps.protocol(draft=["client"]).command
    part = first_steps.report(sections=["gains"], draws=5)
    assert first_steps.report(sections="gains", draws=5.0).json == part.json
    assert first_steps.solve("nash", memory_limit=1e9, time_limit=timedelta(seconds=30)).status == "agreement"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert first_steps.solve("nash", time_limit=10 / 3).status == "agreement"
    for wrong in (float("nan"), True):
        with pytest.raises(ValueError):
            first_steps.solve(time_limit=wrong)
    for wrong in ({"fix": {"price": True}}, {"exclude": {"delivery": {"8-weeks"}}}, {"without": {"a"}}):
        with pytest.raises(TypeError):
            first_steps.solve(**wrong)


def test_what_is_set_when_compiled_stays_set():
    model = zopa.Model.from_dict(sale())
    there = model.compile(set={"parties.buyer.disagreement": 12})
    as_it_is, higher = model.compile(), {"parties.seller.disagreement": 3}
    assert there.frontier(set=higher).report.points == list(there.frontier_iter(set=higher))
    assert [one.gains for one in there.frontier_iter(set=higher)] == [{"buyer": 3, "seller": 2}]
    for one, other in ((there, as_it_is), (as_it_is, there)):
        assert not one.compare(other, progress=lambda *_: None).same_answer
    assert there.compare(there).same_answer and not there.compare(set={"parties.seller.disagreement": 9}).same_answer
    for one, other in ((model.compile(steps=3), as_it_is), (as_it_is, model.compile(steps=3))):
        with pytest.raises(zopa.QuestionError, match="all their levels"):
            one.compare(other)


def test_readings_are_files_of_their_own(root):
    reading = "models/readings/the-line-is-a-fact.json"
    model = zopa.Model.load("models/ukraine-security-guarantees.json")
    there = model.compile(reading=reading)
    said = model.compile().solve("nash", reading=[reading])
    assert said.disagreement == there.solve("nash").disagreement and said.set != model.compile().solve("nash").set
    assert pickle.loads(pickle.dumps(there)).solve("nash").json == there.solve("nash").json
    with pytest.raises(FileNotFoundError):
        model.compile(reading="models/readings/nothing.json")
    with pytest.raises(zopa.QuestionError, match="there is no file"):
        zopa._base.drain(zopa._zopa.Question("solve", list(model.files), '{"reading": ["other.json"]}', None))


def test_what_is_asked_at_first_guess(first_steps):
    solved = first_steps.solve("nash")
    assert first_steps.evaluate(solved["nash"]).acceptable and first_steps.evaluate(solved["nash"].first).acceptable
    assert hash(first_steps) == hash(zopa.example("first-steps").compile())
    assert isinstance(solved["nash"].first.packages, int)
    with pytest.raises(zopa.QuestionError) as wrong:
        first_steps.solve("fair")
    assert "fair" in wrong.value.message and "nash" in (wrong.value.help or "") and str(wrong.value).endswith(wrong.value.help)
    assert pickle.loads(pickle.dumps(wrong.value)).help == wrong.value.help
    with pytest.raises(zopa.QuestionError, match="no other form"):
        first_steps.solve("nash", format="text")
    assert first_steps.ask("solve", format="text").bytes.startswith(b"A software contract")
    with pytest.raises(zopa.QuestionError, match="letter"):
        first_steps.solve(fix={"price": "\ud800"})
    assert zopa.distributed.shards(1) == ["1/1"] and zopa.testing is not None
    with pytest.raises(AttributeError):
        zopa.nothing


def test_draws_are_exact_and_have_names():
    model = sale()
    model["parties"]["buyer"]["disagreement"] = {"value": 2, "low": Fraction(1, 3), "high": 12}
    model["parties"]["seller"]["disagreement"] = 1
    draws = zopa.Model.from_dict(model).compile().draws(20)
    assert all(isinstance(one, Fraction) for line in draws.lines for one in line["numbers"] + line["utilities"])
    frame, exact = draws.to_frame(), draws.to_frame(exact=True)
    assert list(frame["draw"]) == list(range(20))
    column = f"number:{draws.report.drivers[0].path}"
    assert "buyer" in column and frame[column].dtype == "float64"
    assert [float(one) for one in exact[column]] == list(frame[column])
    dealt = sum(frame["nash"] > 0)
    assert dealt == draws.report.deals and frame["issue:price"].notna().sum() == dealt
    assert {"utility:buyer", "utility:seller", "unsolved"} < set(frame.columns)


def test_levels_within_a_report_are_fractions(root):
    problem = zopa.Model.load("models/levels/first-steps.json").compile()
    found, alone = problem.report(sections=["gains"]).solve, problem.solve()
    assert found["nash"].package == alone["nash"].package
    assert any(isinstance(one, Fraction) for one in found["nash"].package.values())


def test_exact_numbers_come_out():
    model = sale(buyer=Fraction(1, 3))
    answer = zopa.Model.from_dict(model).compile().solve("nash")
    chosen = answer["nash"]
    assert chosen.gains == chosen.first.gains == {"buyer": Fraction(29, 3), "seller": Fraction(10)}
    assert all(type(gain) is Fraction for gain in chosen.gains.values())
    assert chosen.floats.dtype == numpy.float64 and chosen.floats.tolist() == [[29 / 3, 10.0]]
    assert answer.packages.all == 9


def test_levels_are_fractions(root):
    problem = zopa.Model.load("models/levels/first-steps.json").compile()
    answer = problem.solve("nash")
    level = answer["nash"].package["price"]
    assert type(level) is Fraction
    frontier = problem.frontier()
    column = frontier.issues.index("price")
    assert (frontier.packages[:, column] == -1).all() and type(frontier.choices[0]["price"]) is Fraction
    assert len(frontier) == len(frontier.points) and (numpy.diff(frontier.points[:, 0]) <= 0).all()
    stepped = zopa.Model.load("models/levels/first-steps.json").compile(steps=4)
    assert stepped.frontier().report.steps
    assert type(stepped.solve("nash")["nash"].package["price"]) is Fraction
    assert type(stepped.frontier().choices[0]["price"]) is type(next(stepped.frontier_iter()).package["price"]) is Fraction


def test_a_frontier_is_arrays_and_fractions(first_steps):
    pytest.importorskip("pandas")
    frontier = first_steps.frontier(acceptable=False)
    assert frontier.points.shape == (len(frontier), 2) and frontier.points.flags["C_CONTIGUOUS"]
    assert [tuple(map(float, row)) for row in frontier.exact] == [tuple(row) for row in frontier.points.tolist()]
    options = [list(range(80, 121, 5)), *([*first_steps.solve().names.issues[i].options] for i in frontier.issues[1:])]
    for row, choice in zip(frontier.packages.tolist(), frontier.choices):
        assert [options[i][at] for i, at in enumerate(row)] == list(choice.values())
    gains = numpy.array([float(first_steps.solve().disagreement[party]) for party in frontier.parties])
    assert numpy.allclose(frontier.points - gains, frontier.gains)
    frame = frontier.to_frame(exact=True)
    assert list(frame.columns) == [
        "utility:client", "utility:studio", "gain:client", "gain:studio", "issue:price", "issue:delivery", "issue:warranty",
    ]
    assert all(type(one) is Fraction for one in frame["utility:client"])
    nothing = zopa.Model.from_dict(sale(buyer=100)).compile().frontier()
    assert nothing.points.shape == (0, 2) and nothing.packages.shape == (0, 1) and len(nothing.to_frame()) == 0
    assert len(zopa.example("ukraine-security-guarantees").compile().draws(3).to_frame()) == 3


def test_whole_numbers_have_no_limit():
    from zopa._base import whole

    text = "9" * 9001
    assert whole(text) == 10**9001 - 1 and number(whole(text)) == text and number(-(10**9001)) == "-1" + "0" * 9001
    assert number(Fraction(1, 3 * 10**9000)) == "1/3" + "0" * 9000
    with pytest.raises(zopa.ModelError):
        zopa.Model.from_dict(sale(buyer=10**9001)).compile()


def test_the_dataclasses_are_those_of_the_schema():
    import runpy
    from pathlib import Path

    written = runpy.run_path(str(Path(__file__).parents[1] / "records.py"))
    assert written["WRITTEN"].read_text(encoding="utf-8") == written["written"](), "run python/records.py"
