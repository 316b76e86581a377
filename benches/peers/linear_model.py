"""The packages of an instance as a linear model in 0/1 variables, for the solvers of mixed-integer programs.

A binary variable stands for each option. For each linked pair of issues, a continuous variable stands for each pair of
options; rows and columns of the pair sum to the variables of the options (the local marginal polytope, the strongest
usual relaxation). Forbidden pairs get no variable. Gains are linear in these variables.
"""

from dataclasses import dataclass

from instances import Instance

Terms = list[tuple[int, int]]
"""Columns and their coefficients."""


@dataclass
class LinearModel:
    columns: int
    """All variables; each is from 0 to 1."""
    option_columns: list[list[int]]
    """By issue and option, its binary variable."""
    equations: list[tuple[Terms, int]]
    """Terms that sum to a constant."""
    gains: list[Terms]
    """By party, its gain plus its disagreement value."""

    def package(self, solution: list[float]) -> list[int]:
        """The options whose variables are largest."""
        return [max(range(len(row)), key=lambda option: solution[row[option]]) for row in self.option_columns]


def linear_model(instance: Instance) -> LinearModel:
    columns = 0

    def new_column() -> int:
        nonlocal columns
        columns += 1
        return columns - 1

    option_columns = [[new_column() for _ in range(count)] for count in instance.options]
    equations: list[tuple[Terms, int]] = [([(column, 1) for column in row], 1) for row in option_columns]
    gains: list[Terms] = [
        [(column, value) for row, worth in zip(option_columns, values) for column, value in zip(row, worth) if value]
        for values in instance.values
    ]
    forbidden = set(instance.forbidden)
    pairs = set(instance.tables) | {(first, second) for (first, _), (second, _) in forbidden}
    for first, second in sorted(pairs):
        cells = {
            (one, other): new_column()
            for one in range(instance.options[first])
            for other in range(instance.options[second])
            if ((first, one), (second, other)) not in forbidden
        }
        for one, column in enumerate(option_columns[first]):
            equations.append(([(cell, 1) for at, cell in cells.items() if at[0] == one] + [(column, -1)], 0))
        for other, column in enumerate(option_columns[second]):
            equations.append(([(cell, 1) for at, cell in cells.items() if at[1] == other] + [(column, -1)], 0))
        if (first, second) in instance.tables:
            for terms, table in zip(gains, instance.tables[first, second]):
                terms += [(cell, table[one][other]) for (one, other), cell in cells.items() if table[one][other]]
    return LinearModel(columns, option_columns, equations, gains)
