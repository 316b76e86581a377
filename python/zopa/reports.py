"""What questions are answered with: a dataclass for each part of a report.

Written by `python/records.py` from the schema of reports; not by hand. Numbers are exact fractions, counts are whole numbers,
and what a report leaves out is empty, false or None. Where parts of one kind look different from case to case, they stay
dictionaries (`Record`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, Union

from ._base import Chosen, Reached, Report, Solved

#: The option chosen for an issue: its id, or a level.
Choice = Union[str, int, Fraction]
#: A part that looks different from case to case, with exact numbers.
Record = dict[str, Any]

#: With which probabilities of a state a party accepts.
AcceptsName = Literal["always", "at_least", "at_most", "never"]

#: What came of a check.
CheckedName = Literal["ok", "warnings", "errors"]

#: Where trades one after the other end.
EndName = Literal["frontier", "below", "infeasible", "stopped"]

#: What the end of an interval is.
EndReport = Literal["no_limit", "included", "excluded", "rounded", "undecided"]

#: In which way talks end.
FinishName = Literal["agreed", "refused", "nothing", "deadline", "broken_down", "left"]

#: Whether utilities fit.
FittedName = Literal["fitted", "contradictory", "stopped"]

#: Whether something was found.
FoundName = Literal["found", "none", "stopped"]

#: What a group of issues is.
GroupKind = Literal["constant", "cluster", "other", "across", "ceiling"]

#: What a trade does.
LinkName = Literal["accepting", "improving"]

#: How an assumption was proved.
Method = Literal["structure", "listing", "search"]

#: What a number that would do is.
NeededIs = Literal["exact", "beyond", "rounded", "never", "undecided"]

#: What stands in the way of counteroffers.
ObstacleName = Literal["nothing_better", "parties", "together", "stopped"]

#: Which packages are talked about.
OverName = Literal["acceptable", "frontier", "feasible"]

#: What an option does to the agreement.
Role = Literal["possible", "essential", "impossible"]

#: How bad it is.
Severity = Literal["error", "warning"]

#: How a package stands, by a concept.
StableName = Literal["nash", "chosen", "other", "refused", "undecided", "no_product", "unmeasured"]

#: How a search ended.
StatusName = Literal["agreement", "no_agreement", "stopped", "undecided"]

#: Why a search stopped before its answer was proven.
Stop = Literal["time_limit", "interrupted", "point_limit", "too_large", "levels", "curves", "moving_rules", "ceilings", "quota", "weights", "no_room", "effort"]

#: Of which packages it is the frontier.
TargetName = Literal["acceptable", "feasible"]

#: What theory says of tactics without playing.
TheoryName = Literal["fallback", "one_offer"]

#: How ties are broken.
TiesName = Literal["equal", "for", "against"]

#: What a working group has to settle.
TracksName = Literal["clusters", "issues"]

#: What becomes of a package.
Verdict = Literal["accepted", "refused", "infeasible", "undecided"]

#: What the beliefs make of a package.
Verdict2 = Literal["agreed", "spurious", "apart", "refused"]

#: How an assumption came out.
VerdictName = Literal["proved", "refuted", "vacuous", "undecided"]


@dataclass(frozen=True, kw_only=True)
class AcceptabilityReport:
    """How often a package is agreed."""

    #: In how many draws it is acceptable, with these levels.
    acceptable: int

    #: By continuous issue, its level where these options are agreed.
    levels: dict[str, QuantilesReport] = field(default_factory=dict)

    #: In how many draws it is a Nash package, perhaps with other levels.
    nash: int

    #: The package; of those with these options, the one whose levels are closest to the middle ones.
    package: dict[str, Choice]


@dataclass(frozen=True, kw_only=True)
class AcceptableReport:
    """How many packages are acceptable with all numbers, and with some; `null` where counting would take too long."""

    #: Whether these are the numbers; else at least and at most so many.
    exact: bool

    #: With all.
    necessarily: int | None

    #: With some.
    possibly: int | None

    #: Why they are not, and what would decide it.
    undecided: OpenReport | None = None


@dataclass(frozen=True, kw_only=True)
class AcceptanceReport:
    """When a package is accepted."""

    #: How many parties must accept.
    quota: int

    #: Who must be among them.
    veto: list[str]


@dataclass(frozen=True, kw_only=True)
class AgreementReport(Reached):
    """A utility vector, and the packages behind it."""

    #: If other levels with the same options are exactly as good: by party, the least and the most that it gains then.
    equally_good: dict[str, tuple[Fraction, Fraction]] | None = None

    #: By party, the utility less that without a deal.
    gains: dict[str, Fraction]

    #: The first of the packages in declaration order.
    package: dict[str, Choice]

    #: How many packages have exactly these utilities; left out with continuous issues.
    packages: int | None = None

    #: Chosen by ranks: by party, 1 and how many of the packages that compete are better for it.
    ranks: dict[str, int] = field(default_factory=dict)

    #: By party.
    utilities: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class AimReport:
    """What a party has said that it wants, and what becomes of it."""

    #: Whether it is what the party is in the talks for.
    core: bool = False

    #: Its id.
    id: str

    #: If not: what would be agreed by the Nash product if it were met, with all that is met already, whatever concept
    #: was asked for; left out if nothing.
    instead: InsteadReport | None = None

    #: Whether the package meets it.
    met: bool

    #: What it is called.
    name: str

    #: Whose it is.
    party: str

    #: Where it is stated.
    source: str | None = None

    #: Whether the errors of curves leave open what would be agreed then.
    undecided: bool = False


@dataclass(frozen=True, kw_only=True)
class AmongReport:
    """Those who accept by their own beliefs, where others refuse."""

    #: By state: which beliefs they could share so that all accept; `null` if there is none.
    common: dict[str, SharedReport] | None

    #: If there is none, what proves it: by party, weights with which the gains sum to less than 0 whatever happens.
    no_common: dict[str, Fraction] | None = None

    #: Who accepts.
    parties: list[str]


@dataclass(frozen=True, kw_only=True)
class AmplificationReport:
    """How much more a cluster would have to be worth."""

    #: The id of the cluster.
    cluster: str | None = None

    #: False if a smaller factor may do.
    exact: bool

    #: The factor; `null` if no factor is enough.
    factor: Fraction | None

    #: What kind of group it is.
    group: GroupKind


@dataclass(frozen=True, kw_only=True)
class AssumptionReport:
    """One assumption, and what became of it."""

    #: Why it is assumed, in the author's words.
    because: str | None

    #: What is claimed, in a sentence.
    claim: str

    #: Whether the model states that the claim does not hold; then what refutes it proves that.
    fails: bool = False

    #: Why, in a sentence; none if it is proved.
    message: str | None

    #: Its id, or where it stands.
    name: str

    #: Where it stands in the author's file.
    path: str

    #: How it was proved.
    proof: ProofReport2 | None

    #: What refutes it.
    refutation: RefutationReport | None

    #: Where it is stated.
    source: str | None

    #: Why it was not decided.
    undecided: UndecidedReport | None

    #: How it came out.
    verdict: VerdictName


@dataclass(frozen=True, kw_only=True)
class BalanceReport:
    """Weights of the parties' gains, and the most that any package reaches with them."""

    #: The largest sum of gains so counted over all feasible packages.
    best: Fraction

    #: The same sum of what the parties have without a deal.
    disagreement: Fraction

    #: True if mixing packages (a lottery, taking turns) could come to be acceptable to all; false if it is proven
    #: that no mixture is.
    mixture_may_help: bool

    #: By party, how often its gain, in the author's units, counts.
    weights: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class BeforeReport:
    """A package agreed before it is known which scenario holds."""

    #: By party, its expected gain.
    gains: dict[str, Fraction]

    #: The package.
    package: dict[str, Choice]


@dataclass(frozen=True, kw_only=True)
class BeliefsReport(Report):
    """What beliefs do to an agreement."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: If some accept by their own beliefs and some do not: the same among those who do, if they are several.
    among: AmongReport | None = None

    #: The clauses whose worth depends on what happens.
    clauses: list[ClauseReport]

    #: The command that makes such reports.
    command: str

    #: By state: which beliefs they could share so that all accept; `null` if there is none.
    common: dict[str, SharedReport] | None

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: The probabilities that follow from payoffs, where the package is agreed.
    events: list[EventReport] = field(default_factory=list)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: Whether it satisfies all rules and red lines.
    feasible: bool

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What the package is called, if it has a name.
    name: str | None

    #: What ids are called.
    names: Names

    #: If there is none, what proves it: by party, weights with which the gains sum to less than 0 whatever happens.
    no_common: dict[str, Fraction] | None = None

    #: The package.
    package: dict[str, Choice]

    #: By party.
    parties: dict[str, BelieverReport]

    #: With which beliefs there is some package that all accept, under what is settled beforehand.
    reach: list[ReachReport]

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: If that was asked: what is agreed while a belief that all share moves from one end to the other.
    shared_steps: list[CommonStepsReport] | None = None

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why not all of that was looked at, if so.
    stopped_by: Stop | None = None

    #: The model's title.
    title: str | None

    #: What the beliefs make of the package.
    verdict: Verdict2

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class BelieverReport:
    """What a party believes, and what that makes of the package."""

    #: Its gain by its own belief.
    gain: Fraction

    #: Its gain if it is certain that none of the states happens, at its ceiling at most.
    gain_without_states: Fraction

    #: By state.
    states: dict[str, OwnReport]


@dataclass(frozen=True, kw_only=True)
class BetterReport:
    """Points that leave nobody worse off and somebody better off."""

    #: Those with the fewest changes, by what they change.
    closest: list[MoveReport]

    #: How many there are that nothing dominates; `null` if they are too many to list, as with continuous issues.
    count: int | None

    #: The first of them; if they are too many, some that leave nobody worse off.
    points: list[AgreementReport]


@dataclass(frozen=True, kw_only=True)
class BindingReport:
    """A smallest set of parties whose consent is missing."""

    #: The package that comes closest.
    closest: AgreementReport

    #: Their ids.
    parties: list[str]

    #: By party of these, how far it is short of its disagreement value at the closest package; not positive if it is
    #: not.
    short: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class BlockingReport:
    """A coalition that blocks a package."""

    #: A package that gives each of them more.
    instead: AgreementReport

    #: Its members.
    members: list[str]


@dataclass(frozen=True, kw_only=True)
class BriefReport(Report):
    """The same in brief."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: The id of the concept by which the package is chosen; `null` if there is none.
    concept: str | None

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What ids are called.
    names: Names

    #: By party, what it gains; empty if nothing is agreed.
    parties: dict[str, ShareReport]

    #: Whether it is proven that this is what the concept chooses.
    proven: bool

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: How it ended.
    status: StatusName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why it stopped, if it did.
    stopped_by: Stop | None

    #: What there is to say, in a paragraph.
    summary: str

    #: By issue, what is agreed, and who gives and gets; empty if nothing is.
    terms: dict[str, TermReport]

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class BrokenReport:
    """A rule that is broken, or a red line that is crossed."""

    #: Why it is there, in the author's words.
    because: str | None

    #: Its name.
    name: str

    #: Where it stands in the author's file.
    path: str

    #: Who does not consent, where that is what it asks for.
    refused_by: dict[str, RefusalReport] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ByStateReport:
    """What a package is worth whatever happens, and what in the states."""

    #: Whatever happens.
    anyway: Fraction

    #: By state that adds something.
    states: dict[str, StateWorthReport]


