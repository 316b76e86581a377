"""Whether two answers to the same question can both be right.

Answers are compared in whole numbers and fractions. An error is a contradiction that no rounding explains, or a package
better than one that zopa proved best. A peer that calculates in floating point may call a package proven that is worse
by less than its tolerance: that is a remark.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from answer import Answer, Question, Status

TOLERANCE = Fraction(1, 10**6)
"""The relative difference that is put down to floating point."""


class Level(StrEnum):
    AGREES = "agrees"
    REMARK = "remark"
    ERROR = "ERROR"


@dataclass
class Verdict:
    level: Level
    text: str = ""


def compare(question: Question, zopa: Answer, peer: Answer) -> Verdict:
    if peer.status == Status.FAILED:
        return Verdict(Level.REMARK, f"the peer failed: {peer.remark}")
    return _points(zopa, peer) if question == Question.FRONTIER else _values(zopa, peer)


def _values(zopa: Answer, peer: Answer) -> Verdict:
    if zopa.value is None:
        return Verdict(Level.REMARK, "zopa has no package")
    if peer.value is None:
        return Verdict(Level.AGREES, "the peer has no package")
    if peer.ideal_gains != zopa.ideal_gains:
        return Verdict(Level.ERROR, f"ideal gains {zopa.ideal_gains}, the peer says {peer.ideal_gains}")
    ours, theirs = Fraction(zopa.value), Fraction(peer.value)
    both = f"zopa {zopa.value}, the peer {peer.value}"
    if theirs > ours:
        better = f"the peer has a better package: {both}"
        return Verdict(Level.ERROR if zopa.status == Status.PROVEN else Level.REMARK, better)
    if theirs < ours and peer.status == Status.PROVEN:
        within = ours - theirs <= TOLERANCE * ours
        return Verdict(Level.REMARK if within else Level.ERROR, f"the peer calls less than the best proven: {both}")
    return Verdict(Level.AGREES)


def _points(zopa: Answer, peer: Answer) -> Verdict:
    ours, theirs = ({tuple(point) for point in answer.points} for answer in (zopa, peer))
    if zopa.status != Status.PROVEN:
        return Verdict(Level.REMARK, "zopa did not finish")
    dominated = {point for point in theirs - ours if any(_dominates(other, point) for other in ours)}
    if unknown := theirs - ours - dominated:
        return Verdict(Level.ERROR, f"{len(unknown)} points of the peer are not zopa's, {min(unknown)} for one")
    if peer.status == Status.PROVEN and (missed := ours - theirs):
        return Verdict(Level.ERROR, f"the peer says that it has all points, but not {min(missed)}")
    if dominated:
        return Verdict(Level.REMARK, f"{len(dominated)} points of the peer are dominated")
    return Verdict(Level.AGREES)


def _dominates(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other))
