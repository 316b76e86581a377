"""What a tool answers to a question about an instance.

A tool only hands over packages; what they are worth is calculated here, in whole numbers, for every tool alike.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import prod

from instances import Instance


class Question(StrEnum):
    NASH = "nash"
    """The package with the largest product of gains."""
    KALAI_SMORODINSKY = "kalai_smorodinsky"
    """The package whose smallest share of the ideal gain is largest."""
    FRONTIER = "frontier"
    """The gains that cannot be improved for one party without loss to another, of the packages that all accept."""


class Status(StrEnum):
    PROVEN = "proven"
    """The tool says that nothing is better (a frontier: that nothing is missing)."""
    STOPPED = "stopped"
    """The time was over."""
    FAILED = "failed"
    """The tool gave up, crashed, or answered with a package that is not allowed."""


@dataclass
class Answer:
    """The answer of a tool; lists and numbers only, so that it passes between processes as JSON."""

    status: Status
    seconds: float
    package: list[int] | None = None
    """By issue, the option chosen."""
    value: str | None = None
    """What the package is worth, exactly: a product or a fraction."""
    bound: float | None = None
    """What no package exceeds, according to the tool: a logarithm of a product, or a share."""
    ideal_gains: list[int] | None = None
    """By party, its largest gain among the packages that all accept, if the question needs it."""
    points: list[list[int]] = field(default_factory=list)
    """The points of a frontier: by party, its gain."""
    remark: str = ""

    @property
    def count(self) -> int:
        return len(self.points)


def judged(instance: Instance, answer: Answer) -> Answer:
    """An answer with one package, with what the package is worth: a share if there are ideal gains, else a product."""
    if answer.package is None:
        return answer
    if not instance.allows(answer.package):
        return Answer(Status.FAILED, answer.seconds, remark="the package is not allowed")
    gains = instance.gains(answer.package)
    if answer.ideal_gains is None:
        answer.value = str(prod(gains) if min(gains) > 0 else 0)
    else:
        answer.value = str(min(Fraction(gain, ideal) for gain, ideal in zip(gains, answer.ideal_gains)))
    return answer