@dataclass(frozen=True, kw_only=True)
class ChainReport:
    """Trades one after the other."""

    #: If it is below: points that leave nobody worse off than the end.
    above: BetterReport | None = None

    #: Where they end.
    end: EndName

    #: Why that is not known, if so.
    stopped_by: Stop | None

    #: The trades.
    trades: list[LinkReport]


@dataclass(frozen=True, kw_only=True)
class ChangeReport:
    """An issue that is settled otherwise."""

    #: By party, what this change alone adds to its utility.
    alone: dict[str, Fraction]

    #: The option or level before.
    from_: Choice

    #: The issue.
    issue: str

    #: The option or level after.
    to: Choice


@dataclass(frozen=True, kw_only=True)
class ChangedReport:
    """A package, by what it changes in another one."""

    #: The issues settled otherwise.
    changed: list[DifferenceReport]

    #: By party, its utility less that of the other package.
    difference: dict[str, Fraction]

    #: If other levels with the same options are exactly as good: by party, the least and the most that it gains then.
    equally_good: dict[str, tuple[Fraction, Fraction]] | None = None

    #: By party, the utility less that without a deal.
    gains: dict[str, Fraction]

    #: The first of the packages in declaration order.
    package: dict[str, Choice]

    #: How many packages have exactly these utilities; left out with continuous issues.
    packages: int | None = None

    #: Chosen by ranks: by party, 1 and how many of the packages that compete are better for it.
    ranks: dict[str, int] = field(default_factory=dict)

    #: By party.
    utilities: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class CheckReport(Report):
    """What is wrong with a model, and what is suspicious."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: The findings, in the order of the text.
    diagnostics: list[FindingReport]

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What ids are called.
    names: Names

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: What came of it.
    status: CheckedName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Whether a limit or an interruption ended the search for warnings.
    stopped: bool = False

    #: Which one, if so.
    stopped_by: Stop | None = None

    #: What the model holds; `null` if it cannot be used.
    summary: HeldReport | None

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class ChoosesReport:
    """What a concept chooses."""

    #: Its id.
    concept: str

    #: What it is called.
    name: str

    #: The places of its points in the list, from 0; none with continuous issues.
    points: list[int]

    #: The utilities of each of its points, by party.
    utilities: list[dict[str, Fraction]]


@dataclass(frozen=True, kw_only=True)
class ChosenReport:
    """What a criterion chooses."""

    #: The packages, equally good.
    packages: list[dict[str, Choice]]

    #: Its value.
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class ClauseReport:
    """A clause whose worth depends on what happens."""

    #: Whether it is a bet and nothing else.
    bet: bool

    #: Its options and levels, by issue.
    clause: dict[str, Choice]

    #: By party, then by believer: its worth to the party if the believer is right.
    values: dict[str, dict[str, Fraction]]


@dataclass(frozen=True, kw_only=True)
class CloseReport:
    """What may be better than a choice, or as good, as utilities follow curves whose values are known within an
    error."""

    #: Whether no other package may be; else there may be more.
    all: bool

    #: Whether other levels of continuous issues may be better with the same options.
    levels: bool = False

    #: Other packages that may be better, as they were calculated.
    packages: list[AgreementReport]


@dataclass(frozen=True, kw_only=True)
class CoalitionReport:
    """A coalition that can decide alone."""

    #: What it chooses; empty if its members cannot agree.
    agreements: list[AgreementReport]

    #: Its members.
    members: list[str]


@dataclass(frozen=True, kw_only=True)
class CoalitionsReport:
    """What coalitions that can decide alone would do."""

    #: The smallest coalitions whose consent is enough.
    of: list[CoalitionReport]

    #: Why there are no more, if a limit was met.
    stopped_by: Stop | None = None

    #: What one table chooses, and who would rather have something else.
    table: list[TabledReport]


@dataclass(frozen=True, kw_only=True)
class CommonStepReport:
    """Probabilities with which the same is agreed."""

    #: Whether it is known what is agreed.
    decided: bool

    #: From this probability.
    from_: Fraction

    #: The Nash package, the first of several; `null` if nothing is agreed.
    package: dict[str, Choice] | None

    #: How many there are that are equally good throughout.
    packages: int

    #: To this one.
    to: Fraction


@dataclass(frozen=True, kw_only=True)
class CommonStepsReport:
    """What is agreed while the probability of a state moves, which all think the same."""

    #: Whose beliefs all share in the other states, if parties think differently of them.
    elsewhere: str | None = None

    #: The largest.
    high: Fraction

    #: The least probability.
    low: Fraction

    #: The state.
    state: str

    #: From the least to the largest, each from where the one before ends; without width where something is agreed
    #: with one probability alone.
    steps: list[CommonStepReport]

    #: Of the packages that are agreed somewhere, the one that all accept over the widest range of probabilities;
    #: `null` if there is none, or if one with a wider range may be agreed where it is not decided.
    widest: WidestReport | None


@dataclass(frozen=True, kw_only=True)
class CompareReport(Report):
    """Several models side by side."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: By concept, what it is called.
    concepts: dict[str, str]

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: Of two models whose answers differ: the fewest numbers that turn the first answer into the second.
    fewest: FewestReport | None = None

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: The models.
    models: list[ModelReport]

    #: What ids are called.
    names: Names

    #: The numbers that differ.
    numbers: list[NumberReport]

    #: What only some of the models have.
    only: list[OnlyReport]

    #: The version of the report format.
    report: int

    #: Whether nothing differs, neither in the models nor in the answers.
    same: bool

    #: Whether all answers are the same: how they end, and the packages of every concept.
    same_answer: bool

    #: Of two models, how the answers differ, in the words of the negotiation.
    sections: list[SectionReport]

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class CompensationReport:
    """What a party would need."""

    #: By cluster, the smallest factor for what it is worth to the party with which some package would be accepted.
    amplification: list[AmplificationReport]

    #: The package that gives it most of those that the others accept.
    best: AgreementReport

    #: By issue, with what combinations add; the values sum to the utility.
    breakdown: list[Record]

    #: By cluster; likewise.
    by_cluster: list[GroupReport]

    #: Where the model has states: what comes whatever happens, and what is expected of each state. They sum to the
    #: utility, but for a ceiling.
    by_state: ByStateReport | None = None

    #: How far it is short at best.
    short: Fraction


@dataclass(frozen=True, kw_only=True)
class ConceptName:
    """What a concept is called, and what it looks at."""

    #: Whether a smaller value is better.
    less_is_better: bool = False

    #: What its value is; of a concept that chooses lotteries, what it looks for.
    measures: str

    #: Its name.
    name: str


@dataclass(frozen=True, kw_only=True)
class ConcessionReport:
    """The fewest changes with which a party would accept."""

    #: On how many issues it would have to be met; `null` if it accepts nothing.
    changes: int | None

    #: The package after these changes.
    package: ChangedReport | None

    #: Why this is not known, if the search for it stopped early.
    stopped_by: Stop | None


@dataclass(frozen=True, kw_only=True)
class ConcessionsReport(Report):
    """Why a package is refused."""

    #: Whether it is feasible and the acceptance rule passes it.
    acceptable: bool

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: What parties have said that they want, and what becomes of it in the package.
    aims: list[AimReport] = field(default_factory=list)

    #: Why the last of the aims are not among these, if so.
    aims_stopped_by: Stop | None = None

    #: If it is not acceptable and nothing is better: an acceptable package with exactly its utilities, if there is
    #: one.
    as_good: AgreementReport | None = None

    #: With continuous issues: by party, the acceptable package that leaves nobody worse off and gives this party the
    #: most; `null` if that is not known, or if there is none.
    better_for: dict[str, AgreementReport] | None = None

    #: The rules that it breaks.
    broken: list[BrokenReport]

    #: The command that makes such reports.
    command: str

    #: By party that refuses, the fewest changes with which it would accept.
    concessions: dict[str, ConcessionReport]

    #: Why a search for these stopped early, if one did.
    concessions_stopped_by: Stop | None

    #: What each party has without a deal.
    disagreement: dict[str, FloorReport]

    #: The acceptable packages that leave no party worse off; `null` if that is not known, left out with continuous
    #: issues.
    dominated_by: list[AgreementReport] | None = None

    #: How many there are, if not all are listed.
    dominated_by_count: int | None = None

    #: Whether there are more than could be listed and counted, of which these have the largest sum of utilities.
    dominated_by_more: bool = False

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: Whether it satisfies all rules and red lines.
    feasible: bool

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: By party, the most that it could gain over this package without loss to any other; `null` if that is not known.
    improvement: dict[str, Fraction] | None

    #: What it is called, if it has a name.
    name: str | None

    #: What ids are called.
    names: Names

    #: The nearest packages that everybody accepts; `null` if there is none, or it is not known.
    nearest: NearestReport | None

    #: Why they are not known, if so.
    nearest_stopped_by: Stop | None

    #: The package.
    package: dict[str, Choice]

    #: How each party stands to it.
    parties: dict[str, PartyReport]

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: What becomes of the package.
    status: Verdict

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why the search for better packages stopped early, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: The best small trade from the package: of the fewest issues, one that makes it acceptable if it is not, or else
    #: one that leaves nobody worse off; left out if none was found.
    trade: LinkReport | None = None

    #: What to keep in mind, in words: what the model leaves unsaid.
    warnings: list[str] = field(default_factory=list)

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class ConflictsReport:
    """Minimal conflicts and corrections."""

    #: Whether these are all.
    complete: bool

    #: Minimal sets of demands that together leave no acceptable package, the smallest first.
    conflicts: list[list[Record]]

    #: Minimal sets of demands without which the others leave one, the smallest first.
    corrections: list[list[Record]]

    #: Why the search for them stopped early, if it did.
    stopped_by: Stop | None


@dataclass(frozen=True, kw_only=True)
class ContradictionReport:
    """Statements that contradict each other."""

    #: Why they are made, in the author's words.
    because: list[str | None]

    #: Whether a larger scale, or a smaller margin, would make room for all of them.
    by_scale: bool

    #: What they say, in words.
    said: list[str]

    #: Their places in the list of statements, from 0.
    statements: list[int]


