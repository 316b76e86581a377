"""HiGHS, a solver of mixed-integer linear programs, with one thread.

Nash: outer approximation (Duran and Grossmann 1986). The logarithm of each gain is bounded by chords between
neighbouring whole gains, which are tight there and cut off less than tangents would leave. Chords are first collected
on the linear relaxation, then each integer solution adds its own, until the bound meets the best package.

Kalai-Smorodinsky: one program for the ideal gain of each party, then the largest share that all can have. Only the
smallest share is optimised; zopa goes on to the second smallest.

Frontier of two parties: the epsilon-constraint method. The first party's gain is maximised, ties broken by the
second's, and the second must do better each time.

HiGHS first completes what is left of the solution before into a start, in a search of its own with the same limit. This
helps, but a run that is stopped can take twice the limit.

Deviation from exactness: HiGHS calculates in floating point; what it calls proven holds to its tolerances.
"""

import math
import time

import highspy
import numpy as np

from answer import Answer, Status, judged
from instances import Instance
from linear_model import LinearModel, linear_model

GAP = 1e-9
"""Differences in the logarithm of the product, or in a share, that count as none."""
ROUNDS_OF_RELAXATION = 50
FIRST_CHORDS = (0.05, 0.2, 0.5, 0.8)


class _Program:
    """A maximisation over the packages of an instance; the gain of each party is a variable."""

    def __init__(self, instance: Instance, least_gain: int, limit: float) -> None:
        self.instance = instance
        self.began = time.process_time()
        self.limit = limit
        self.model: LinearModel = linear_model(instance)
        self.highs = highspy.Highs()
        for option, value in {
            "output_flag": False,
            "threads": 1,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": GAP,
        }.items():
            self.highs.setOptionValue(option, value)
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        count = self.model.columns
        self.highs.addVars(count, np.zeros(count), np.ones(count))
        binaries = np.array([column for row in self.model.option_columns for column in row], dtype=np.int32)
        self.highs.changeColsIntegrality(
            len(binaries), binaries, np.full(len(binaries), highspy.HighsVarType.kInteger)
        )
        for terms, constant in self.model.equations:
            self.row(constant, terms, constant)
        self.gains = [self.column(least_gain, max(least_gain, most), 0.0) for most in instance.largest_gains]
        for column, terms, without in zip(self.gains, self.model.gains, instance.disagreement):
            self.row(without, [*terms, (column, -1)], without)

    @property
    def seconds(self) -> float:
        return time.process_time() - self.began

    def column(self, lower: float, upper: float, cost: float) -> int:
        self.highs.addCol(cost, lower, upper, 0, np.array([], dtype=np.int32), np.array([]))
        return self.highs.getNumCol() - 1

    def row(self, lower: float, terms: list[tuple[int, float]], upper: float) -> None:
        columns, coefficients = zip(*terms)
        self.highs.addRow(
            lower, upper, len(terms), np.array(columns, dtype=np.int32), np.array(coefficients, dtype=float)
        )

    def run(self) -> highspy.HighsModelStatus:
        """Solves the program as it stands, in the time that is left."""
        left = self.limit - self.seconds
        if left <= 0:
            return highspy.HighsModelStatus.kTimeLimit
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + left)
        self.highs.run()
        return self.highs.getModelStatus()

    def solution(self) -> list[float] | None:
        solution = self.highs.getSolution()
        usable = self.highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return list(solution.col_value) if usable else None

    def package(self) -> list[int] | None:
        solution = self.solution()
        return None if solution is None else self.model.package(solution)

    def status(self, ended: highspy.HighsModelStatus) -> Status:
        return {
            highspy.HighsModelStatus.kOptimal: Status.PROVEN,
            highspy.HighsModelStatus.kTimeLimit: Status.STOPPED,
        }.get(ended, Status.FAILED)


