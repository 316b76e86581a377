"""Problems: what a model states, and what can be asked about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Union

from . import reports as r
from ._base import Answer, Progress, Reading, ask, exact, report
from ._draws import Draws
from ._errors import QuestionError
from ._frontier import Frontier, Parts
from ._model import Model
from ._write import document

if TYPE_CHECKING:
    from datetime import timedelta

    import negmas.inout

    from typing_extensions import TypedDict, Unpack

    class Asked(TypedDict, total=False):
        """What every question may say; `zopa COMMAND --help` tells more."""

        #: Options that issues are settled by beforehand: one, or a list of which any.
        fix: Mapping[str, Any] | Iterable[str] | None
        #: Options that are taken away.
        exclude: Mapping[str, Any] | Iterable[str] | None
        #: Rules and red lines that are lifted.
        without: str | Iterable[str] | None
        #: Other numbers, by path.
        set: Mapping[str, Any] | Iterable[str] | None
        #: Seconds; what was found by then is answered, and its status says that it stopped.
        time_limit: float | timedelta | None
        #: Bytes, or a text such as `2G`.
        memory_limit: int | str | None
        #: Threads; never changes an answer. 0, or left out: one for each processor.
        threads: int
        #: How to search; never changes an answer.
        engine: str | None
        #: Who solves mixed-integer programmes; never changes an answer.
        solver: str | None
        #: Files of other judgements of the model's numbers.
        reading: Reading | Iterable[Reading] | None
        #: Who hears how far it has come.
        progress: Progress | None

#: An option or a level.
Choice = Union[str, int, float, Fraction]
#: A package: what is chosen for each issue; or the id of a proposal of the model.
Package = Union[Mapping[str, Choice], str]


def _as_it_is(answer: Answer) -> Answer:
    return answer


def _at(package: Package | None) -> dict[str, Any]:
    """A package as an option: by its id among the proposals, or by its choices."""
    if package is None:
        return {}
    # What a concept chooses, and the like, has one.
    package = getattr(package, "package", package)
    return {"proposal": package} if isinstance(package, str) else {"package": package}


@dataclass(frozen=True)
class Problem:
    """A model that was read and found right. Each method is a command of the program, with its options, and answers the same, byte
    for byte: `report.json`. Nothing is kept between questions, and they may be asked from several threads at once.

    >>> import zopa
    >>> problem = zopa.example("first-steps").compile()
    >>> problem.parties, problem.issues
    (['client', 'studio'], ['price', 'delivery', 'warranty'])
    >>> answer = problem.solve(concepts=["nash"])
    >>> answer.status, answer["nash"].gains
    ('agreement', {'client': Fraction(17, 1), 'studio': Fraction(14, 1)})
    """

    model: Model
    #: How its files are read.
    reading: dict[str, Any] = field(default_factory=dict)
    #: The model in zopa's own format.
    text: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.text:
            object.__setattr__(self, "text", self.model.compile(**self.reading).text)

    def __hash__(self) -> int:
        return hash((self.model, self.text))

    def to_negmas(self, *, rescale: bool = False) -> negmas.inout.Scenario:
        """The same as a scenario of NegMAS, with all that it was read with; see `Model.export` for `rescale`."""
        return Model.from_json(self.text).to_negmas(rescale=rescale)

    def __reduce__(self) -> tuple:
        return (_again, (self.model, self.reading, self.text, self.model.sha256))

    @property
    def parties(self) -> list[str]:
        """The ids of the parties."""
        return list(exact(self.text)["parties"])

    @property
    def issues(self) -> list[str]:
        """The ids of the issues."""
        return list(exact(self.text)["issues"])

    def _said(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Options with those by which the files are read; what is set now goes before what was set then."""
        said = {**self.reading, **options}
        before, now = self.reading.get("set"), options.get("set")
        if before is not None and now is None:
            said["set"] = before
        elif before is not None:
            said["set"] = {**before, **now} if isinstance(before, Mapping) and isinstance(now, Mapping) else _pairs(before) + _pairs(now)
        return said

    def _whole(self, name: str) -> tuple[str, bytes]:
        """The model as one file with all that it was read with, for questions about several models."""
        if self.reading.get("steps") is not None:
            raise QuestionError("--steps: models are compared for all their levels", "leave it out")
        if len(self.model.files) == 1 and not self.reading:
            return self.model.files[0]
        return name, self.text.encode()

    def ask(self, command: str, **options: Any) -> Answer:
        """Any command of the program that reads a model, with its options; JSON unless `format` says otherwise."""
        return self._ask(command, _as_it_is, options)

    def _ask(self, command: str, read: Any, options: Mapping[str, Any], **more: Any) -> Any:
        if "format" in options and read is not _as_it_is:
            raise QuestionError("a method answers with what is in the JSON, in no other form", f"problem.ask({command!r}, format=…).bytes")
        said = {**self._said(options), **more}
        progress = said.pop("progress", None)
        more_files = said.pop("files", ())
        return ask(command, (*self.model.files, *more_files), said, read, progress)

    def solve(
        self,
        concepts: str | Iterable[str] | None = None,
        *,
        lotteries: bool = False,
        by_rule: bool = False,
        ties: int | str | None = None,
        draws: int | None = None,
        **asked: Unpack[Asked],
    ) -> r.SolveReport:
        """What can be agreed: what each concept chooses, or why there is no agreement."""
        said = dict(concept=concepts, lotteries=lotteries or None, by_rule=by_rule or None, ties=ties, draws=draws)
        return self._ask("solve", report(r.SolveReport), asked, **said)

    def brief(self, *, concept: str | None = None, **asked: Unpack[Asked]) -> r.BriefReport:
        """The same in brief, with a term sheet."""
        return self._ask("brief", report(r.BriefReport), asked, concept=concept)

    def report(
        self, *, sections: str | Iterable[str] | None = None, draws: int | None = None, **asked: Unpack[Asked]
    ) -> r.DossierReport:
        """All there is to say, which a notebook shows with pictures; `html` is the file to be mailed."""
        return self._ask("report", report(r.DossierReport), asked, sections=sections, draws=draws)

    def frontier(
        self,
        *,
        acceptable: bool = True,
        epsilon: Fraction | float | str | None = None,
        points: int | None = None,
        **asked: Unpack[Asked],
    ) -> Frontier:
        """What cannot be improved for one party without loss to another, among what all accept, or all that is feasible."""
        model = exact(self.text)
        said = dict(all=True if not acceptable else None, epsilon=epsilon, points=points)
        return self._ask("frontier", lambda answer: Frontier.read(answer, model), asked, **said)

    def frontier_iter(
        self, *, acceptable: bool = True, epsilon: Fraction | float | str | None = None, **asked: Unpack[Asked]
    ) -> Parts:
        """The same, point by point, as soon as each is certain."""
        said = {**self._said(asked), "all": True if not acceptable else None, "epsilon": epsilon}
        levels = frozenset(issue for issue, one in exact(self.text)["issues"].items() if one.get("continuous"))
        return Parts(self.model.files, said, levels)

    def evaluate(
        self, package: Package | None = None, *, improvements: int | str | None = None, **asked: Unpack[Asked]
    ) -> r.EvaluateReport:
        """What becomes of a package, or of a proposal of the model: who accepts it, who refuses and why, what would be better."""
        return self._ask("evaluate", report(r.EvaluateReport), asked, improvements=improvements, **_at(package))

    def explain(self, package: Package | None = None, **asked: Unpack[Asked]) -> r.ExplainReport | r.ConcessionsReport:
        """Why there is no agreement; or, of a package, the fewest changes that mend it."""
        return self._ask("explain", report(r.ConcessionsReport, r.ExplainReport), asked, **_at(package))

    def trades(
        self, package: Package | None = None, *, issues: int | None = None, swap: str | None = None, **asked: Unpack[Asked]
    ) -> r.TradesReport | r.SwapReport:
        """Which issues to change together so that nobody loses, or that all accept; or what two changes are worth."""
        return self._ask("trades", report(r.TradesReport, r.SwapReport), asked, issues=issues, swap=swap, **_at(package))

    def counter(
        self, party: str, package: Package | None = None, *, issues: int | None = None, **asked: Unpack[Asked]
    ) -> r.CounterReport:
        """What a party could propose instead that the others still accept."""
        return self._ask("counter", report(r.CounterReport), asked, party=party, issues=issues, **_at(package))

    def linkage(self, **asked: Unpack[Asked]) -> r.LinkageReport:
        """What each option does to the others, and what rules cost."""
        return self._ask("linkage", report(r.LinkageReport), asked)

    def stability(
        self, package: Package | None = None, *, concept: str | None = None, **asked: Unpack[Asked]
    ) -> r.StabilityReport:
        """Between which values each number may move while the answer stays. Raises `NoAnswer` if there is no agreement."""
        return self._ask("stability", report(r.StabilityReport), asked, concept=concept, **_at(package))

    def sweep(self, draws: int | None = None, *, seed: int | None = None, **asked: Unpack[Asked]) -> r.SweepReport:
        """Draws the numbers that have ranges many times: how likely a deal is, and which. For many machines: `zopa.distributed`."""
        return self._ask("sweep", report(r.SweepReport), asked, draws=draws, seed=seed)

    def draws(self, draws: int | None = None, *, seed: int | None = None, **asked: Unpack[Asked]) -> Draws:
        """The same, with each draw: `to_frame()`, and `report`."""
        return self._ask("sweep", Draws.read, asked, draws=draws, seed=seed, format="jsonl")

    def robust(
        self, *, scenarios: int | None = None, seed: int | None = None, **asked: Unpack[Asked]
    ) -> r.RobustReport:
        """What holds whatever the uncertain numbers are."""
        return self._ask("robust", report(r.RobustReport), asked, scenarios=scenarios, seed=seed)

    def beliefs(
        self, package: Package | None = None, *, common: bool = False, **asked: Unpack[Asked]
    ) -> r.BeliefsReport:
        """Whether an agreement rests on a belief that all could share. Raises `NoAnswer` if there is no agreement."""
        return self._ask("beliefs", report(r.BeliefsReport), asked, common=common or None, **_at(package))

    def holds(self, package: Package | None = None, **asked: Unpack[Asked]) -> r.HoldsReport:
        """Which promises would be broken, and what would keep them. Raises `NoAnswer` if there is no agreement."""
        return self._ask("holds", report(r.HoldsReport), asked, **_at(package))

    def protocol(self, **options: Any) -> r.ProtocolReport:
        """What ways of talking lead to; the options are those of `zopa protocol` (`draft`, `tracks`, `offers`, …)."""
        return self._ask("protocol", report(r.ProtocolReport), options)

    def play(
        self,
        tactics: Mapping[str, str] | None = None,
        *,
        tournament: str | Iterable[str] | None = None,
        rounds: int | None = None,
        first: str | None = None,
        over: str | None = None,
        seed: int | None = None,
        as_negmas: bool = False,
        **asked: Unpack[Asked],
    ) -> r.ProtocolReport:
        """What comes of tactics that talk with each other: of one for each party (`{"client": "linear", "studio": "micro"}`), or of a
        tournament, in which everybody plays each: `report.play.tournament`."""
        said: dict[str, Any] = {"with": tactics, "as": "negmas" if as_negmas else None}
        said |= dict(tournament=tournament, rounds=rounds, first=first, over=over, seed=seed)
        return self._ask("play", report(r.ProtocolReport), asked, **said)

    def elicit(self, statements: Mapping[str, Any] | str | bytes, **options: Any) -> r.ElicitReport:
        """Utilities that fit what is known without numbers."""
        text = statements if isinstance(statements, (str, bytes)) else document(statements)
        file = ("statements.json", text if isinstance(text, bytes) else text.encode())
        return self._ask("elicit", report(r.ElicitReport), options, files=(file,))

    def compare(self, *others: Problem, concepts: str | Iterable[str] | None = None, **asked: Unpack[Asked]) -> r.CompareReport:
        """What differs between models and their answers; or, alone, what options such as `set` and `fix` make of this one."""
        files = [self._whole("model.json")]
        files += [one._whole(f"model {at + 2}.json") for at, one in enumerate(others)]
        said: dict[str, Any] = {"concept": concepts, **asked}
        progress = said.pop("progress", None)
        return ask("compare", tuple(files), said, report(r.CompareReport), progress)

    def test(self, *, only: str | Iterable[str] | None = None, **asked: Unpack[Asked]) -> r.TestReport:
        """Whether what the model assumes is so: proved, or refuted by the smallest counterexample."""
        return self._ask("test", report(r.TestReport), asked, only=only)


def _pairs(said: Any) -> list[str]:
    """`PATH=VALUE` of each."""
    from ._write import number

    if not isinstance(said, Mapping):
        return [said] if isinstance(said, str) else list(said)
    return [f"{path}={value if isinstance(value, str) else number(value)}" for path, value in said.items()]


def _again(model: Model, reading: dict[str, Any], text: str, sha256: str) -> Problem:
    """A problem that was pickled."""
    if model.sha256 != sha256:
        raise ValueError("this is not the model that was pickled")
    return Problem(model, reading, text)