@dataclass(frozen=True, kw_only=True)
class CounterReport(Report):
    """Counteroffers."""

    #: Whether it is feasible and the acceptance rule passes it.
    acceptable: bool

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: By party, whether it accepts.
    accepts: dict[str, bool]

    #: The counteroffer that is best for the party.
    best: OfferReport | None

    #: The rules that it breaks.
    broken: list[BrokenReport]

    #: The counteroffers with the fewest changes.
    closest: MovesReport

    #: The command that makes such reports.
    command: str

    #: Packages that are worth exactly as much to the party, to no other party less and to some more; `null` if that
    #: is not known.
    equally_good: BetterReport | None

    #: Why that is not known, if so.
    equally_good_stopped_by: Stop | None = None

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: Whether there is a counteroffer, if that is known.
    exist: bool | None

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: The first of them: the best ones for the party.
    frontier: list[AgreementReport]

    #: How many of them were found.
    frontier_found: int

    #: How many utility vectors of counteroffers no other one dominates; `null` if that is not known, or with
    #: continuous issues.
    frontier_points: int | None

    #: Why there may be more, if so.
    frontier_stopped_by: Stop | None

    #: By party, the utility less that without a deal.
    gains: dict[str, Fraction]

    #: The most that the party gets from any package that the others accept; `null` if they accept none, or if that is
    #: not known.
    most: Fraction | None

    #: What it is called, if it has a name.
    name: str | None

    #: What ids are called.
    names: Names

    #: If there is no counteroffer: why.
    obstacle: ObstacleReport | None

    #: Whether no deal is better for the party than the package, so that a counteroffer has to leave it as much as
    #: that.
    over_no_deal: bool

    #: The package.
    package: dict[str, Choice]

    #: The party that looks for a counteroffer.
    party: str

    #: Changes of at most so many issues were looked at for these.
    reach: int

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: Whether there are counteroffers; `stopped` if something may be missing.
    status: FoundName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why the search stopped early, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: By party, its utility.
    utilities: dict[str, Fraction]

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class CoverReport:
    """What a cover guarantees: see `Cover`."""

    #: If it was asked for by its number of points: with this share of each party's range, no so many points have
    #: every point of the frontier within it, which is proven. With `epsilon`, those that were found do.
    beyond: Fraction | None = None

    #: The share of each party's range that was asked for; or that was found, if a number of points was.
    epsilon: Fraction

    #: If it was asked for by its tolerance: fewer points than this do not cover the whole frontier, which is proven.
    fewest: int | None = None

    #: By party, how much worse than a package the point may be that stands for it.
    tolerance: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class DiffReport(Report):
    """What differs between two reports."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What ids are called.
    names: Names

    #: The command that made both.
    of: str

    #: Every place where they differ.
    places: list[PlaceReport]

    #: The version of the report format.
    report: int

    #: Whether they say the same.
    same: bool

    #: What differs, in the words of the negotiation.
    sections: list[SectionReport]

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class DifferenceReport:
    """An issue that is settled otherwise."""

    #: How it was settled.
    from_: Choice

    #: The issue.
    issue: str

    #: How it is now.
    to: Choice


@dataclass(frozen=True, kw_only=True)
class DividedReport:
    """An issue that is settled both ways."""

    #: The issue.
    issue: str

    #: By party, how much of it goes its way; these sum to 1.
    shares: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class DominatedReport:
    """A tactic than which another one is never worse."""

    #: The other one.
    by: str

    #: Whether that is better against everything.
    strictly: bool

    #: The tactic.
    tactic: str


@dataclass(frozen=True, kw_only=True)
class DossierReport(Report):
    """All there is to say of a model."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command line that makes it.
    asked: str

    #: The answer in brief, and a term sheet.
    brief: BriefReport

    #: The command that makes such reports.
    command: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: Why there is no agreement, if there is none.
    explain: ExplainReport | None = None

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What cannot be improved for one party without loss to another.
    frontier: SampleReport | None = None

    #: Whether what the concepts choose is told in full on the page.
    gains: bool

    #: Which promises of the Nash package would be kept.
    holds: HoldsReport | None = None

    #: By section that was asked for and could not be answered: why.
    left_out: dict[str, str] = field(default_factory=dict)

    #: How the issues are linked.
    linkage: LinkageReport | None = None

    #: What ids are called.
    names: Names

    #: By proposal, what becomes of it.
    proposals: dict[str, EvaluateReport] = field(default_factory=dict)

    #: What ways of talking lead to.
    protocol: ProtocolReport | None = None

    #: What its author says of numbers and rules: why, and where that is taken from.
    reasons: list[ReasonReport] = field(default_factory=list)

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: What the concepts choose.
    solve: SolveReport

    #: Which file it is about; left out of what was imported.
    source: SourceReport | None = None

    #: Where its author takes facts from.
    sources: list[str] = field(default_factory=list)

    #: How far numbers may move while the answer stays.
    stability: StabilityReport | None = None

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: What becomes of the answer when the numbers are drawn from their ranges.
    sweep: SweepReport | None = None

    #: What became of the assumptions.
    test: TestReport | None = None

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class DriverReport:
    """What an uncertain number does to the result: estimates."""

    #: By party, its rank correlation with the party's utility.
    correlations: dict[str, float]

    #: Its rank correlation with whether there is a deal.
    deal_correlation: float

    #: The share of the variance of whether there is a deal that it explains.
    deal_share: float

    #: The most it may be.
    high: Fraction

    #: How likely a package could be proposed that is accepted if the number were known; `null` if nothing was drawn,
    #: or nothing ever is.
    known: float | None

    #: The least it may be.
    low: Fraction

    #: What the number is, in words.
    name: str

    #: The party.
    party: str

    #: Where the number stands in the author's file.
    path: str

    #: By party, the share of the variance of the party's utility that it explains.
    shares: dict[str, float]

    #: The number itself.
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class ElicitReport(Report):
    """What fits statements."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What ids are called.
    names: Names

    #: The parties that something was said of, in the model's order.
    parties: list[ElicitedReport]

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: How many statements there are.
    statements: int

    #: `fitted`, or `contradictory` if that is so for some party; `stopped` if that is not known of all.
    status: FittedName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why not all parties were looked at, if so.
    stopped_by: Stop | None = None

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class ElicitedReport:
    """What was found out about one party."""

    #: Minimal sets of statements that cannot all be true.
    contradictions: list[ContradictionReport] = field(default_factory=list)

    #: Statements of degree, and what the values make of them.
    graded: list[GradedReport] = field(default_factory=list)

    #: Whether the values satisfy every ordinal statement exactly.
    holds: bool | None = None

    #: The party.
    party: str

    #: `fitted` or `contradictory`.
    status: FittedName

    #: Issues without values of which nothing was said.
    untouched: list[str] = field(default_factory=list)

    #: What options are worth.
    values: list[EstimateReport] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a search ended, and why it stopped before its answer was proven, if it did."""

    #: How it ended.
    status: StatusName

    #: Why it stopped, if it did.
    stopped_by: Stop | None


@dataclass(frozen=True, kw_only=True)
class EstimateReport:
    """What an option is worth."""

    #: The most that fits.
    high: Fraction

    #: The issue.
    issue: str

    #: The least that fits.
    low: Fraction

    #: The option, or the level.
    option: Choice

    #: A value that fits.
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class EvaluateReport(Report):
    """A package on the table."""

    #: Whether it is feasible and the acceptance rule passes it.
    acceptable: bool

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: What parties have said that they want, and what becomes of it in the package.
    aims: list[AimReport] = field(default_factory=list)

    #: Why the last of the aims are not among these, if so.
    aims_stopped_by: Stop | None = None

    #: If it is not acceptable and nothing is better: an acceptable package with exactly its utilities, if there is
    #: one.
    as_good: AgreementReport | None = None

    #: With continuous issues: by party, the acceptable package that leaves nobody worse off and gives this party the
    #: most; `null` if that is not known, or if there is none.
    better_for: dict[str, AgreementReport] | None = None

    #: The rules that it breaks.
    broken: list[BrokenReport]

    #: The command that makes such reports.
    command: str

    #: The acceptable packages that leave no party worse off; `null` if that is not known, left out with continuous
    #: issues.
    dominated_by: list[AgreementReport] | None = None

    #: How many there are, if not all are listed.
    dominated_by_count: int | None = None

    #: Whether there are more than could be listed and counted, of which these have the largest sum of utilities.
    dominated_by_more: bool = False

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: Whether it satisfies all rules and red lines.
    feasible: bool

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: By party, the most that it could gain over this package without loss to any other; `null` if that is not known.
    improvement: dict[str, Fraction] | None

    #: What it is called, if it has a name.
    name: str | None

    #: What ids are called.
    names: Names

    #: The package.
    package: dict[str, Choice]

    #: How each party stands to it.
    parties: dict[str, PartyReport]

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: What becomes of the package.
    status: Verdict

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why the search for better packages stopped early, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: The best small trade from the package: of the fewest issues, one that makes it acceptable if it is not, or else
    #: one that leaves nobody worse off; left out if none was found.
    trade: LinkReport | None = None

    #: What to keep in mind, in words: what the model leaves unsaid.
    warnings: list[str] = field(default_factory=list)

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class EventReport:
    """A probability that follows from payoffs."""

    #: `attack`, `breach` or `execution`.
    event: str

    #: Whether it happens.
    happens: bool

    #: The least gain for which an attack would still pay.
    least_gain: Fraction | None

    #: Whose belief it is.
    party: str

    #: Where it stands in the author's file.
    path: str

    #: The probability of resistance, or of being found out.
    probability: Fraction | None

    #: From which on it does not happen.
    threshold: Fraction | None


@dataclass(frozen=True, kw_only=True)
class ExchangeReport:
    """Two issues that trade against each other."""

    #: By party, by how much the example raises its utility.
    change: dict[str, Fraction]

    #: The change with the largest product of gains, with the parties' weights.
    example: dict[str, Choice]

    #: In how many ways both can be changed so.
    ways: int


@dataclass(frozen=True, kw_only=True)
class ExpectedReport:
    """What is expected of a state."""

    #: How likely the party thinks it.
    belief: Fraction

    #: The state.
    state: str

    #: What is added if it happens.
    worth: Fraction


@dataclass(frozen=True, kw_only=True)
class ExplainReport(Report):
    """Why there is no agreement."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: By party that binds alone, what it would need; `null` alike.
    compensation: dict[str, CompensationReport] | None

    #: Why some of that is missing, if so.
    compensation_stopped_by: Stop | None = None

    #: What cannot be had together, and what would have to be given up; `null` alike.
    conflicts: ConflictsReport | None

    #: What each party has without a deal.
    disagreement: dict[str, FloorReport]

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What ids are called.
    names: Names

    #: The parties that bind, and the closest packages; `null` if there is an agreement, or none is known.
    no_deal: NoDealReport | None

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: By party, how far its disagreement value would have to fall if it alone gave way; `null` if that would not be
    #: enough, however far. `null` as a whole alike, or if a search stopped before it was known.
    short_alone: dict[str, Fraction | None] | None

    #: How it ended.
    status: StatusName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why it stopped, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class ExportReport(Report):
    """A model as files of another program."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The files.
    files: list[FileReport]

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What the format has no place for, though it changes no answer.
    lost: list[str]

    #: What ids are called.
    names: Names

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class FewestReport:
    """The fewest numbers that turn one answer into another."""

    #: So many are needed at least, as far as that was found out.
    at_least: int | None = None

    #: The concept whose answer is meant.
    concept: str

    #: If the fewest were not found out: some that are enough.
    enough: list[str] | None = None

    #: Where they stand: proven to be as few as possible; `null` if none are, or if that was not found out.
    numbers: list[str] | None

    #: Whether some of the numbers that both models say turn it; `null` if that was not found out. If not, what else
    #: differs does.
    possible: bool | None


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """A file."""

    #: Its name.
    name: str

    #: What is in it.
    text: str


@dataclass(frozen=True, kw_only=True)
class FindingReport:
    """A finding."""

    #: What kind it is: the text of a `Code`.
    code: str

    #: The file in which it stands, where a model comes from several.
    file: str | None = None

    #: What to do.
    help: str | None = None

    #: A few words beside the place.
    label: str | None = None

    #: What is wrong, in one line.
    message: str

    #: The path of the value, like `$.issues.price.options[2]`.
    path: str

    #: Other places that have to do with it.
    related: list[RelatedReport] = field(default_factory=list)

    #: How bad it is.
    severity: Severity

    #: Where it stands in the text, if there is a text.
    span: Span | None