def nash(instance: Instance, limit: float) -> Answer:
    program = _Program(instance, least_gain=1, limit=limit)
    logarithms = [program.column(0.0, math.log(max(1, most)), 1.0) for most in instance.largest_gains]
    chords: set[tuple[int, int]] = set()

    def add_chord(party: int, gain: float) -> bool:
        """The line through the logarithms of the whole gains around this one; false if it is there already."""
        low = max(1, math.floor(gain))
        if (party, low) in chords:
            return False
        chords.add((party, low))
        slope = math.log1p(1 / low)
        terms = [(logarithms[party], 1.0), (program.gains[party], -slope)]
        program.row(-highspy.kHighsInf, terms, math.log(low) - slope * low)
        return True

    for party, most in enumerate(instance.largest_gains):
        for share in FIRST_CHORDS:
            add_chord(party, share * most)

    program.highs.setOptionValue("solve_relaxation", True)
    for _ in range(ROUNDS_OF_RELAXATION):
        program.run()
        solution = program.solution()
        if solution is None or not any([add_chord(p, solution[gain]) for p, gain in enumerate(program.gains)]):
            break
    program.highs.setOptionValue("solve_relaxation", False)

    best: list[int] | None = None
    best_value, bound = -math.inf, math.inf
    while True:
        ended = program.run()
        status, package = program.status(ended), program.package()
        if package is not None and ended != highspy.HighsModelStatus.kInfeasible:
            gains = instance.gains(package)
            value = sum(map(math.log, gains)) if min(gains) > 0 else -math.inf
            if value > best_value:
                best, best_value = package, value
            bound = min(bound, program.highs.getInfo().mip_dual_bound)
        if status != Status.PROVEN or package is None or bound - best_value <= GAP:
            break
        if not any([add_chord(party, gain) for party, gain in enumerate(gains)]):
            break
    return judged(instance, Answer(status, program.seconds, best, bound=bound if math.isfinite(bound) else None))


def kalai_smorodinsky(instance: Instance, limit: float) -> Answer:
    program = _Program(instance, least_gain=0, limit=limit)
    ideal_gains: list[int] = []
    for party, column in enumerate(program.gains):
        program.highs.changeColCost(column, 1.0)
        status, package = program.status(program.run()), program.package()
        if status != Status.PROVEN or package is None:
            return Answer(status, program.seconds, remark="no ideal point")
        ideal_gains.append(instance.gains(package)[party])
        program.highs.changeColCost(column, 0.0)
    share = program.column(0.0, 1.0, 1.0)
    for column, ideal in zip(program.gains, ideal_gains):
        program.row(0.0, [(column, 1.0), (share, -float(ideal))], highspy.kHighsInf)
    status = program.status(program.run())
    bound = program.highs.getInfo().mip_dual_bound
    answer = Answer(status, program.seconds, program.package(), bound=bound, ideal_gains=ideal_gains)
    return judged(instance, answer)


def frontier(instance: Instance, limit: float) -> Answer:
    if instance.parties != 2:
        raise ValueError("the epsilon-constraint method is for two parties")
    program = _Program(instance, least_gain=0, limit=limit)
    first, second = program.gains
    most = instance.largest_gains[1]
    program.highs.changeColCost(first, 1.0)
    program.highs.changeColCost(second, 1.0 / (most + 1))
    points: list[list[int]] = []
    while True:
        ended = program.run()
        package = program.package()
        if ended == highspy.HighsModelStatus.kInfeasible:
            return Answer(Status.PROVEN, program.seconds, points=points)
        if ended != highspy.HighsModelStatus.kOptimal or package is None:
            return Answer(program.status(ended), program.seconds, points=points)
        gains = instance.gains(package)
        if not instance.allows(package) or points and gains[1] <= points[-1][1]:
            return Answer(Status.FAILED, program.seconds, points=points, remark="a package breaks a constraint")
        points.append(gains)
        if gains[1] >= most:
            return Answer(Status.PROVEN, program.seconds, points=points)
        program.highs.changeColBounds(second, gains[1] + 1, most)
