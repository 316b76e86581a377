"""Bargaining instances from a seed, and the same instances as zopa models.

Every number is drawn from Python's Mersenne Twister, seeded with a string of the parameters, in a fixed order: values,
links, interactions, forbidden combinations, disagreement values. So an instance is the same on every machine.

Run as a program it writes one instance as a zopa model to standard output.
"""

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import product
from math import prod

Cell = tuple[int, int]
"""An issue and one of its options."""

LINKS = ("none", "chain", "tree", "graph")
STYLES = ("indep", "conflict", "monotone")

SHARE_OF_CELLS = 0.25
"""How many cells of an interaction table are not 0."""
SHARE_OF_FORBIDDEN = 0.5
"""How many links forbid one combination."""


@dataclass(frozen=True)
class Parameters:
    """What an instance is made from."""

    parties: int
    issues: int
    options: int
    links: str = "none"
    style: str = "indep"
    edges: int | None = None
    """The number of links of a graph; as many as issues if None."""
    seed: int = 1
    largest: int = 100
    """The largest value of an option."""

    @property
    def packages(self) -> int:
        return self.options**self.issues

    def generate(self) -> "Instance":
        return _Generator(self).instance()


@dataclass(frozen=True)
class Instance:
    """A bargaining problem in whole numbers."""

    name: str
    options: list[int]
    """How many options each issue has."""
    values: list[list[list[int]]]
    """By party, issue and option."""
    disagreement: list[int]
    """By party, its utility without a deal."""
    interactions: list[tuple[int, Cell, Cell, int]]
    """A party, two options of two issues, and what the party gains or loses if both are chosen."""
    forbidden: list[tuple[Cell, Cell]]
    """Two options that must not be chosen together."""
    tables: dict[tuple[int, int], list[list[list[int]]]] = field(init=False)
    """By linked pair of issues: the interactions by party and the two options."""

    def __post_init__(self) -> None:
        tables: dict[tuple[int, int], list[list[list[int]]]] = {}
        for party, (first, one), (second, other), value in self.interactions:
            if (first, second) not in tables:
                rows, columns = self.options[first], self.options[second]
                tables[first, second] = [[[0] * columns for _ in range(rows)] for _ in self.values]
            tables[first, second][party][one][other] += value
        object.__setattr__(self, "tables", tables)

    @property
    def parties(self) -> int:
        return len(self.values)

    @property
    def issues(self) -> int:
        return len(self.options)

    @property
    def packages(self) -> int:
        return prod(self.options)

    @cached_property
    def largest_gains(self) -> list[int]:
        """By party, a gain that no package exceeds: the best of every value and every table by itself."""
        return [
            sum(map(max, values)) + sum(max(map(max, table[party])) for table in self.tables.values()) - without
            for party, (values, without) in enumerate(zip(self.values, self.disagreement))
        ]

    def gains(self, package: list[int]) -> list[int]:
        """By party, the utility of a package less that without a deal."""
        linked = [(table, package[first], package[second]) for (first, second), table in self.tables.items()]
        return [
            sum(values[issue][option] for issue, option in enumerate(package))
            + sum(table[party][one][other] for table, one, other in linked)
            - without
            for party, (values, without) in enumerate(zip(self.values, self.disagreement))
        ]

    def allows(self, package: list[int]) -> bool:
        """Whether a package has one option for each issue, and no forbidden pair."""
        complete = len(package) == self.issues and all(
            0 <= option < count for option, count in zip(package, self.options)
        )
        return complete and not any(
            package[first] == one and package[second] == other for (first, one), (second, other) in self.forbidden
        )

    def to_zopa(self) -> dict[str, object]:
        """The instance as a zopa model: a table for each party and linked pair, a rule for each forbidden pair."""
        parties = [f"p{party + 1}" for party in range(self.parties)]
        issues = [f"i{issue + 1}" for issue in range(self.issues)]
        options = [[f"o{option + 1}" for option in range(count)] for count in self.options]
        utilities: dict[str, dict[str, object]] = {}
        for party, (name, values) in enumerate(zip(parties, self.values)):
            by_issue = {issue: dict(zip(ids, row)) for issue, ids, row in zip(issues, options, values)}
            tables = [
                {"issues": [issues[first], issues[second]], "add": table[party]}
                for (first, second), table in self.tables.items()
                if any(map(any, table[party]))
            ]
            utilities[name] = {"values": by_issue} | ({"tables": tables} if tables else {})
        model: dict[str, object] = {
            "zopa": 1,
            "title": self.name,
            "parties": {name: {"disagreement": value} for name, value in zip(parties, self.disagreement)},
            "issues": {issue: {"options": ids} for issue, ids in zip(issues, options)},
            "utilities": utilities,
        }
        if self.forbidden:
            model["rules"] = [{"forbid": {issues[i]: options[i][o] for i, o in pair}} for pair in self.forbidden]
        return model