@dataclass(frozen=True, kw_only=True)
class FinishReport:
    """How talks end."""

    #: The rules and red lines that the package breaks, by name.
    broken: list[str] = field(default_factory=list)

    #: In which way.
    finish: FinishName

    #: By party, its gain over no deal then.
    gains: dict[str, Fraction]

    #: Who leaves.
    left_by: list[str] = field(default_factory=list)

    #: How likely it is.
    likely: Fraction

    #: The package that is agreed, or the last one on the table.
    package: dict[str, Choice] | None

    #: By party that refuses, what it is short by; 0 if it refuses for a red line alone.
    refused_by: dict[str, Fraction] = field(default_factory=dict)

    #: In which round, where there are rounds.
    round: int | None = None


@dataclass(frozen=True, kw_only=True)
class FloorReport:
    """What a party has without a deal."""

    #: Why it is so much, in the author's words.
    because: str | None

    #: Where that stands in the author's file.
    path: str

    #: Its utility.
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class FrontierReport(Report):
    """What cannot be improved for one party without loss to another."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: What concepts choose of it, where that was asked and is proven.
    chosen: list[ChoosesReport] = field(default_factory=list)

    #: The command that makes such reports.
    command: str

    #: Whether all points are there.
    complete: bool

    #: If points are missing but some are there: all points are there in which the first party has at least this
    #: utility.
    complete_from: Fraction | None = None

    #: The ids of the continuous issues, if there are some.
    continuous: list[str] = field(default_factory=list)

    #: If the points are a cover: what it guarantees. The numbers of packages are then the least that there are.
    cover: CoverReport | None = None

    #: By party, its utility without a deal.
    disagreement: dict[str, Fraction]

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: Of which packages it is the frontier.
    frontier: TargetName

    #: By party, its best utility among the packages that every party accepts.
    ideal: dict[str, Fraction] | None

    #: What ids are called.
    names: Names

    #: With continuous issues: in how many ways the options of the other issues can be chosen, feasible or not; in
    #: decimal digits.
    option_choices: int | None = None

    #: Without continuous issues: how many packages there are.
    packages: PackageCounts | None = None

    #: The ids of the parties, in declaration order.
    parties: list[str]

    #: With continuous issues: the points and segments.
    pieces: list[EntryReport] | None = None

    #: The points.
    points: list[EntryReport] | None = None

    #: How many were listed, where the writing was ended before all of them were.
    points_listed: int | None = None

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: How it ended.
    status: StatusName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why it stopped, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: With continuous issues, if it is a cover: by party, how much worse a listed point may be than a package that it
    #: stands for. If it is not, the frontier is exact.
    tolerance: dict[str, Fraction] | None = None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class GameReport:
    """A game of a tournament."""

    #: How it ended.
    end: FinishReport

    #: By party, its tactic.
    tactics: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class GradedReport:
    """A statement of degree."""

    #: What the values give.
    fitted: Fraction

    #: What it says, in words.
    said: str

    #: What was said.
    stated: Fraction

    #: Its place in the list of statements, from 0.
    statement: int


@dataclass(frozen=True, kw_only=True)
class GroupReport:
    """What a group of issues contributes."""

    #: The id of the cluster.
    cluster: str | None = None

    #: What kind of group it is.
    group: GroupKind

    #: The value.
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class HeldReport:
    """What a model holds."""

    #: How many of the issues are continuous, if some are; then `packages` counts the ways to choose the options.
    continuous: int | None = None

    #: By party whose utilities follow curves: none is further than this from the true one.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: How many issues.
    issues: int

    #: How many packages there are, feasible or not; in decimal digits.
    packages: str

    #: How many parties.
    parties: int

    #: Its title.
    title: str | None

    #: How many numbers say that they are to be replaced.
    to_replace: int | None = None


@dataclass(frozen=True, kw_only=True)
class HistogramReport:
    """How many draws lie between round numbers."""

    #: By bin, in how many draws the utility lies in it.
    draws: list[int]

    #: Where the first bin begins.
    from_: Fraction

    #: How wide each bin is; a number at an end belongs to the bin that begins there.
    step: Fraction


@dataclass(frozen=True, kw_only=True)
class HoldsReport(Report):
    """Which promises would be broken."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: The concept.
    concept: str

    #: Its name.
    concept_name: str

    #: By party, what it loses (less than 0) or gains by that: what not trusting comes to.
    difference: dict[str, Fraction] | None

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: Whether every promise holds.
    holds: bool

    #: What the package is called, if it has a name.
    name: str | None

    #: What ids are called.
    names: Names

    #: If one would be broken: the nearest packages that everybody accepts and with which all promises hold; `null` if
    #: there is none, or if it is not known.
    nearest: NearestReport | None

    #: The package.
    package: dict[str, Choice]

    #: The promises that are asked where it is agreed.
    promises: list[PromiseReport]

    #: The version of the report format.
    report: int

    #: What it chooses where all promises must hold.
    required: AgreementReport | None

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why not all of that is known, if so.
    stopped_by: Stop | None = None

    #: If the concept chooses several packages, which are equally good: how many.
    tied: str | None = None

    #: How many of these it chooses where all promises must hold, too.
    tied_holding: str | None = None

    #: The model's title.
    title: str | None

    #: What the concept chooses as promises are believed; `null` if nothing is agreed, or if it is not known.
    trusting: AgreementReport | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class InformationReport:
    """What it would be worth to know more: estimates."""

    #: The package that is acceptable most often.
    best: dict[str, Choice]

    #: How likely some package is.
    everything: float

    #: How likely it is acceptable.
    now: float


@dataclass(frozen=True, kw_only=True)
class InsteadReport:
    """What would be agreed instead."""

    #: By party, its utility less that of the package.
    difference: dict[str, Fraction]

    #: If other levels with the same options are exactly as good: by party, the least and the most that it gains then.
    equally_good: dict[str, tuple[Fraction, Fraction]] | None = None

    #: By party, the utility less that without a deal.
    gains: dict[str, Fraction]

    #: The first of the packages in declaration order.
    package: dict[str, Choice]

    #: How many packages have exactly these utilities; left out with continuous issues.
    packages: int | None = None

    #: Chosen by ranks: by party, 1 and how many of the packages that compete are better for it.
    ranks: dict[str, int] = field(default_factory=dict)

    #: By party.
    utilities: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class IntervalReport:
    """An interval."""

    #: What is chosen above.
    above: dict[str, Choice] | None

    #: What is chosen below; `null` if there is no limit, or none.
    below: dict[str, Choice] | None

    #: The least it may be; `null` if there is no limit, or nothing is known.
    from_: Fraction | None

    #: What `from` is.
    from_is: EndReport

    #: The number now.
    now: Fraction

    #: Whether it is refused above.
    refused_above: bool = False

    #: Whether it is refused below.
    refused_below: bool = False

    #: The most it may be; `null` if there is no limit, or nothing is known.
    to: Fraction | None

    #: What `to` is.
    to_is: EndReport


@dataclass(frozen=True, kw_only=True)
class IntervalsReport:
    """Between which values each number may move, all others as they are."""

    #: By party, its disagreement value.
    disagreement: dict[str, IntervalReport]

    #: The numbers of utilities, where they have a limit.
    values: list[WrittenReport]

    #: By party, its weight; `null` if it has none, or the concept weighs nobody.
    weight: dict[str, IntervalReport | None]


@dataclass(frozen=True, kw_only=True)
class IssueName:
    """What an issue is called, and what its options are."""

    #: The id of its cluster.
    cluster: str | None = None

    #: Whether it is settled by any level in a range.
    continuous: bool = False

    #: Its name.
    name: str

    #: By option, its name; left out where options are levels, which speak for themselves.
    options: dict[str, str] = field(default_factory=dict)

    #: What holds today; left out with a range of levels.
    today: Choice | None = None

    #: What its levels count or measure.
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class LevelReport:
    """Between which levels of a continuous issue agreements lie; not all between need be possible."""

    #: The lowest level of an agreement; `null` if there is none.
    from_: Fraction | None

    #: The issue.
    issue: str

    #: The highest.
    to: Fraction | None

    #: Options that leave less.
    with_: list[SpanReport]


@dataclass(frozen=True, kw_only=True)
class LiftedReport:
    """What could be agreed without a rule or a red line."""

    #: The package that has it.
    best: AgreementReport | None

    #: The product of gains of the best of them.
    nash_product: str | None

    #: How many packages are acceptable, in digits; `null` if they were not counted.
    packages: str | None

    #: Where it stands in the model.
    path: str

    #: Its id, or what it says.
    without: str


