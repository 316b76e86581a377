"""OR-Tools CP-SAT, a constraint solver over whole numbers (clause learning and linear relaxations), with one worker.

Nash: outer approximation, as for HiGHS, but in whole numbers. Logarithms are scaled by `SCALE` and bounded by tangents
whose constants are rounded up; tangents at gains that were found are added until none is new. The direct way, a chain
of multiplication constraints, is hundreds of times slower and does not fit into 64 bits from about six parties on.

Deviation from exactness: the rounding. A product that is less by a few units in the ninth digit can pass as the best.
"""

import math
import time

from ortools.sat.python import cp_model

from answer import Answer, Status, judged
from instances import Instance
from linear_model import linear_model

SCALE = 10**9
FIRST_TANGENTS = 40
"""For each party, at evenly spread gains."""


def nash(instance: Instance, limit: float) -> Answer:
    began = time.process_time()
    linear = linear_model(instance)
    model = cp_model.CpModel()
    columns = [model.new_bool_var("") for _ in range(linear.columns)]
    for row in linear.option_columns:
        model.add_exactly_one(columns[at] for at in row)
    for terms, constant in linear.equations[len(linear.option_columns) :]:
        model.add(_sum(columns, terms) == constant)
    gains, logarithms = [], []
    for terms, without, most in zip(linear.gains, instance.disagreement, instance.largest_gains):
        gain = model.new_int_var(1, max(1, most), "")
        model.add(gain == _sum(columns, terms) - without)
        gains.append(gain)
        logarithms.append(model.new_int_var(0, math.ceil(SCALE * math.log(max(1, most))), ""))
    tangents: set[tuple[int, int]] = set()

    def add_tangent(party: int, at: int) -> bool:
        """The line that touches the logarithm here; false if it is there already."""
        if (party, at) in tangents:
            return False
        tangents.add((party, at))
        model.add(at * logarithms[party] - SCALE * gains[party] <= math.ceil(SCALE * at * (math.log(at) - 1)) + 1)
        return True

    for party, most in enumerate(instance.largest_gains):
        for step in range(1, FIRST_TANGENTS + 1):
            add_tangent(party, max(1, most * step // FIRST_TANGENTS))
    model.maximize(sum(logarithms))

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    best: list[int] | None = None
    best_product, bound = 0, math.inf
    while True:
        solver.parameters.max_time_in_seconds = max(0.01, limit - (time.process_time() - began))
        ended = solver.solve(model)
        if ended not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        bound = min(bound, solver.best_objective_bound / SCALE)
        values = [solver.boolean_value(column) for column in columns]
        package, found = linear.package(values), [solver.value(gain) for gain in gains]
        if math.prod(found) > best_product:
            best, best_product = package, math.prod(found)
        if ended != cp_model.OPTIMAL or not any([add_tangent(party, gain) for party, gain in enumerate(found)]):
            break
        model.clear_hints()
        for column, value in zip(columns, values):
            model.add_hint(column, value)
    status = {cp_model.OPTIMAL: Status.PROVEN, cp_model.FEASIBLE: Status.STOPPED, cp_model.UNKNOWN: Status.STOPPED}
    seconds = time.process_time() - began
    found_bound = bound if math.isfinite(bound) else None
    return judged(instance, Answer(status.get(ended, Status.FAILED), seconds, best, bound=found_bound))


def _sum(columns: list[cp_model.IntVar], terms: list[tuple[int, int]]) -> cp_model.LinearExprT:
    at, values = zip(*terms)
    return cp_model.LinearExpr.weighted_sum([columns[column] for column in at], values)