class _Generator:
    """Draws an instance; the order of the methods in `instance` is the order of the draws."""

    def __init__(self, parameters: Parameters) -> None:
        self.of = parameters
        parts = (
            parameters.parties,
            parameters.issues,
            parameters.options,
            parameters.links,
            parameters.seed,
            parameters.style,
            parameters.largest,
        )
        self.random = random.Random("-".join(map(str, parts)))

    def instance(self) -> Instance:
        of = self.of
        values = {"indep": self._independent, "conflict": self._conflict, "monotone": self._monotone}[of.style]()
        links = self._links()
        interactions = list(self._interactions(links))
        forbidden = list(self._forbidden(links))
        links_name = of.links if of.edges is None else f"{of.links}{of.edges}"
        return Instance(
            name=f"{of.parties} parties, {of.issues}x{of.options}, {links_name}, {of.style}, seed {of.seed}",
            options=[of.options] * of.issues,
            values=values,
            disagreement=self._disagreement(values),
            interactions=interactions,
            forbidden=forbidden,
        )

    def _empty(self) -> list[list[list[int]]]:
        return [[[0] * self.of.options for _ in range(self.of.issues)] for _ in range(self.of.parties)]

    def _independent(self) -> list[list[list[int]]]:
        """Values that have nothing to do with each other."""
        values = self._empty()
        for issue, option, party in product(*map(range, (self.of.issues, self.of.options, self.of.parties))):
            values[party][issue][option] = self.random.randint(0, self.of.largest)
        return values

    def _conflict(self) -> list[list[list[int]]]:
        """Options that share out about the same amount: what one party gains another loses."""
        values, largest = self._empty(), self.of.largest
        for issue, option in product(range(self.of.issues), range(self.of.options)):
            shares = [self.random.expovariate(1.0) for _ in range(self.of.parties)]
            total = sum(shares)
            for party, share in enumerate(shares):
                value = share / total * largest * (0.8 + 0.4 * self.random.random())
                values[party][issue][option] = max(0, min(largest, round(value)))
        return values

    def _monotone(self) -> list[list[list[int]]]:
        """Each party wants an issue high or low, and finds some issues more important than others."""
        values = self._empty()
        for party, issue in product(range(self.of.parties), range(self.of.issues)):
            importance = self.random.uniform(0.2, 1.0) * self.of.largest
            rising = self.random.random() < 0.5
            scores = sorted(self.random.random() for _ in range(self.of.options))
            values[party][issue] = [round(importance * score) for score in (scores if rising else reversed(scores))]
        return values

    def _links(self) -> list[tuple[int, int]]:
        """The pairs of issues that interact."""
        issues = self.of.issues
        if self.of.links == "chain":
            return [(issue, issue + 1) for issue in range(issues - 1)]
        if self.of.links == "tree":
            return sorted((self.random.randrange(issue), issue) for issue in range(1, issues))
        links: set[tuple[int, int]] = set()
        if self.of.links == "graph":
            wanted = min(self.of.edges or issues, issues * (issues - 1) // 2)
            while len(links) < wanted:
                one, other = self.random.sample(range(issues), 2)
                links.add((min(one, other), max(one, other)))
        return sorted(links)

    def _interactions(self, links: list[tuple[int, int]]) -> Iterator[tuple[int, Cell, Cell, int]]:
        parties, options, largest = range(self.of.parties), range(self.of.options), self.of.largest
        for (first, second), party, one, other in product(links, parties, options, options):
            if self.random.random() < SHARE_OF_CELLS:
                value = self.random.randint(-largest // 2, largest // 2)
                if value:
                    yield party, (first, one), (second, other), value

    def _forbidden(self, links: list[tuple[int, int]]) -> Iterator[tuple[Cell, Cell]]:
        for first, second in links:
            if self.random.random() < SHARE_OF_FORBIDDEN:
                one = self.random.randrange(self.of.options)
                yield (first, one), (second, self.random.randrange(self.of.options))

    def _disagreement(self, values: list[list[list[int]]]) -> list[int]:
        """Without a deal: 30 to 50 hundredths of a party's best total, and less where parties oppose each other."""
        factor = {"indep": 1.0, "conflict": 0.6 * 2 / self.of.parties, "monotone": 0.6}[self.of.style]
        best = [sum(map(max, rows)) for rows in values]
        return [int(total * self.random.uniform(0.3, 0.5) * factor) for total in best]


def main() -> None:
    defaults = asdict(Parameters(parties=2, issues=5, options=4))
    choices = {"links": LINKS, "style": STYLES}
    parser = argparse.ArgumentParser(description="Write an instance as a zopa model.")
    for name, default in defaults.items():
        parser.add_argument(
            f"--{name}", default=default, choices=choices.get(name), type=str if name in choices else int
        )
    print(json.dumps(Parameters(**vars(parser.parse_args())).generate().to_zopa()))


if __name__ == "__main__":
    main()