@dataclass(frozen=True, kw_only=True)
class LinkReport:
    """A trade in a chain."""

    #: Whether the package is then feasible and the acceptance rule passes it.
    acceptable: bool

    #: The issues that are settled otherwise.
    changes: list[ChangeReport]

    #: By party, that utility less what it has without a deal.
    gains: dict[str, Fraction]

    #: What it does.
    kind: LinkName

    #: The clusters of the issues, if there are several.
    links: list[str] = field(default_factory=list)

    #: Whether another trade of as few changes may be better: not all of them were looked at.
    perhaps_better: bool = False

    #: By party, the rise of its utility.
    rises: dict[str, Fraction]

    #: By party, what the changes add together beyond what each adds alone; left out where that is nothing.
    together: dict[str, Fraction] = field(default_factory=dict)

    #: By party, its utility then.
    utilities: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class LinkageReport(Report):
    """How issues are linked."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: Pairs of issues that trade against each other at the recommended package.
    exchanges: list[ExchangeReport]

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: Every continuous issue: what levels it can have in agreements.
    levels: list[LevelReport] = field(default_factory=list)

    #: What could be agreed without a rule or a red line.
    lifted: list[LiftedReport]

    #: What ids are called.
    names: Names

    #: What can be agreed as things stand.
    now: ProspectReport

    #: Every option of every issue.
    options: list[OptionReport]

    #: The version of the report format.
    report: int

    #: What options require; `null` if there are too many acceptable packages to look at all.
    requirements: list[RequirementReport] | None

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why the search stopped before all was found, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: By party, how many packages would be acceptable if it accepted anything.
    without_consent: dict[str, str | None]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class LotteriesReport:
    """How looking for lotteries ended."""

    #: How looking for packages ended.
    packages: Ended

    #: How it ended.
    status: StatusName

    #: Why it stopped, if it did.
    stopped_by: Stop | None

    #: So many of the warnings, the last ones, are about lotteries.
    warnings: int


@dataclass(frozen=True, kw_only=True)
class LotteryPart:
    """A package in a lottery."""

    #: The package.
    package: dict[str, Choice]

    #: How probable it is; these sum to 1.
    probability: Fraction

    #: By party, its utility if this package is drawn.
    utilities: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class MixedOfferReport:
    """An offer of a lottery."""

    #: By party, its expected gain over no deal.
    gains: dict[str, Fraction]

    #: The packages, the most probable first.
    lottery: list[LotteryPart]


@dataclass(frozen=True, kw_only=True)
class MixedPairReport:
    """What the first party always offers, and what the second does, as lotteries."""

    #: By the first.
    first: MixedOfferReport

    #: By the second.
    second: MixedOfferReport


@dataclass(frozen=True, kw_only=True)
class MixedReport:
    """How two parties mix tactics in equilibrium."""

    #: The equilibria in which both mix: by party and tactic, with which probability.
    found: list[dict[str, dict[str, Fraction]]]

    #: Why not all were looked for, if a limit was met.
    stopped_by: Stop | None = None

    #: Whether there may be more, also such in which only one mixes, since tactics are equally good somewhere.
    ties: bool


@dataclass(frozen=True, kw_only=True)
class MixtureReport:
    """Why nothing can be agreed, with continuous issues."""

    #: Whether there is a package that satisfies all rules and red lines.
    feasible: bool

    #: By party, weights of gains for which every package's sum is negative, so that no mixture of packages would be
    #: acceptable either; `null` if there are none.
    weights: dict[str, Fraction] | None


@dataclass(frozen=True, kw_only=True)
class ModelReport:
    """One of the models."""

    #: How many packages every party accepts, in decimal digits; left out where that is not counted.
    acceptable: str | None = None

    #: By concept, the first package that it chooses.
    chosen: dict[str, AgreementReport]

    #: The names of its files.
    name: str

    #: What ids are called in it.
    names: Names

    #: The numbers that the question put in the place of what its author wrote.
    set: list[SetReport] = field(default_factory=list)

    #: How it ended.
    status: StatusName

    #: Why it stopped, if it did.
    stopped_by: Stop | None


@dataclass(frozen=True, kw_only=True)
class MoveReport:
    """A move from one package to another."""

    #: Whether the package is then feasible and the acceptance rule passes it.
    acceptable: bool

    #: The issues that are settled otherwise.
    changes: list[ChangeReport]

    #: By party, that utility less what it has without a deal.
    gains: dict[str, Fraction]

    #: The clusters of the issues, if there are several.
    links: list[str] = field(default_factory=list)

    #: By party, the rise of its utility.
    rises: dict[str, Fraction]

    #: By party, what the changes add together beyond what each adds alone; left out where that is nothing.
    together: dict[str, Fraction] = field(default_factory=dict)

    #: By party, its utility then.
    utilities: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class MovedNumberReport:
    """A number that is not what the file says."""

    #: What it is instead.
    becomes: Fraction

    #: The most it may be.
    high: Fraction

    #: The least it may be.
    low: Fraction

    #: What it is, in words.
    name: str

    #: The party whose number it is.
    party: str

    #: Where it stands in the author's file.
    path: str

    #: What the file says.
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class MovedReport:
    """By how much one number would have to move for the package to be chosen."""

    #: The parties for which every number a little beyond would do, and not this one itself.
    beyond: OfPartiesReport

    #: By party, the nearest disagreement value that would do; `null` if there is none, or none is known.
    disagreement: dict[str, Fraction | None]

    #: By party, its disagreement value and its weight now; no weights if the concept weighs nobody.
    now: NowReport

    #: The parties for which a nearer number might do, too.
    rounded: OfPartiesReport

    #: The parties for which `null` says that it is not decided, and not that there is none.
    undecided: OfPartiesReport

    #: The numbers of utilities, but for those of which none would do.
    values: list[WrittenReport2]

    #: By party, the nearest weight, to some digits; `null` if there is none, or none is known, or the concept weighs
    #: nobody.
    weight: dict[str, Fraction | None]


@dataclass(frozen=True, kw_only=True)
class MovesReport:
    """Minimal moves: no part of one does it alone."""

    #: The best of them.
    best: list[MoveReport]

    #: Whether the search went as far as asked.
    complete: bool

    #: By how many issues they change together, from one on: how many were found.
    counts: list[int]

    #: All of up to so many issues were found.
    issues: int

    #: Why it did not, if so.
    stopped_by: Stop | None


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the ids in a report are called."""

    #: By cluster, its name.
    clusters: dict[str, str] = field(default_factory=dict)

    #: By issue.
    issues: dict[str, IssueName]

    #: By party.
    parties: dict[str, PartyName]

    #: By proposal, its name.
    proposals: dict[str, str] = field(default_factory=dict)

    #: By state, its name.
    states: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NearestReport:
    """The nearest packages that everybody accepts."""

    #: On how many issues they differ from the package.
    changes: int

    #: How many there are that no other one of them improves upon. With continuous issues, how many choices of the
    #: issues that are changed there are; `null` if not all were gone through.
    found: int | None

    #: These, the one that costs nobody much first; the first ones if there are many. With continuous issues, one for
    #: each choice.
    packages: list[ChangedReport]


@dataclass(frozen=True, kw_only=True)
class NoDealReport:
    """Why no package is acceptable."""

    #: Weights that prove it, if there are such weights.
    balance: BalanceReport | None

    #: The smallest sets of parties whose consent is missing.
    binding: list[BindingReport]

    #: True if the rules and red lines alone leave no package.
    infeasible: bool

    #: Why the search for these reasons stopped early, if it did.
    stopped_by: Stop | None


@dataclass(frozen=True, kw_only=True)
class NowReport:
    """What numbers are now."""

    #: By party, its disagreement value.
    disagreement: dict[str, Fraction]

    #: By party, its weight.
    weight: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class NumberReport:
    """A number that differs."""

    #: Where it stands in the models.
    path: str

    #: By model, in order, what it is; `null` where it is not said.
    values: list[Fraction | None]


@dataclass(frozen=True, kw_only=True)
class ObstacleReport:
    """Why there is no counteroffer."""

    #: What it is.
    kind: ObstacleName

    #: The parties each of which refuses every package that the party prefers.
    parties: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class OfPartiesReport:
    """Parties by what is meant of them."""

    #: Those whose disagreement value is meant.
    disagreement: list[str]

    #: Those whose weight is meant.
    weight: list[str]


@dataclass(frozen=True, kw_only=True)
class OfferReport:
    """A package that could be proposed."""

    #: Whether the acceptance rule passes it as it is.
    acceptable: bool

    #: If other levels with the same options are exactly as good: by party, the least and the most that it gains then.
    equally_good: dict[str, tuple[Fraction, Fraction]] | None = None

    #: By party, the utility less that without a deal.
    gains: dict[str, Fraction]

    #: The first of the packages in declaration order.
    package: dict[str, Choice]

    #: How many packages have exactly these utilities; left out with continuous issues.
    packages: int | None = None

    #: Chosen by ranks: by party, 1 and how many of the packages that compete are better for it.
    ranks: dict[str, int] = field(default_factory=dict)

    #: By party.
    utilities: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class OftenReport:
    """How often there is a deal, and one package is the answer, while numbers move in their ranges."""

    #: In how many it is acceptable.
    acceptable: int | None = None

    #: In how many there is an agreement.
    deals: int

    #: How many draws there are, with the first seed.
    draws: int

    #: In how many the package is a Nash package; left out if there is no package.
    nash: int | None = None

    #: So many numbers are drawn from their ranges.
    numbers: int

    #: Whether a limit stopped them before all were made.
    stopped: bool

    #: Which one, or an interruption.
    stopped_by: Stop | None = None

    #: How many could not be solved within the limits.
    unsolved: int | None = None


@dataclass(frozen=True, kw_only=True)
class OnlyReport:
    """Something that only some models have."""

    #: Its id; of an option, `issue=option`.
    id: str

    #: What kind of thing it is: `party`, `issue`, `option`, `rule`, `state`, `proposal`.
    kind: str

    #: By model, in order, whether it is there.
    models: list[bool]


@dataclass(frozen=True, kw_only=True)
class OpenReport:
    """Why something is not decided."""

    #: What it is, and what would decide it, in words.
    message: str

    #: The numbers that enter the worth of several issues, by where they stand.
    numbers: list[str]

    #: How many packages are not decided, if that is known.
    packages: int | None

    #: `packages`: there are too many to be judged one by one, which these numbers ask for; `bounds`: of so many
    #: packages only bounds are known.
    reason: str


@dataclass(frozen=True, kw_only=True)
class OptionReport:
    """An option, and what can be agreed with it."""

    #: The package that has it.
    best: AgreementReport | None

    #: The issue.
    issue: str

    #: The product of gains of the best of them.
    nash_product: str | None

    #: The option.
    option: Choice

    #: How many packages are acceptable, in digits; `null` if they were not counted.
    packages: str | None

    #: What it does to the agreement.
    role: Role


@dataclass(frozen=True, kw_only=True)
class OutcomeReport:
    """One thing that a way comes to."""

    #: How it ends: one way, or as chance has it.
    ends: list[FinishReport]

    #: By party, its gain over no deal as it is seen when the talks begin: on average, and less what waiting costs.
    gains: dict[str, Fraction]

    #: How ties are broken here, if that makes a difference.
    ties: TiesName | None = None


@dataclass(frozen=True, kw_only=True)
class OwnReport:
    """What a party thinks of a state."""

    #: With which probabilities it accepts, its other beliefs as they are.
    accepts: AcceptsName

    #: How likely it thinks it where the package is agreed.
    belief: Fraction

    #: Whether it has such a belief at all; else it does not reckon with the state.
    believes: bool

    #: Its gain if it is certain that the state happens, at its ceiling at most.
    gain: Fraction

    #: The probability from which, or up to which, it accepts.
    limit: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class PackageCounts:
    """How many packages there are: exact, in decimal digits; `null` where counting would cost more than the answer,
    or where who accepts what is known within an error only."""

    #: Of the feasible ones, those that the acceptance rule passes; left out if that is the same question.
    acceptable: int | None = None

    #: All combinations of options.
    all: int

    #: Those that satisfy all rules and red lines.
    feasible: int | None

    #: Of these, those that every party accepts.
    individually_rational: int | None


@dataclass(frozen=True, kw_only=True)
class PairReport:
    """What the first party always offers, and what the second does."""

    #: By the first.
    first: AgreementReport

    #: By the second.
    second: AgreementReport


@dataclass(frozen=True, kw_only=True)
class PartyName:
    """What a party is called."""

    #: What it does without a deal, in the author's words.
    batna: str | None = None

    #: Its name.
    name: str

    #: Whether only the order of what it values is known: its utilities are ranks below 0 then, and no gain means
    #: anything.
    order_only: bool = False


@dataclass(frozen=True, kw_only=True)
class PartyReport:
    """How one party stands to a package, and why."""

    #: Whether it accepts.
    accepts: bool

    #: By issue, with what combinations add; the values sum to the utility.
    breakdown: list[Record]

    #: By cluster; likewise.
    by_cluster: list[GroupReport]

    #: Where the model has states: what comes whatever happens, and what is expected of each state. They sum to the
    #: utility, but for a ceiling.
    by_state: ByStateReport | None = None

    #: No further than this is its utility from the true one, where it follows a curve with a name; left out where it
    #: is exact.
    error: Fraction | None = None

    #: Its utility less that without a deal.
    gain: Fraction

    #: Its red lines that the package crosses.
    red_lines: list[BrokenReport]

    #: Whether that leaves undecided if it accepts.
    undecided: bool = False

    #: Its utility.
    utility: Fraction


@dataclass(frozen=True, kw_only=True)
class PayoffReport:
    """A payoff that decides about a promise."""

    #: The promise holds from here on, at all times at which it is asked, all else as it is. A payoff that `period`
    #: gives itself moves at that time only, any other at all times that do not give it.
    at_least: Fraction | None = None

    #: The promise holds up to here, likewise.
    at_most: Fraction | None = None

    #: What it is; if the promise is asked at several times, at `period`.
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class PieceReport:
    """A point of a frontier, or a segment: levels, utilities and gains move in proportion from one end to the
    other."""

    #: The end that is best for the first party.
    from_: AgreementReport

    #: Whether the first end does not belong to the frontier itself: something dominates it.
    from_open: bool = False

    #: The other end, if it is a segment.
    to: AgreementReport | None = None

    #: Whether the other end does not.
    to_open: bool = False


@dataclass(frozen=True, kw_only=True)
class PlaceReport:
    """Something that differs."""

    #: What the first report has there, as JSON if it is a place; `null` if nothing.
    from_: str | None

    #: A place in words: by the names of what has ids.
    named: str | None = None

    #: What the second has.
    to: str | None

    #: What it is: in words, or where it stands in the reports.
    what: str


@dataclass(frozen=True, kw_only=True)
class PlayReport:
    """What was played."""

    #: Whether demands fall with time as NegMAS has them fall.
    as_negmas: bool

    #: The parties to which some of the packages that they accept are equally good.
    indifferent: list[str]

    #: The parties in the order of their turns.
    order: list[str]

    #: Which packages are talked about.
    over: OverName

    #: How many these are.
    packages: int

    #: So many rounds there are; in each, everybody has its turn.
    rounds: int

    #: What chance follows from.
    seed: int

    #: The tactics that are played.
    tactics: list[str]

    #: What theory says of it without playing, if it does.
    theory: TheoryName | None = None

    #: Every party with every tactic; left out if each has one.
    tournament: TournamentReport | None = None


@dataclass(frozen=True, kw_only=True)
class PreferenceReport:
    """From which ways a party may gain most, and least."""

    #: By id.
    best: list[str]

    #: By id.
    worst: list[str]


@dataclass(frozen=True, kw_only=True)
class PromiseReport:
    """A promise, and what decides about it."""

    #: Why, in the author's words.
    because: str | None

    #: What would break it: an `attack`, a `breach`, or that it comes to no `execution`.
    event: str

    #: Whether it holds.
    holds: bool

    #: What keeping it is worth less what breaking it is worth, to who would break it.
    margin: Fraction

    #: Whether packages that break it are not agreed anyway.
    must_hold: bool

    #: Its id, or where it stands.
    name: str

    #: Whose belief, or whose trust, it is.
    party: str

    #: Where it stands in the author's file.
    path: str

    #: By payoff.
    payoffs: dict[str, PayoffReport]

    #: If it is asked at several times: which of them the payoffs are of, the first at which it would be broken, or
    #: else that at which keeping it is worth least.
    period: str | None = None

    #: By time, in their order, what keeping it is worth then less what breaking it is worth.
    periods: dict[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ProofReport:
    """What proves a solution: whatever is as good has weighted gains of at least a threshold that follows from the
    solution, and nothing else has."""

    #: The issues in the order in which they were settled.
    order: list[str] = field(default_factory=list)

    #: By party, what its gains in the author's units are multiplied with: a fraction, as text.
    weights: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class ProofReport2:
    """How an assumption was proved."""

    #: With `listing`: how many combinations of options were looked at.
    combinations: int

    #: A package that shows that there is one, if that was claimed.
    example: dict[str, Choice] | None

    #: Whether it holds only because no feasible package has what it speaks of.
    excluded: bool

    #: Of what is named, for so much there is nothing to compare.
    idle: int | None = None

    #: The issues whose options matter.
    issues: list[str]

    #: The way.
    method: Method

    #: If it is claimed for all numbers in their ranges: how many numbers with a range it depends on.
    numbers: int | None

    #: Over how many packages it is proved; `null` if counting would take too long.
    packages: str | None


@dataclass(frozen=True, kw_only=True)
class ProposalReport:
    """What would become of a proposal."""

    #: Whether it is feasible and the acceptance rule passes it.
    acceptable: bool

    #: The rules that it breaks.
    broken: list[BrokenReport]

    #: The issues that it settles in a way that the question does not leave open.
    not_open: list[str] = field(default_factory=list)

    #: The package.
    package: dict[str, Choice]

    #: How each party stands to it.
    parties: dict[str, StandReport]


@dataclass(frozen=True, kw_only=True)
class ProspectReport:
    """What can be agreed under a condition."""

    #: The package that has it.
    best: AgreementReport | None

    #: The product of gains of the best of them.
    nash_product: str | None

    #: How many packages are acceptable, in digits; `null` if they were not counted.
    packages: str | None


@dataclass(frozen=True, kw_only=True)
class ProtocolReport(Report):
    """What tactics came to."""

    #: How many packages all accept; `null` if that was not counted.
    acceptable: str | None

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: What coalitions that can decide alone would do; left out if that was not asked.
    coalitions: CoalitionsReport | None = None

    #: The command that makes such reports.
    command: str

    #: By what packages are agreed where several choose together.
    concept: str

    #: Its name.
    concept_name: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What its value is.
    measures: str

    #: What ids are called.
    names: Names

    #: What was played, and over what; left out if nothing was.
    play: PlayReport | None = None

    #: By party, from which ways it gains most, and least.
    preferences: dict[str, PreferenceReport]

    #: The ways of talking; the first is one table, which the others are compared with.
    protocols: list[WayReport]

    #: What is agreed, as the least gain rises that a party must have; left out if that was not asked.
    ratification: RatificationReport | None = None

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: Of two parties: the pairs of offers that each make the other one best, without a deadline, of offers that
    #: cannot be improved for one without loss to the other; left out if that was not asked.
    stationary: list[PairReport] | None = None

    #: The same of lotteries over packages: one pair, or none; left out if that was not asked, or is not known.
    stationary_lotteries: list[MixedPairReport] | None = None

    #: By party, what a gain is worth that comes an offer later in these; left out if that was not asked.
    stationary_patience: dict[str, Fraction] | None = None

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: The limit for which not all of this is known, if one was met.
    stopped_by: Stop | None = None

    #: The model's title.
    title: str | None

    #: Why there is no such pair of lotteries, or not one alone; left out if there is.
    unpaired: str | None = None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class QuantilesReport:
    """How a party's utility is distributed, or a level."""

    #: How many draws lie between round numbers; left out of levels, and where all draws have the same.
    histogram: HistogramReport | None = None

    #: The mean; approximate.
    mean: float

    #: By hundredths of the draws, the utility or level that so many do not exceed.
    quantiles: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class RatificationReport:
    """What is agreed, as the least gain rises that a party must have."""

    #: The party.
    party: str

    #: From the lowest threshold on; above the last there is no deal, unless it stopped.
    steps: list[ThresholdReport]

    #: Why there are no more steps, if a limit was met.
    stopped_by: Stop | None = None


@dataclass(frozen=True, kw_only=True)
class ReachReport:
    """With which beliefs of a party in a state there is an agreement."""

    #: The belief now.
    belief: Fraction | None

    #: The largest probability with which there is an agreement.
    high: Fraction | None

    #: What is agreed there.
    high_package: dict[str, Choice] | None

    #: The least probability with which there is an agreement; `null` if there is none.
    low: Fraction | None

    #: What is agreed there.
    low_package: dict[str, Choice] | None

    #: The party.
    party: str

    #: The state.
    state: str


@dataclass(frozen=True, kw_only=True)
class ReasonReport:
    """Why something in the model is as it is, in its author's words."""

    #: Why.
    because: str | None = None

    #: Where it stands, as it can be set.
    path: str

    #: Where that is taken from.
    source: str | None = None

    #: The number, if it is one.
    value: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class RefusalReport:
    """Who does not consent."""

    #: What it is called.
    name: str

    #: By how much the package is short of what it asks for, or exceeds it.
    short: Fraction

    #: Whether it exceeds it.
    too_much: bool = False


@dataclass(frozen=True, kw_only=True)
class RefutationReport:
    """What refutes an assumption."""

    #: By how much, in the author's units of the first party that it is about.
    amount: Fraction | None

    #: And one a little larger for which it does not.
    breaks_for: Fraction | None

    #: The parts of utilities that bring it about, the largest first.
    causes: list[Record]

    #: Then also: a share of all ranges for which it still holds, if that can be told.
    holds_for: Fraction | None

    #: What it is, in a sentence.
    message: str

    #: Whether no counterexample is smaller.
    minimal: bool

    #: Why no package is acceptable, if that is the matter.
    no_deal: NoDealReport | None

    #: If it holds with the numbers as they stand: those that break it within their ranges, and what they are then.
    #: The utilities, amounts, and parts are those with these numbers.
    numbers: list[MovedNumberReport]

    #: The packages that refute it, in the order in which the claim speaks of them.
    packages: list[dict[str, Choice]]

    #: By package, each party's utility.
    utilities: list[dict[str, Fraction]]


@dataclass(frozen=True, kw_only=True)
class RelatedReport:
    """Another place that has to do with a finding."""

    #: The file in which it stands, where a model comes from several.
    file: str | None = None

    #: What is there.
    message: str

    #: The path of the value, like `$.issues.price.options[2]`.
    path: str

    #: Where it stands in the text, if there is a text.
    span: Span | None


@dataclass(frozen=True, kw_only=True)
class RequirementReport:
    """An option that can be agreed on only with some options of another issue."""

    #: The issue.
    issue: str

    #: Those that it cannot be agreed with, though no rule or red line excludes it.
    never_with: list[Choice]

    #: The option.
    option: Choice

    #: The other issue.
    other: str

    #: The options of the other issue that it can be agreed with.
    with_: list[Choice]


@dataclass(frozen=True, kw_only=True)
class RobustReport(Report):
    """What holds whatever the numbers are."""

    #: How many packages are acceptable.
    acceptable: AcceptableReport

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: By party, its expected gain if each scenario is agreed on by itself: its Nash package, or of several the first.
    after: dict[str, Fraction]

    #: Whether all packages competed for what depends on scenarios.
    all_packages: bool

    #: Whether they are all combinations that can occur; else draws.
    all_scenarios: bool

    #: By party, its expected gain if the package is agreed before it is known which scenario holds.
    before: BeforeReport | None

    #: The command that makes such reports.
    command: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The largest expected product, over the scenarios; `null` if nothing is agreed in any.
    expected_nash: ChosenReport | None

    #: Whether several of them have common factors: scenarios move these together; what holds whatever the numbers are
    #: has each move by itself.
    factors: bool = False

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: Whether what is missing of these two is known not to be there.
    known: bool

    #: Whether that is known.
    max_min_known: bool

    #: The largest product of gains with everybody's worst numbers; `null` if none is certain to be acceptable. Here
    #: and in what depends on scenarios, weights are powers in their smallest whole proportions.
    max_min_nash: ChosenReport | None

    #: The least largest regret, over the scenarios; `null` likewise.
    minimax_regret: ChosenReport | None

    #: What ids are called.
    names: Names

    #: What can be said of packages.
    packages: list[StandingReport]

    #: The version of the report format.
    report: int

    #: How many scenarios there are.
    scenarios: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why something is missing, if a limit was met.
    stopped_by: Stop | None = None

    #: The model's title.
    title: str | None

    #: How many numbers have a range.
    uncertain: int

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class SampleReport:
    """A frontier of which not all has to be there."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: What concepts choose of it, where that was asked and is proven.
    chosen: list[ChoosesReport] = field(default_factory=list)

    #: The command that makes such reports.
    command: str

    #: Whether all points are there.
    complete: bool

    #: If points are missing but some are there: all points are there in which the first party has at least this
    #: utility.
    complete_from: Fraction | None = None

    #: The ids of the continuous issues, if there are some.
    continuous: list[str] = field(default_factory=list)

    #: If the points are a cover: what it guarantees. The numbers of packages are then the least that there are.
    cover: CoverReport | None = None

    #: By party, its utility without a deal.
    disagreement: dict[str, Fraction]

    #: How many entries there are.
    entries: int

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: Of which packages it is the frontier.
    frontier: TargetName

    #: By party, its best utility among the packages that every party accepts.
    ideal: dict[str, Fraction] | None

    #: What ids are called.
    names: Names

    #: With continuous issues: in how many ways the options of the other issues can be chosen, feasible or not; in
    #: decimal digits.
    option_choices: int | None = None

    #: Without continuous issues: how many packages there are.
    packages: PackageCounts | None = None

    #: The ids of the parties, in declaration order.
    parties: list[str]

    #: The version of the report format.
    report: int

    #: Those that are listed: all, or some at even distances in their order.
    sample: list[EntryReport]

    #: How many of them are segments, with continuous issues.
    segments: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: How it ended.
    status: StatusName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why it stopped, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: With continuous issues, if it is a cover: by party, how much worse a listed point may be than a package that it
    #: stands for. If it is not, the frontier is exact.
    tolerance: dict[str, Fraction] | None = None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class SectionReport:
    """What differs of one kind."""

    #: What it is about.
    heading: str

    #: What differs.
    lines: list[PlaceReport]


@dataclass(frozen=True, kw_only=True)
class SetReport:
    """A number that the question put in the place of what the author wrote."""

    #: What the author wrote; left out where that is nothing.
    before: Fraction | None = None

    #: Where it stands in the model.
    path: str

    #: What it is set to.
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class ShareReport:
    """What a party gains."""

    #: Its utility less that without a deal.
    gain: Fraction

    #: That as a share of the most that it could gain; `null` if that is not known, or nothing.
    share_of_ideal: Fraction | None


@dataclass(frozen=True, kw_only=True)
class SharedReport:
    """A state in the beliefs with which all accept."""

    #: Its probability in one such belief.
    example: Fraction

    #: Its largest.
    high: Fraction

    #: Its least probability in such a belief.
    low: Fraction


@dataclass(frozen=True, kw_only=True)
class SolutionReport(Chosen):
    """What one concept chooses."""

    #: How many there are, if not all are listed.
    agreement_count: int | None = None

    #: The utility vectors chosen; several if they are exactly equally good. Empty for a lottery.
    agreements: list[AgreementReport]

    #: If not proven, or if levels are rounded: no package has a better value than this.
    bound: str | None

    #: The ids of the parties that agree, if not all.
    coalition: list[str] | None = None

    #: The id of the concept.
    concept: str

    #: Whether the concept had to fall back on a rule for problems that it was not made for.
    degenerate: bool

    #: Adjusted Winner: the issue that is split.
    divided: DividedReport | None = None

    #: By party, how far its utility is from the solution's at most; left out where it is the solution's.
    error: dict[str, Fraction] | None = None

    #: By party, the expected utility less that without a deal.
    gains: dict[str, Fraction] = field(default_factory=dict)

    #: By party, its best gain from a lottery that nobody loses from, where the concept looks at that.
    ideal_gains: dict[str, Fraction] | None = None

    #: The packages, the most probable first.
    lottery: list[LotteryPart] = field(default_factory=list)

    #: Adjusted Winner: by party, its points out of 100.
    points: dict[str, Fraction] | None = None

    #: If a search of its own proved it: what an independent check needs beside the agreements.
    proof: ProofReport | None = None

    #: Whether it is proven that these are the best agreements, and all of them.
    proven: bool

    #: Why it is not known whether a package by itself, or a lottery with fewer packages that somebody would refuse,
    #: is worth the same to everybody; left out where that is known.
    undecided: Stop | None = None

    #: By party, the expected utility.
    utilities: dict[str, Fraction] = field(default_factory=dict)

    #: What the concept makes as large as possible (equal-loss: as small as possible), in the author's units.
    value: str | None

    #: False where the value is the closest decimal; left out where it is exact.
    value_exact: bool | None = None

    #: With continuous issues: by party, weights of gains with which nothing but what was solved exactly reaches the
    #: weighted sum that anything as good must have.
    weights: dict[str, Fraction] = field(default_factory=dict)

    #: If utilities follow curves whose values are known within an error, and that leaves the choice undecided:
    #: between what.
    within_error: CloseReport | None = None


@dataclass(frozen=True, kw_only=True)
class SolveReport(Solved):
    """What can be agreed."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: What parties have said that they want, and what becomes of it in the first package.
    aims: list[AimReport] = field(default_factory=list)

    #: Why the last of the aims are not among these, if so.
    aims_stopped_by: Stop | None = None

    #: By party, its bargaining power in the Nash product; left out if all have the same.
    bargaining_power: dict[str, Fraction] = field(default_factory=dict)

    #: True if concepts chose among everything that passes the acceptance rule, each smallest set of parties that it
    #: lets decide by itself, and the ideal point is over that too; left out if they chose among what every party
    #: accepts.
    by_rule: bool = False

    #: The command that makes such reports.
    command: str

    #: By concept, what it is called.
    concepts: dict[str, ConceptName]

    #: The ids of the continuous issues, if there are some.
    continuous: list[str] = field(default_factory=list)

    #: By party, where its utility of the recommended package comes from: that of the first agreement of the first
    #: solution that has one.
    contributions: dict[str, WorthReport] | None = None

    #: By party, its utility without a deal.
    disagreement: dict[str, Fraction]

    #: The engine that found the answer.
    engine: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: By party, its best utility among the packages that every party accepts.
    ideal: dict[str, Fraction] | None

    #: The red lines without effect, as their party does not decide the issue.
    idle_red_lines: list[str] = field(default_factory=list)

    #: With continuous issues: the concepts for which no package was found, if the search stopped.
    left_out: list[str] = field(default_factory=list)

    #: If lotteries were asked for, too: how that ended.
    lotteries: LotteriesReport | None = None

    #: If whether there is an agreement is undecided: a package that may pass.
    may_pass: AgreementReport | None = None

    #: With continuous issues, if there is no agreement: whether mixtures of packages would be acceptable.
    mixture: MixtureReport | None = None

    #: What ids are called.
    names: Names

    #: Why there is no agreement.
    no_deal: NoAgreementReport | None = None

    #: Of these, those that the search had not come to.
    not_reached: list[str] = field(default_factory=list)

    #: How often the first package is the answer while numbers move in their ranges, if that was asked.
    often: OftenReport | None = None

    #: With continuous issues: in how many ways the options of the other issues can be chosen, feasible or not; in
    #: decimal digits.
    option_choices: int | None = None

    #: Without continuous issues: how many packages there are.
    packages: PackageCounts | None = None

    #: The ids of the parties, in declaration order.
    parties: list[str]

    #: By proposal of the model, what would become of it.
    proposals: dict[str, ProposalReport] = field(default_factory=dict)

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: What each concept chooses.
    solutions: list[SolutionReport]

    #: How it ended.
    status: StatusName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why it stopped, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: What to keep in mind when reading the solutions.
    warnings: list[str]

    #: By concept that is left out: why, in a sentence.
    why_left_out: dict[str, str] = field(default_factory=dict)

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class SourceReport:
    """A file, told from others."""

    #: How many bytes it has.
    bytes: int

    #: Its name.
    file: str

    #: The SHA-256 of its bytes, in hexadecimal digits.
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of the text. Lines and columns count from 1, columns in characters; the end is just behind the last
    one."""

    #: The column of the first character.
    column: int

    #: The column just behind the last character.
    end_column: int

    #: The line just behind the last character.
    end_line: int

    #: The line of the first character.
    line: int


@dataclass(frozen=True, kw_only=True)
class SpanReport:
    """What an option leaves of the levels of another issue."""

    #: The lowest level of an agreement with it.
    from_: Fraction

    #: The issue of the option.
    issue: str

    #: The option.
    option: Choice

    #: The highest.
    to: Fraction


@dataclass(frozen=True, kw_only=True)
class StabilityReport(Report):
    """How stable an answer is."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The command that makes such reports.
    command: str

    #: The id of the concept that chooses.
    concept: str

    #: Its name.
    concept_name: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: If it is chosen: between which values each number may move while it stays so.
    intervals: IntervalsReport | None = None

    #: What it measures.
    measures: str

    #: What the package is called, if it has a name.
    name: str | None

    #: What ids are called.
    names: Names

    #: If it is not: by how much one number would have to move.
    nearest: MovedReport | None = None

    #: The package.
    package: dict[str, Choice]

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: How the package stands.
    status: StableName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why the search stopped before all was found, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class StandReport:
    """How one party stands to a package."""

    #: Whether it accepts.
    accepts: bool

    #: No further than this is its utility from the true one, where it follows a curve with a name; left out where it
    #: is exact.
    error: Fraction | None = None

    #: Its utility less that without a deal.
    gain: Fraction

    #: Its red lines that the package crosses.
    red_lines: list[BrokenReport]

    #: Whether that leaves undecided if it accepts.
    undecided: bool = False

    #: Its utility.
    utility: Fraction


@dataclass(frozen=True, kw_only=True)
class StandingReport:
    """What can be said of a package; `null` where it is not decided."""

    #: Whether it satisfies all rules and red lines.
    feasible: bool

    #: By party: its least and its largest gain.
    gains: dict[str, tuple[Fraction, Fraction]]

    #: What it is: the names of proposals and criteria.
    names: list[str]

    #: Whether it is acceptable with all numbers.
    necessarily_acceptable: bool | None

    #: Whether it is efficient with all numbers.
    necessarily_efficient: bool | None

    #: The package.
    package: dict[str, Choice]

    #: Whether it is with some.
    possibly_acceptable: bool | None

    #: Whether it is with some.
    possibly_efficient: bool | None


@dataclass(frozen=True, kw_only=True)
class StateWorthReport:
    """What a state adds to a package's worth."""

    #: How likely the party thinks it where the package is agreed.
    belief: Fraction

    #: What the party expects of that: belief times worth.
    expected: Fraction

    #: What is added if it happens.
    worth: Fraction


@dataclass(frozen=True, kw_only=True)
class SwapReport(Report):
    """Two changes weighed against each other."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: By party, what both together add to its utility.
    both: dict[str, Fraction]

    #: The two changes.
    changes: tuple[ChangeReport, ChangeReport]

    #: The command that makes such reports.
    command: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: Whether the package is feasible with the first change, with the second, with both.
    feasible: tuple[bool, bool, bool]

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What the package that is changed is called, if it has a name.
    name: str | None

    #: What ids are called.
    names: Names

    #: The package that is changed.
    package: dict[str, Choice]

    #: By party, how many times the second change the first is worth; `null` if the second is worth nothing.
    rates: dict[str, Fraction | None]

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class SweepReport(Report):
    """What many draws came to."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The Nash packages with the numbers as they are, as `solve` finds them; left out if that is not known.
    as_is: list[dict[str, Choice]] | None = None

    #: The command that makes such reports.
    command: str

    #: In how many there is an agreement.
    deals: int

    #: How many different packages are Nash packages in some draw; levels apart.
    different_packages: int

    #: How many draws there are.
    draws: int

    #: The uncertain numbers, and what each does to the result.
    drivers: list[DriverReport]

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What it would be worth to know more; `null` if nothing was drawn, or nothing is ever acceptable.
    information: InformationReport | None

    #: By continuous issue, its level in the Nash packages.
    levels: dict[str, QuantilesReport] = field(default_factory=dict)

    #: What ids are called.
    names: Names

    #: The packages that are Nash packages most often; levels apart.
    packages: list[AcceptabilityReport]

    #: By proposal, in how many draws it is acceptable.
    proposals: dict[str, int]

    #: The version of the report format.
    report: int

    #: The seed of the draws.
    seed: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Whether the sweep stopped before all draws were made.
    stopped: bool

    #: Why, if a limit or an interruption stopped it, and no part is missing.
    stopped_by: Stop | None = None

    #: The model's title.
    title: str | None

    #: How many could not be solved within the limits.
    unsolved: int

    #: By party, its utility: of the Nash package, or without a deal.
    utilities: dict[str, QuantilesReport]

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class TabledReport:
    """What one table chooses, and who blocks it."""

    #: The coalitions that can decide alone and would all rather have something else; none: nobody blocks it.
    blocked_by: list[BlockingReport]

    #: By party, its gain over no deal.
    gains: dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class TermReport:
    """What is agreed on an issue."""

    #: The option or level.
    agreed: Choice

    #: The parties to which it is worth something.
    gets: list[str]

    #: The parties to which it is worth less than nothing.
    gives: list[str]

    #: What holds today, if that is said.
    today: Choice | None = None


@dataclass(frozen=True, kw_only=True)
class TestCounts:
    """How many assumptions came out how."""

    #: Proved.
    proved: int

    #: Refuted.
    refuted: int

    #: Not decided.
    undecided: int

    #: There is nothing that they speak of.
    vacuous: int


@dataclass(frozen=True, kw_only=True)
class TestReport(Report):
    """What became of assumptions."""

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: The assumptions.
    assumptions: list[AssumptionReport]

    #: The command that makes such reports.
    command: str

    #: How many assumptions came out how.
    counts: TestCounts

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: What ids are called.
    names: Names

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: The worst verdict: `refuted` if any is, else `undecided`, else `proved`.
    status: VerdictName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: The model's title.
    title: str | None

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class ThresholdReport:
    """What is agreed between two thresholds."""

    #: For thresholds above this gain; `null` for any that is not above the next.
    above: Fraction | None

    #: What is agreed.
    agreements: list[AgreementReport]

    #: How many packages can be ratified just above the lower end, and are accepted by all; `null` if that was not
    #: counted.
    packages: str | None

    #: And up to this one.
    up_to: Fraction


@dataclass(frozen=True, kw_only=True)
class TournamentReport:
    """Every party with every tactic."""

    #: By party, the tactics than which another one is never worse.
    dominated: dict[str, list[DominatedReport]]

    #: The games.
    games: list[GameReport]

    #: By tactic and party, what it gains with that tactic on average over all games; empty if not all were played.
    means: dict[str, dict[str, Fraction]]

    #: How two parties mix tactics in equilibrium; left out if that was not asked: for more parties, or too many
    #: tactics.
    mixed: MixedReport | None = None

    #: By party its tactic, where nobody gains by another tactic alone.
    pure: list[dict[str, str]]

    #: Why not all games were played, or not all mixtures were looked for, if a limit was met.
    stopped_by: Stop | None = None


@dataclass(frozen=True, kw_only=True)
class TradesReport(Report):
    """Trades from a package on the table."""

    #: Whether it is feasible and the acceptance rule passes it.
    acceptable: bool

    #: When a package is accepted; left out where every party has to.
    acceptance: AcceptanceReport | None = None

    #: If the package is not acceptable: the trades that make it so.
    accepting: MovesReport | None

    #: By party, whether it accepts.
    accepts: dict[str, bool]

    #: The rules that it breaks.
    broken: list[BrokenReport]

    #: Trades one after the other.
    chain: ChainReport

    #: The command that makes such reports.
    command: str

    #: By party whose utilities follow curves with names: none is further than this from the true one, and what is
    #: closer than that is not decided.
    error: dict[str, Fraction] = field(default_factory=dict)

    #: By issue, the options that the question took away, where more than one is left.
    excluded: dict[str, list[Choice]] = field(default_factory=dict)

    #: The issues that the question settled beforehand.
    fixed: dict[str, Choice]

    #: By party, the utility less that without a deal.
    gains: dict[str, Fraction]

    #: The trades that leave nobody worse off and somebody better off.
    improving: MovesReport

    #: What it is called, if it has a name.
    name: str | None

    #: What ids are called.
    names: Names

    #: The package.
    package: dict[str, Choice]

    #: The version of the report format.
    report: int

    #: The numbers that the question put in the place of what the author wrote, in the order in which it did.
    set: list[SetReport] = field(default_factory=list)

    #: Whether there are trades; `stopped` if something may be missing.
    status: FoundName

    #: The continuous issues that are asked about in steps, if some are: how many levels of each.
    steps: dict[str, int] = field(default_factory=dict)

    #: Why the search stopped early, if it did.
    stopped_by: Stop | None

    #: The model's title.
    title: str | None

    #: By party, its utility.
    utilities: dict[str, Fraction]

    #: By continuous issue of which the question left a part: the lowest level and the highest.
    within: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: The rules and red lines that the question lifted.
    without: list[str]

    #: The version of the library.
    zopa: str


@dataclass(frozen=True, kw_only=True)
class UndecidedReport:
    """Why an assumption was not decided."""

    #: `stopped`; or, claimed for all numbers in their ranges, it depends on too many of them to try all ends
    #: (`numbers`), or holds at all ends but may break between them (`between_ends`).
    reason: str

    #: So many random contexts were looked at instead; none refutes it.
    sampled: int

    #: What stopped the search, if that is the reason.
    stopped_by: Stop | None


@dataclass(frozen=True, kw_only=True)
class WayReport:
    """A way of talking, and what it leads to."""

    #: Whether something is agreed, whatever ties and chance do; `null` if that is not known.
    agreed: bool | None

    #: The ways that nobody likes less and somebody likes more.
    all_prefer: list[str]

    #: Why it is asked about, in the author's words.
    because: str | None = None

    #: So many packages would be better than the last text for somebody and worse for nobody; left out if there are
    #: several last texts, or if that was not counted.
    better: str | None = None

    #: By party, the least and the most that it gains, over all ties, or with `more_ties` over those that are told;
    #: empty if that is not known.
    gains: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: Its id.
    id: str

    #: Where all choose at a table: how many packages that all accept are open to them.
    kept: str | None = None

    #: The share of the value of one table that is lost: the least and the most.
    lost: tuple[Fraction, Fraction] | None

    #: Whether something may be agreed, as ties and chance have it; `null` if that is not known.
    may_be_agreed: bool | None

    #: So many more outcomes of ties are left out.
    more: int | None = None

    #: Whether ties can be broken in more ways than are told, which may come to something else.
    more_ties: bool = False

    #: The author's name for it.
    name: str | None = None

    #: Of offers: by party, the least and the most that it would gain if there were one round more; left out if that
    #: was not looked at, or depends on ties in ways that are not told.
    one_round_more: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    #: What it comes to: one outcome, or with ties several.
    outcomes: list[OutcomeReport]

    #: How it comes to that.
    steps: list[Record] = field(default_factory=list)

    #: Why it is not known, if a limit was met.
    stopped_by: Stop | None = None

    #: Why it cannot be told what it comes to, if the reason lies in the model.
    unplayed: str | None = None

    #: What that is worth by the concept: the least and the most, over ties. `null` if that is no exact number, or not
    #: known.
    value: tuple[Fraction, Fraction] | None

    #: What kind of way it is, and its terms.
    way: Record


@dataclass(frozen=True, kw_only=True)
class WidestReport:
    """A package, and with which probabilities all accept it."""

    #: From this probability.
    from_: Fraction

    #: The package.
    package: dict[str, Choice]

    #: To this one.
    to: Fraction


@dataclass(frozen=True, kw_only=True)
class WorthReport:
    """Where a party's utility of a package comes from."""

    #: By issue, with what combinations add; the values sum to the utility.
    breakdown: list[Record]

    #: By cluster; likewise.
    by_cluster: list[GroupReport]

    #: Where the model has states: what comes whatever happens, and what is expected of each state. They sum to the
    #: utility, but for a ceiling.
    by_state: ByStateReport | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenReport:
    """A number that is written in a party's utility."""

    #: What is chosen above.
    above: dict[str, Choice] | None

    #: What is chosen below; `null` if there is no limit, or none.
    below: dict[str, Choice] | None

    #: The least it may be; `null` if there is no limit, or nothing is known.
    from_: Fraction | None

    #: What `from` is.
    from_is: EndReport

    #: The issue that it values, if it is one.
    issue: str | None = None

    #: What the number is, in words.
    name: str

    #: The number now.
    now: Fraction

    #: The option that it values, if it is one.
    option: Choice | None = None

    #: The party.
    party: str

    #: Where the number stands in the author's file.
    path: str

    #: Whether it is refused above.
    refused_above: bool = False

    #: Whether it is refused below.
    refused_below: bool = False

    #: How far the number moves till then at least, by what some package is worth: as a share of what separates the
    #: party's best and worst options, over all issues. Left out where that is not known.
    share: Fraction | None = None

    #: The most it may be; `null` if there is no limit, or nothing is known.
    to: Fraction | None

    #: What `to` is.
    to_is: EndReport


@dataclass(frozen=True, kw_only=True)
class WrittenReport2:
    """A number that is written in a party's utility."""

    #: The issue that it values, if it is one.
    issue: str | None = None

    #: What the number is, in words.
    name: str

    #: The nearest that would do; `null` if none is known.
    needed: Fraction | None

    #: What `needed` is.
    needed_is: NeededIs

    #: The number now.
    now: Fraction

    #: The option that it values, if it is one.
    option: Choice | None = None

    #: The party.
    party: str

    #: Where the number stands in the author's file.
    path: str

    #: How far the number moves till then at least, by what some package is worth: as a share of what separates the
    #: party's best and worst options, over all issues. Left out where that is not known.
    share: Fraction | None = None


#: An entry of a frontier.
EntryReport = Union[AgreementReport, PieceReport]


#: Why nothing can be agreed.
NoAgreementReport = Union[NoDealReport, MixtureReport]



#: All reports.
REPORTS = (BeliefsReport, BriefReport, CheckReport, CompareReport, ConcessionsReport, CounterReport,
    DiffReport, DossierReport, ElicitReport, EvaluateReport, ExplainReport, ExportReport, FrontierReport, HoldsReport,
    LinkageReport, ProtocolReport, RobustReport, SolveReport, StabilityReport, SwapReport, SweepReport, TestReport,
    TradesReport)
