#!/usr/bin/env python3
"""Checks a certificate of zopa against the model that it speaks of, with nothing but Python's standard library.

    python3 checker.py MODEL CERTIFICATE [--limit STEPS]

This file is the specification of certificates that can be executed; docs/certificates.md is the one that is read. All
numbers are integers and fractions. Exit status: 0 every claim is proven, 1 a claim is rejected, 2 the certificate or the
model is malformed, 3 a limit was reached or the model has a part that is not known here.
"""
import bisect
import copy
import hashlib
import itertools
import json
import sys
from fractions import Fraction
from math import gcd, lcm, prod

FILE_BYTES = 1 << 28      # the longest file that is read
DEPTH = 128               # brackets within brackets
DIGITS = 4000             # characters of a number
TABLE_CELLS = 4096        # conditions over so few combinations are written out as a table
MOST_CELLS = 1 << 20      # entries of one table
ALL_CELLS = 1 << 24       # numbers in all tables: one for each of the parties and seats in each entry
ALL_VALUES = 1 << 25      # numbers that options add, of all issues
POINT = 64                # of these, what a point of a curve takes
CONDITION_CELLS = 1 << 26  # options that all conditions together may speak of, and those that are compared where they meet
MOST_TERMS = 1 << 20      # conditional amounts
MOST_PARTIES = 32
MOST_OPTIONS = 100_001    # of one issue, levels among them
ALL_OPTIONS = 1 << 20     # of all issues
MOST_CONTINUOUS = 64      # continuous issues
LINES = 1 << 21           # numbers of the lines that levels add to one sum
LEVEL_CELLS = 1 << 24     # numbers of the sums of a proof
MOST_SETS = 1 << 14       # coalitions that one claim may need, or sets that may ratify
MOST_CEILINGS = 3         # of the parties whose utilities one sum counts
MOST_CONSENTS = 512       # third parties and bodies, and sums of utilities
MOST_SEATS = 64           # of these, coordinates of what is added up
CONSENT_CELLS = 1 << 22   # numbers that are added up for one table of what consents forbid
PAYOFFS = 1 << 24         # numbers that are added up to decide about events
GATHERED = 512            # tables that are added to larger ones
MOST_WEIGHTS = 64         # vectors of weights in one proof
WEIGHT_BITS = 60
REACH = 1 << 61           # no sum of scaled utilities may leave this
POWERS = 1000             # what the powers of a product may sum to
NODES = 1 << 22
VECTORS = 1 << 23
NUMBERS = 1 << 26         # in the arcs of a layer, and in vectors at once
SCALE_BITS = 1024         # of a common denominator, of numbers of a proof, and of levels
STEPS = 1 << 30           # what is done at most if nothing else is said
POTENTIAL_BITS = 40      # of weights where many sums are added up
PASSES, CHILD_PASSES = 60, 2
NOTHING = None


class Malformed(Exception):
    """The file is no certificate, or no model."""


class Rejected(Exception):
    """A claim is not proven, and this is what is left."""


class Beyond(Exception):
    """A limit, or something that this checker does not know."""


# --- Reading -------------------------------------------------------------------------------------------------------------

class Num(str):
    """A number as it was written."""


def read(data):
    """JSON with exact numbers, without equal keys."""
    if len(data) > FILE_BYTES:
        raise Beyond(f"a file of more than {FILE_BYTES} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("the file is not UTF-8")
    depth = 0
    within = escaped = False
    for c in text:
        if within:
            if escaped:
                escaped = False
            elif c == "\\":
                escaped = True
            elif c == '"':
                within = False
        elif c == '"':
            within = True
        elif c in "[{":
            depth += 1
            if depth > DEPTH:
                raise Malformed(f"more than {DEPTH} brackets within each other")
        elif c in "]}":
            depth -= 1

    def pairs(members):
        found = dict(members)
        if len(found) != len(members):
            raise Malformed("an object has a key twice")
        return found

    def number(text):
        if len(text) > DIGITS:
            raise Malformed(f"a number of more than {DIGITS} digits")
        return Num(text)

    def constant(name):
        raise Malformed(f"{name} is no number")

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_float=number, parse_int=number, parse_constant=constant)
    except (json.JSONDecodeError, RecursionError) as why:
        raise Malformed(f"no JSON: {why}")


def decimal(text):
    """A decimal, exactly."""
    mantissa, _, power = text.lower().partition("e")
    whole, point, part = mantissa.partition(".")
    sign = whole[:1] in ("-", "+")
    digits = whole[1:] if sign else whole
    power_digits = power[1:] if power[:1] in ("-", "+") else power
    plain = (digits + part).isdigit() and (digits + part).isascii() and digits != "" and (part != "" or not point)
    if len(text) > DIGITS or not plain or ("e" in text.lower()) != (power_digits != ""):
        raise Malformed(f"{text[:40]!r} is no number")
    if power_digits and not (power_digits.isdigit() and power_digits.isascii() and len(power_digits) <= 3):
        raise Malformed(f"{text[:40]!r} has too large a power")
    value = Fraction(int(digits + part), 10 ** len(part)) * Fraction(10) ** int(power or "0")
    return -value if whole[:1] == "-" else value


def number(node):
    """A number: as JSON has it, or as text, which may be a fraction."""
    if isinstance(node, Num):
        return decimal(node)
    if isinstance(node, str):
        top, bar, bottom = node.partition("/")
        value = decimal(top.strip())
        if bar:
            below = decimal(bottom.strip())
            if below == 0:
                raise Malformed("a division by zero")
            value /= below
        return value
    raise Malformed("something else where a number belongs")


def modest(node):
    """A number of a proof, or a level. One with very many digits is of no use, and takes long to raise to a power."""
    value = number(node)
    if bits(value) > SCALE_BITS:
        raise Beyond("a number with too many digits")
    return value


def bits(value):
    """Binary digits of both parts."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def integer(node):
    value = number(node)
    if value.denominator != 1:
        raise Malformed(f"{value} where a whole number belongs")
    return value.numerator


def text(node):
    if not isinstance(node, str) or isinstance(node, Num):
        raise Malformed("something else where a text belongs")
    return node


def listed_option(node):
    """An option in a list of texts; a number among them is the option that is written so."""
    if not isinstance(node, Num):
        return text(node)
    value = number(node)
    if value.denominator == 1:
        return str(value.numerator)
    if "e" in node.lower() or node.endswith("0"):
        raise Beyond("a number as an option that can be written shorter")
    return str(node)


def items(node, what="a list"):
    if not isinstance(node, list):
        raise Malformed(f"something else where {what} belongs")
    return node


def fields(node, known, needed=()):
    """An object, with no other keys than these."""
    if not isinstance(node, dict):
        raise Malformed("something else where an object belongs")
    for key in node:
        if known is not None and key not in known:
            raise Malformed(f"a key that is not known: {key[:40]!r}")
    for key in needed:
        if key not in node:
            raise Malformed(f"the key {key!r} is missing")
    return node


def of_model(node, known, needed=()):
    """An object of a model: a key that is not known may mean anything."""
    if not isinstance(node, dict):
        raise Malformed("the model has something else where an object belongs")
    for key in node:
        if key not in known and key not in ("note", "because", "source"):
            raise Beyond(f"the model has a part that this checker does not know: {key[:40]!r}")
    for key in needed:
        if node.get(key) is None:
            raise Malformed(f"the model lacks {key!r}")
    return node


def given(node, key, default):
    """What stands under a key; null says nothing."""
    found = node.get(key)
    return default if found is None else found


def quantity(node):
    """A number of a model; ranges and remarks beside it change no answer."""
    if isinstance(node, dict):
        known = ("value", "low", "high", "distribution", "factor", "correlation")
        return number(of_model(node, known, ("value",))["value"])
    return number(node)


# --- The model -----------------------------------------------------------------------------------------------------------

class Form:
    """A sum over options and combinations of them: fractions while a model is read, whole numbers then."""

    def __init__(self, constant=Fraction(0)):
        self.constant, self.values = constant, {}
        self.terms = []      # (when, unless, amount): added where `when` holds and no condition of `unless`
        self.tables = []     # (issues, amounts)
        # What each level of a continuous issue adds, while a model is read: (issue, when, unless, points)
        self.curves = []

    def add(self, other, times):
        """Adds another sum but for what levels add, so many times."""
        self.constant += other.constant * times
        for issue, row in other.values.items():
            own = self.values.get(issue, [0] * len(row))
            self.values[issue] = [a + b * times for a, b in zip(own, row)]
        self.terms += [(when, unless, amount * times) for when, unless, amount in other.terms]
        self.tables += [(issues, [amount * times for amount in amounts]) for issues, amounts in other.tables]

    def scope(self):
        """The issues that it depends on."""
        found = set(self.values).union(*(issues for issues, _ in self.tables))
        return found.union(*(part for when, unless, _ in self.terms for part in [when, *unless]))

    def count(self):
        """How many numbers it has."""
        return (1 + len(self.terms) + sum(map(len, self.values.values())) + sum(len(amounts) for _, amounts in self.tables))

    def size(self):
        """How many numbers one package adds up."""
        return 1 + len(self.values) + len(self.terms) + len(self.tables)

    def at(self, package, sizes):
        """What a package adds up to."""
        found = self.constant + sum(row[package[issue]] for issue, row in self.values.items())
        for when, unless, amount in self.terms:
            if holds(when, package) and not any(holds(one, package) for one in unless):
                found += amount
        return found + sum(amounts[cell(issues, package, sizes)] for issues, amounts in self.tables)

    def reach(self):
        """No package adds up to more, above or below 0."""
        return (abs(self.constant) + sum(max(map(abs, row)) for row in self.values.values())
                + sum(abs(amount) for _, _, amount in self.terms) + sum(max(map(abs, all_)) for _, all_ in self.tables))

    def most(self):
        """No package adds up to more."""
        return (self.constant + sum(max(row) for row in self.values.values())
                + sum(max(amount, 0) for _, _, amount in self.terms) + sum(max(all_) for _, all_ in self.tables))

    def numbers(self):
        yield self.constant
        for row in self.values.values():
            yield from row
        for _, _, amount in self.terms:
            yield amount
        for _, amounts in self.tables:
            yield from amounts

    def whole(self, *beside):
        """The least that makes all numbers whole, the sum times that, and the numbers beside it."""
        scale = common([*self.numbers(), *beside])
        found, beside = self.scaled(scale), [int(one * scale) for one in beside]
        if found.reach() + sum(map(abs, beside)) >= REACH:
            raise Beyond("numbers that are too large")
        return scale, found, beside

    def scaled(self, scale):
        """The sum times a number that makes all of its numbers whole."""
        times = lambda amount: int(amount * scale)
        found = Form(times(self.constant))
        found.values = {issue: list(map(times, row)) for issue, row in self.values.items()}
        found.terms = [(when, unless, times(amount)) for when, unless, amount in self.terms if amount]
        found.tables = [(issues, list(map(times, amounts))) for issues, amounts in self.tables]
        if found.reach() >= REACH:
            raise Beyond("numbers that are too large")
        return found

    def settled(self, side, sizes):
        """The same where these issues are settled so."""
        found = Form(self.constant + sum(row[side[issue]] for issue, row in self.values.items() if issue in side))
        found.values = {issue: row for issue, row in self.values.items() if issue not in side}
        for when, unless, amount in self.terms:
            left = settled(when, unless, side)
            if left is not None:
                found.terms.append((*left, amount))
        for issues, amounts in self.tables:
            chosen = []
            for options, amount in zip(itertools.product(*(range(sizes[i]) for i in issues)), amounts):
                if all(side.get(issue, option) == option for issue, option in zip(issues, options)):
                    chosen.append(amount)
            found.tables.append(([issue for issue in issues if issue not in side], chosen))
        return found


def fine(number):
    """Refuses a number that is divided more finely than any that is scaled."""
    if number.denominator >= REACH:
        raise Beyond("numbers that are too finely divided")
    return number


def common(numbers):
    """The least that makes all numbers whole."""
    scale = 1
    for one in numbers:
        scale = lcm(scale, fine(one).denominator)
        if scale >= REACH:
            raise Beyond("numbers that are too finely divided")
    return scale


class Chance:
    """How likely something is: `more` is added where an event happens, which is where one of these conditions holds, and no
    two of them do. Where one of the others holds, the promise behind the event is broken."""

    def __init__(self, least, more=Fraction(0), happens=(), broken=()):
        self.least, self.more, self.happens, self.broken = least, more, happens, broken


class Model:
    """A model as sums over options and combinations: what they add to every party's utility, scaled to integers by party, and
    what packages must satisfy."""

    def __init__(self, source):
        # Aims and ways of talking change no answer.
        keys = ("$schema", "zopa", "title", "description", "sources", "comparable", "clusters", "factors", "assumptions", "aims", "protocols",
                "parties", "issues", "utilities", "rules", "states", "acceptance", "proposals", "approvals")
        of_model(source, keys, ("zopa", "parties", "issues", "utilities"))
        if number(source["zopa"]) != 1:
            raise Beyond("another version of the model format")
        self.parties = list(of_model(source["parties"], source["parties"]))
        self.n = len(self.parties)
        if not 1 <= self.n <= MOST_PARTIES:
            raise Beyond(f"no parties, or more than {MOST_PARTIES}")
        self.at_party = {name: at for at, name in enumerate(self.parties)}
        self.issues, self.options, self.ranges, self.levels, self.ordered, self.deciders = [], [], [], [], [], []
        for name, issue in of_model(source["issues"], source["issues"]).items():
            self.issue(name, issue)
            if sum(map(len, self.options)) > ALL_OPTIONS:
                raise Beyond("too many options")
        if not self.issues:
            raise Malformed("the model has no issues")
        self.at_issue = {name: at for at, name in enumerate(self.issues)}
        self.at_option = [{name: at for at, name in enumerate(options)} for options in self.options]
        self.sizes = [len(options) for options in self.options]
        self.forms = [Form() for _ in self.parties]
        self.caps = [NOTHING] * self.n
        self.payoffs = 0     # how many numbers were added up for events
        self.asks = 0        # how many sums somebody asks for
        self.count = 0       # how many conditional amounts there are
        self.room = CONDITION_CELLS
        self.places = set()  # no two objects of the model's author may be called by the same place
        self.rules = []      # (name, id, kind, …)
        self.level_rules = []  # (path, name, when, by issue a number for each option, by issue one for each unit, least, most)
        declared = [of_model(one, ("name", "disagreement", "batna", "weight", "patience", "breakdown", "outside", "ratifiers"), ("disagreement",))
                    for one in source["parties"].values()]
        self.disagreement = [quantity(one["disagreement"]) for one in declared]
        self.exponents = whole_weights([quantity(given(one, "weight", Num("1"))) for one in declared])
        for name, utility in of_model(source["utilities"], source["utilities"]).items():
            self.utility(self.party(name), name, utility)
        states = given(source, "states", {})
        for name, state in of_model(states, states).items():
            self.state(f"states.{name}", state)
        # What is asked of utilities is added up from what they are with all states.
        for at, rule in enumerate(items(given(source, "rules", []))):
            self.rule(f"rules[{at}]", rule)
        approvals = given(source, "approvals", {})
        for name, approval in of_model(approvals, approvals).items():
            self.place(f"approvals.{name}")
            seats, all_ = self.seats(approval)
            self.consents(f"approvals.{name}", seats, len(seats) if all_ else 1)
        for name, one in zip(self.parties, declared):
            if given(one, "ratifiers", None) is not None:
                self.place(f"{name}.ratifiers")
                self.ratifiers(f"{name}.ratifiers", one["ratifiers"])
        rule = of_model(given(source, "acceptance", {}), ("quota", "veto", "beliefs"))
        if text(given(rule, "beliefs", "own")) != "own":
            self.place("acceptance.beliefs")
            self.rules.append(("acceptance.beliefs", "acceptance.beliefs", "belief"))
        self.quota = integer(given(rule, "quota", Num(str(self.n))))
        self.veto = frozenset(self.party(text(one)) for one in items(given(rule, "veto", [])))
        if not 1 <= self.quota <= self.n:
            raise Malformed("a quota that is no number of parties")
        self.to_integers()

    def place(self, path):
        """Takes the place of something that may be lifted or named in a conflict."""
        if path in self.places:
            raise Beyond(f"two things that stand at one place: {path[:40]!r}")
        self.places.add(path)

    def takes(self, cells):
        """Takes room for conditions."""
        self.room -= cells
        if self.room < 0:
            raise Beyond("conditions over too many options")

    def cells(self, *conditions):
        """How many options some conditions speak of."""
        return sum(self.sizes[issue] for one in conditions for issue in one)

    def meetings(self, when, boxes):
        """The conditions that one holds, and one of some others."""
        found = []
        for one in boxes:
            self.takes(1 + self.cells(when, one))
            both = meet(when, one)
            if both is not None:
                found.append(both)
        return found

    def more_terms(self, count):
        self.count += count
        if self.count > MOST_TERMS:
            raise Beyond("too many conditional amounts")

    def term(self, form, when, unless, amount):
        if amount:
            form.terms.append((when, unless, amount))
            self.more_terms(1)

    def party(self, name):
        if name not in self.at_party:
            raise Malformed(f"no party is called {name[:40]!r}")
        return self.at_party[name]

    def issue_at(self, name):
        if name not in self.at_issue:
            raise Malformed(f"no issue is called {name[:40]!r}")
        return self.at_issue[name]

    def issue(self, name, issue):
        of_model(issue, ("name", "cluster", "options", "integer", "continuous", "ordered", "deciders", "baseline"))
        kinds = [key for key in ("options", "integer", "continuous") if given(issue, key, None) is not None]
        if len(kinds) != 1:
            raise Malformed(f"{name[:40]!r} is of no kind, or of two")
        options, levels, ends = given(issue, "options", None), None, None
        if kinds == ["continuous"]:
            range_ = of_model(issue["continuous"], ("min", "max", "unit"), ("min", "max"))
            ends = (number(range_["min"]), number(range_["max"]))
            if ends[0] >= ends[1]:
                raise Malformed(f"{name[:40]!r} has no levels")
            # One option stands for all levels.
            options = [""]
        elif kinds == ["integer"]:
            range_ = of_model(issue["integer"], ("min", "max", "step", "unit"), ("min", "max"))
            low, high, step = integer(range_["min"]), integer(range_["max"]), integer(given(range_, "step", Num("1")))
            if max(map(abs, (low, high, step))) >= 1 << 63:
                raise Beyond("a whole number that is too large")
            if step < 1 or high < low or (high - low) % step:
                raise Malformed(f"{name[:40]!r} has no levels")
            if (high - low) // step >= MOST_OPTIONS:
                raise Beyond("an issue with too many levels")
            levels = list(range(low, high + 1, step))
            options = [str(level) for level in levels]
        elif isinstance(options, dict):
            for option in options.values():
                of_model(option, ("name",))
            options = list(options)
        else:
            if items(options, "a list of options") and all(isinstance(option, Num) for option in options):
                raise Beyond("numbers as options: levels that are not in steps are not checked")
            options = [listed_option(option) for option in options]
        if len(options) > MOST_OPTIONS:
            raise Beyond("an issue with too many options")
        if not options or len(set(options)) != len(options):
            raise Malformed(f"{name[:40]!r} has no options, or one twice")
        self.issues.append(name)
        self.options.append(options)
        self.levels.append(levels)
        self.ranges.append(ends)
        self.ordered.append(levels is not None or given(issue, "ordered", False) is True)
        deciders = given(issue, "deciders", None)
        self.deciders.append(deciders if deciders is None else {text(one) for one in items(deciders)})

    def option(self, issue, level):
        """The option that a level names; a number is the option that is written like it."""
        name = str(level)
        if isinstance(level, Num) or self.levels[issue] is not None:
            value = number(level)
            name = str(value.numerator) if value.denominator == 1 else name
        elif not isinstance(level, str):
            raise Malformed("something else where an option belongs")
        if name not in self.at_option[issue]:
            raise Malformed(f"no option of {self.issues[issue]!r} is called {name[:40]!r}")
        return self.at_option[issue][name]

    def condition(self, node):
        """By issue, the options that are meant."""
        if not isinstance(node, dict) or not node:
            raise Malformed("a condition names no issue")
        found = {}
        for name, meant in node.items():
            issue = self.issue_at(name)
            if self.ranges[issue] is not None:
                raise Malformed("a condition on levels")
            self.takes(self.sizes[issue])
            if isinstance(meant, dict):
                of_model(meant, ("from", "to"))
                if not self.ordered[issue]:
                    raise Malformed(f"a range, and the options of {name[:40]!r} have no order")
                first = 0 if meant.get("from") is None else self.option(issue, meant["from"])
                last = len(self.options[issue]) - 1 if meant.get("to") is None else self.option(issue, meant["to"])
                found[issue] = frozenset(range(first, last + 1))
            else:
                found[issue] = frozenset(self.option(issue, one) for one in (meant if isinstance(meant, list) else [meant]))
            if not found[issue]:
                raise Malformed("a condition admits no option")
        return found

    def by_option(self, issue, node):
        """A number for each option."""
        if not isinstance(node, dict):
            raise Malformed("something else where values belong")
        found = {self.option(issue, name): quantity(value) for name, value in node.items()}
        if len(found) != len(self.options[issue]) or len(node) != len(found):
            raise Malformed(f"not every option of {self.issues[issue]!r} has one value")
        return [found[at] for at in range(len(found))]

    def worths(self, issue, node):
        """What the options of an issue are worth, from any of the ways to write it."""
        if not isinstance(node, dict):
            raise Malformed("something else where values belong")
        levels = self.levels[issue]
        for key in ("per_unit", "points", "weight"):
            if key in node and (key not in self.at_option[issue]):
                break
        else:
            return self.by_option(issue, node)
        if key == "weight":
            of_model(node, ("weight", "scores"), ("weight", "scores"))
            weight = quantity(node["weight"])
            return [weight * score for score in self.by_option(issue, node["scores"])]
        of_model(node, (key,))
        if levels is None:
            raise Malformed(f"{key!r} where options are no levels")
        if key == "per_unit":
            each = quantity(node[key])
            return [each * level for level in levels]
        rising = points(node[key])
        found = [value_at(rising, level) for level in levels]
        if None in found:
            raise Malformed("points that do not give a value to every level")
        return found

    def levels_add(self, form, issue, node, when, times, guards):
        """Adds what levels are worth so many times, where a condition holds; with guards, only where these hold too."""
        if self.ranges[issue] is None:
            raise Malformed("levels of an issue that has options")
        if not isinstance(node, dict):
            raise Malformed("something else where values belong")
        if node.get("per_unit") is not None:
            of_model(node, ("per_unit",))
            each = quantity(node["per_unit"])
            curve = [(level, each * level) for level in self.ranges[issue]]
        else:
            of_model(node, ("points",), ("points",))
            curve = points(node["points"])
            if len(curve) < 2 or any(value_at(curve, level) is None for level in self.ranges[issue]):
                raise Malformed(f"points that do not give a value to every level of {self.issues[issue][:40]!r}")

        def add(when, unless, times):
            self.takes(POINT * len(curve) + self.cells(when, *unless))
            form.curves.append((issue, when, unless, [(level, worth * times) for level, worth in curve]))
            self.more_terms(1)
        if guards is None:
            add(when, [], times)
            return
        for condition, earlier, more in guards[0]:
            self.takes(1 + self.cells(when, condition))
            both = meet(condition, when)
            if both is not None:
                add(both, guards[1][:earlier], more)

    def table(self, node):
        """The issues of a table, and what it adds, the last issue's options first."""
        of_model(node, ("issues", "add"), ("issues", "add"))
        issues = [self.issue_at(text(name)) for name in items(node["issues"])]
        if not issues or len(set(issues)) != len(issues):
            raise Malformed("a table without issues, or with one twice")
        if any(self.ranges[issue] is not None for issue in issues):
            raise Malformed("a table over levels")
        if prod(len(self.options[issue]) for issue in issues) > MOST_CELLS:
            raise Beyond(f"a table of more than {MOST_CELLS} entries")
        amounts = [node["add"]]
        for issue in issues:
            amounts = [one for entry in amounts for one in self.entries(entry, issue)]
        return issues, [quantity(amount) for amount in amounts]

    def entries(self, node, issue):
        if len(items(node)) != len(self.options[issue]):
            raise Malformed("a table has not one entry for each option")
        return node

    def utility(self, party, name, node):
        of_model(node, ("constant", "values", "interactions", "tables", "red_lines", "commitments", "at_most"))
        if given(node, "at_most", None) is not None:
            self.caps[party] = quantity(node["at_most"])
        form = self.forms[party]
        self.parts(form, node)
        for at, promise in enumerate(items(given(node, "commitments", []))):
            of_model(promise, ("when", "kept", "broken", "credibility"), ("when", "kept", "broken", "credibility"))
            chance, when = self.probability(promise["credibility"]), self.condition(promise["when"])
            kept, broken = quantity(promise["kept"]), quantity(promise["broken"])
            self.term(form, when, [], chance.least * kept + (1 - chance.least) * broken)
            for both in self.meetings(when, chance.happens):
                self.term(form, both, [], chance.more * (kept - broken))
            self.held(f"utilities.{name}.commitments[{at}].credibility", promise["credibility"], chance, when, [])
        for at, line in enumerate(items(given(node, "red_lines", []))):
            of_model(line, ("id", "when"), ("when",))
            text(given(line, "id", ""))
            when = self.condition(line["when"])
            decides = any(self.deciders[issue] is None or name in self.deciders[issue] for issue in when)
            path = f"{name}.red_lines[{at}]"
            if decides:
                self.place(path)
                self.rules.append((path, given(line, "id", path), "forbid", when, []))

    def parts(self, form, node, times=1, guards=None):
        """Adds a constant, values, interactions and tables, so many times; with guards only where they hold: a condition,
        how many of the earlier ones there are, none of which may hold, and how many times then, which is not 0; and with
        the conditions among which are the earlier ones."""
        def add(when, amount):
            if guards is None:
                self.term(form, when, [], amount * times)
                return
            for condition, earlier, more in guards[0] if amount else []:
                self.takes(1 + self.cells(when, condition))
                both = meet(condition, when)
                if both is not None:
                    unless = guards[1][:earlier]
                    self.takes(self.cells(*unless))
                    self.term(form, both, unless, amount * more)
        constant = given(node, "constant", None)
        if constant is not None:
            if guards is None:
                form.constant = fine(form.constant + quantity(constant) * times)
            else:
                add({}, quantity(constant))
        values = given(node, "values", {})
        for issue_name, worth in of_model(values, values).items():
            issue = self.issue_at(issue_name)
            if self.ranges[issue] is not None:
                self.levels_add(form, issue, worth, {}, times, guards)
                continue
            self.takes(self.sizes[issue])
            worths = self.worths(issue, worth)
            if guards is None:
                own = form.values.get(issue)
                form.values[issue] = ([one * times for one in worths] if own is None
                                      else [fine(a + b * times) for a, b in zip(own, worths)])
                continue
            for option, amount in enumerate(worths):
                add({issue: frozenset([option])}, amount)
        for interaction in items(given(node, "interactions", [])):
            of_model(interaction, ("when", "add", "values"), ("when",))
            when = self.condition(interaction["when"])
            values = given(interaction, "values", {})
            for issue_name, worth in of_model(values, values).items():
                self.levels_add(form, self.issue_at(issue_name), worth, when, times, guards)
            if given(interaction, "add", None) is not None:
                add(when, quantity(interaction["add"]))
        for table in items(given(node, "tables", [])):
            issues, amounts = self.table(table)
            if guards is None:
                form.tables.append((issues, [amount * times for amount in amounts]))
                continue
            for options, amount in zip(itertools.product(*(range(self.sizes[i]) for i in issues)), amounts):
                add({issue: frozenset([option]) for issue, option in zip(issues, options)}, amount)

    def probability(self, node):
        """A probability: a number, or one of two (1 and 0, if nothing is said) by whether an event pays, which may depend on
        what is agreed."""
        formula = next((key for key in ("attack", "breach", "execution") if isinstance(node, dict) and key in node), None)
        if formula is None:
            return Chance(share(quantity(node)))
        of_model(node, (formula, "then", "otherwise", "id", "must_hold", "periods"))
        text(given(node, "id", ""))
        names = {"attack": ("gain", "cost", "peace", "war", "fights"), "breach": ("gain", "loss", "detection"),
                 "execution": ("executing", "reneging")}[formula]
        usual = {name: self.payoff(one) for name, one in of_model(node[formula], names, names).items() if name in names}
        times = []
        periods = given(node, "periods", {})
        for period in of_model(periods, periods).values():
            of_model(period, names)
            times.append({**usual, **{name: self.payoff(period[name]) for name in names if given(period, name, None) is not None}})
        times = times or [usual]
        scope = sorted(set().union(*(form.scope() for one in times for form in one.values())))
        size = prod(self.sizes[issue] for issue in scope)
        self.payoffs += size * sum(form.size() for one in times for form in one.values())
        if size > MOST_CELLS or self.payoffs > PAYOFFS:
            raise Beyond("payoffs that depend on too many combinations of options")
        one = common(number for payoffs in times for form in payoffs.values() for number in form.numbers())
        times = [[payoffs[name].scaled(one) for name in names] for payoffs in times]
        cells = []
        for options in itertools.product(*(range(self.sizes[issue]) for issue in scope)):
            package = dict(zip(scope, options))
            happens = [happening(formula, [form.at(package, self.sizes) for form in forms], one) for forms in times]
            # What is promised is carried out at each time, or is not; an attack or a breach at one is enough.
            cells.append(all(happens) if formula == "execution" else any(happens))
        sizes = [self.sizes[issue] for issue in scope]
        condition = lambda sets: {issue: meant for issue, meant in zip(scope, sets) if len(meant) < self.sizes[issue]}
        happens = [condition(sets) for sets in boxes(tuple(cells), sizes, self.takes)]
        broken = happens if formula != "execution" else [condition(sets) for sets in boxes(tuple(not one for one in cells), sizes, self.takes)]
        likely = lambda key, unsaid: share(unsaid if given(node, key, None) is None else quantity(node[key]))
        then, otherwise = likely("then", Fraction(1)), likely("otherwise", Fraction(0))
        return Chance(otherwise, then - otherwise, happens, broken)

    def payoff(self, node):
        """A payoff: a number, or a sum over options."""
        if not isinstance(node, dict) or given(node, "value", None) is not None:
            return Form(quantity(node))
        form = Form()
        self.parts(form, of_model(node, ("constant", "values", "interactions", "tables")))
        if form.curves:
            raise Malformed("an event that depends on a level")
        return form

    def held(self, path, node, chance, when, unless):
        """The rule that a promise holds where it is asked, if it must."""
        must = given(node, "must_hold", False) if isinstance(node, dict) else False
        if not isinstance(must, bool):
            raise Malformed("something else where true or false belongs")
        if must:
            self.place(path)
            for both in self.meetings(when, chance.broken):
                self.takes(self.cells(*unless))
                self.rules.append((path, path, "forbid", both, list(unless)))

    def state(self, path, node):
        """What is expected of a state: its worth times what a party believes where nothing else is said, and where a
        condition says something else first, the difference to that."""
        of_model(node, ("name", "beliefs", "given", "utilities"), ("beliefs",))
        base = {self.party(name): self.probability(chance) for name, chance in node["beliefs"].items()}
        cases = {party: ([], []) for party in base}
        for at, case in enumerate(items(given(node, "given", []))):
            of_model(case, ("when", "beliefs"), ("when", "beliefs"))
            when = self.condition(case["when"])
            for name, belief in case["beliefs"].items():
                party = self.party(name)
                if party not in base:
                    raise Malformed("a belief that departs from none")
                chance = self.probability(belief)
                self.held(f"{path}.given[{at}].beliefs.{name}", belief, chance, when, cases[party][0])
                self.takes(self.cells(when))
                cases[party][0].append(when)
                cases[party][1].append(chance)
        for name, belief in node["beliefs"].items():
            party = self.party(name)
            self.held(f"{path}.beliefs.{name}", belief, base[party], {}, cases[party][0])
        for name, utility in given(node, "utilities", {}).items():
            party = self.party(name)
            of_model(utility, ("constant", "values", "interactions", "tables"))
            if party not in base:
                raise Malformed("a party has utilities in a state, and no belief")
            usual, (whens, chances) = base[party], cases[party]
            self.parts(self.forms[party], utility, usual.least)
            guards = []
            for box in usual.happens if usual.more else []:
                self.takes(self.cells(box))
                guards.append((box, len(whens), usual.more))
            for at, (when, chance) in enumerate(zip(whens, chances)):
                if chance.least != usual.least:
                    self.takes(self.cells(when))
                    guards.append((when, at, chance.least - usual.least))
                if chance.more:
                    guards += [(both, at, chance.more) for both in self.meetings(when, chance.happens)]
            if guards:
                self.parts(self.forms[party], utility, guards=(guards, whens))

    # Those who must be satisfied beside the parties: a sum that must not be below 0 where it is asked.

    def asked(self, node, sign, least):
        """The sums that one asks for, and whether all of them are needed or one is enough: a utility is the smaller of what
        it sums to and its ceiling, so that a sum which counts it is enough if it is with both."""
        counted = {self.party(name): sign * quantity(times) for name, times in given(node, "utilities", {}).items()}
        capped = [party for party, times in counted.items() if times and self.caps[party] is not None]
        against = [party for party in capped if counted[party] < 0]
        if against and len(against) < len(capped) or len(capped) > MOST_CEILINGS:
            raise Beyond("a sum of utilities with ceilings, for and against, or too many")
        forms = []
        for at_cap in itertools.product((False, True), repeat=len(capped)):
            form = Form(-least)
            for party, times in counted.items():
                there = dict(zip(capped, at_cap)).get(party, False)
                self.more_terms(len(self.forms[party].terms))
                form.add(Form(self.caps[party]) if there else self.forms[party], times)
                for one in form.numbers():
                    fine(one)
            self.parts(form, node, sign)
            if form.curves or any(self.forms[party].curves for party in counted):
                raise Beyond("a sum that somebody asks for depends on levels")
            forms.append(form)
        return forms, not against

    def seats(self, node):
        """The same of a third party or a body, each with where it is asked."""
        of_model(node, ("name", "when", "utilities", "constant", "values", "interactions", "tables", "at_least"))
        when = given(node, "when", {})
        when = self.condition(when) if when != {} else {}
        forms, all_ = self.asked(node, 1, quantity(given(node, "at_least", Num("0"))))
        return [(when, form) for form in forms], all_

    def consents(self, path, seats, quota, veto=None, id_=None):
        """The rule that so many are satisfied: each where it is asked, with its sum in whole numbers."""
        self.asks += len(seats)
        if self.asks > MOST_CONSENTS:
            raise Beyond(f"more than {MOST_CONSENTS} sums that somebody asks for")
        seats = [(when, form.whole()[1]) for when, form in seats]
        # Where it is not asked, as much is added.
        if any(form.reach() >= REACH >> 2 for _, form in seats):
            raise Beyond("numbers that are too large")
        self.rules.append((path, path if id_ is None else id_, "consents", seats, quota, veto or [False] * len(seats), self.sizes))

    def ratifiers(self, path, node):
        of_model(node, ("bodies", "quota", "veto"), ("bodies",))
        bodies = of_model(node["bodies"], node["bodies"])
        names = list(bodies)
        veto = [names.index(text(one)) if text(one) in names else None for one in items(given(node, "veto", []))]
        quota = integer(given(node, "quota", Num(str(len(names)))))
        if None in veto or len(set(veto)) != len(veto) or not 1 <= quota <= len(names):
            raise Malformed("a quota that is no number of bodies, or a body that is not there")
        everyone = quota == len(names) or len(veto) == len(names)
        seats = []
        for body in bodies.values():
            own, all_ = self.seats(body)
            if not all_ or len(own) > 1 and not everyone:
                raise Beyond("a body counts a utility that has a ceiling, and a quota of the bodies is enough")
            seats += own
        if everyone:
            self.consents(path, seats, len(seats))
        else:
            self.consents(path, seats, quota, [at in veto for at in range(len(names))])

    def rule(self, name, node):
        sums = ("utilities", "constant", "values", "interactions", "tables")
        of_model(node, ("id", "forbid", "if", "then", "of", "sum", "at_most", "at_least", "exactly", *sums))
        self.place(name)
        id_ = text(given(node, "id", name))
        has = {key for key in node if node[key] is not None} - {"id", "note", "because", "source"}
        has -= {key for key in sums if key != "constant" and not node.get(key)}
        bounds = has & {"at_most", "at_least", "exactly"}
        bound = {key: quantity(node[key]) for key in bounds}
        if bounds and has != bounds and has <= bounds | set(sums) and "exactly" not in bounds:
            for key, sign in (("at_least", 1), ("at_most", -1)):
                if key in bound:
                    forms, all_ = self.asked(node, sign, sign * bound[key])
                    self.consents(name, [({}, form) for form in forms], len(forms) if all_ else 1, id_=id_)
        elif has == {"forbid"}:
            self.rules.append((name, id_, "forbid", self.condition(node["forbid"]), []))
        elif has == {"if", "then"}:
            premise, rest = self.condition(node["if"]), {}
            if not isinstance(node["then"], dict):
                raise Malformed("something else where a condition belongs")
            for issue_name, asked in node["then"].items():
                if asked is None:
                    raise Malformed("nothing where an option or a level belongs")
                issue = self.issue_at(issue_name)
                if self.ranges[issue] is None:
                    rest[issue_name] = asked
                    continue
                ends = [asked, asked]
                if isinstance(asked, dict):
                    of_model(asked, ("from", "to"))
                    ends = [asked.get("from"), asked.get("to")]
                least, most = (None if one is None else number(one) for one in ends)
                low, high = self.ranges[issue]
                if any(not low <= one <= high for one in (least, most) if one is not None):
                    raise Malformed(f"no level of {issue_name[:40]!r}")
                self.takes(self.cells(premise))
                self.level_rules.append((name, f"{name}.{issue_name}", premise, {}, {issue: Fraction(1)}, least, most))
            if rest or not node["then"]:
                self.rules.append((name, id_, "forbid", premise, [self.condition(rest)]))
        elif bounds and has == bounds | {"of"}:
            of = [self.condition(one) for one in items(node["of"])]
            low = max([bound[key] for key in ("at_least", "exactly") if key in bound], default=Fraction(0))
            high = min([bound[key] for key in ("at_most", "exactly") if key in bound], default=Fraction(len(of)))
            if low.denominator != 1 or high.denominator != 1:
                raise Malformed("a rule that counts in fractions")
            self.rules.append((name, id_, "count", of, int(low), int(high)))
        elif bounds and has == bounds | {"sum"} and "exactly" not in bounds:
            sums, per_unit = {}, {}
            for issue_name, coefficient in node["sum"].items():
                issue = self.issue_at(issue_name)
                if self.ranges[issue] is not None:
                    per_unit[issue] = quantity(coefficient)
                    continue
                by_option = isinstance(coefficient, dict) and ("value" not in coefficient or "value" in self.at_option[issue])
                if by_option:
                    found = [Fraction(0)] * len(self.options[issue])
                    for option, amount in coefficient.items():
                        found[self.option(issue, option)] = quantity(amount)
                    sums[issue] = found
                else:
                    if self.levels[issue] is None:
                        raise Malformed("one coefficient where options are no levels")
                    sums[issue] = [quantity(coefficient) * level for level in self.levels[issue]]
            if per_unit:
                self.level_rules.append((name, name, {}, sums, per_unit, bound.get("at_least"), bound.get("at_most")))
            else:
                self.rules.append((name, id_, "sum", sums, bound.get("at_least"), bound.get("at_most")))
        else:
            raise Malformed("a rule of no kind, or of several")

    def to_integers(self):
        """Every number of a party times the least that makes them all whole."""
        if sum(ends is not None for ends in self.ranges) > MOST_CONTINUOUS:
            raise Beyond(f"more than {MOST_CONTINUOUS} continuous issues")
        # The same in the author's units, with what levels add.
        self.worths, self.without, self.tops = list(self.forms), list(self.disagreement), list(self.caps)
        self.scale = []
        for p, form in enumerate(self.forms):
            cap = [self.caps[p]] * (self.caps[p] is not None)
            scale, self.forms[p], (self.disagreement[p], *cap) = form.whole(self.disagreement[p], *cap)
            self.scale.append(scale)
            self.caps[p] = cap[0] if cap else None
        for at, rule in enumerate(self.rules):
            if rule[2] == "sum":
                name, id_, kind, sums, low, high = rule
                all_ = [one for row in sums.values() for one in row] + [one for one in (low, high) if one is not None]
                scale = lcm(*(one.denominator for one in all_))
                if sum(max(map(abs, row)) for row in sums.values()) * scale >= REACH:
                    raise Beyond("a rule with numbers that are too large")
                sums = {issue: [int(one * scale) for one in row] for issue, row in sums.items()}
                low, high = (one if one is None else int(one * scale) for one in (low, high))
                self.rules[at] = (name, id_, kind, sums, low, high)

    def package(self, node):
        """The options of a package, by issue."""
        if not isinstance(node, dict) or len(node) != len(self.issues):
            raise Malformed("a package settles every issue once")
        found = {self.issue_at(name): option for name, option in node.items()}
        return [self.option(issue, found[issue]) for issue in range(len(self.issues))]

    def gains(self, package):
        sums = [form.at(package, self.sizes) for form in self.forms]
        capped = [one if cap is None else min(one, cap) for one, cap in zip(sums, self.caps)]
        return [a - b for a, b in zip(capped, self.disagreement)]


def points(node):
    """Levels with their values, the levels rising."""
    found = []
    for point in items(node):
        pair = items(point)
        if len(pair) != 2:
            raise Malformed("a point has a level and a value")
        found.append((number(pair[0]), quantity(pair[1])))
    if any(a[0] >= b[0] for a, b in zip(found, found[1:])):
        raise Malformed("points whose levels do not rise")
    return found


def value_at(points, level):
    """The value at a level on straight lines between points; none beyond their ends."""
    after = bisect.bisect_right(points, level, key=lambda point: point[0])
    if after == 0:
        return None
    x, y = points[after - 1]
    if x == level:
        return y
    if after == len(points):
        return None
    x2, y2 = points[after]
    return y + (y2 - y) * (level - x) / (x2 - x)


def share(chance, one=1):
    if not 0 <= chance <= one:
        raise Malformed("a probability that is not from 0 to 1")
    return chance


def happening(formula, payoffs, one):
    """Whether an event pays. Payoffs are times `one`, and so are probabilities among them."""
    if formula == "attack":
        gain, cost, peace, war, fights = payoffs
        return (one - share(fights, one)) * (gain - cost) - fights * war > peace * one
    if formula == "breach":
        gain, loss, detection = payoffs
        return (one - share(detection, one)) * gain > detection * loss
    executing, reneging = payoffs
    return executing >= reneging


def boxes(cells, sizes, takes):
    """The cells of a table that are true, as sets of options by issue: no cell is in two of them."""
    if not sizes:
        return [[]] if cells[0] else []
    step, alike = len(cells) // sizes[0], {}
    for option in range(sizes[0]):
        alike.setdefault(cells[option * step:(option + 1) * step], []).append(option)
    found = []
    for part, options in alike.items():
        for rest in boxes(part, sizes[1:], takes):
            takes(sizes[0])
            found.append([frozenset(options), *rest])
    return found


def meet(one, other):
    """The condition that both hold; none if they cannot."""
    both = dict(one)
    for issue, meant in other.items():
        both[issue] = both.get(issue, meant) & meant
    return both if all(both.values()) else None


def rest(when, side):
    """What is left of a condition where some issues are settled; none if it cannot hold."""
    if any(issue in side and side[issue] not in meant for issue, meant in when.items()):
        return None
    return {issue: meant for issue, meant in when.items() if issue not in side}


def settled(when, unless, side):
    """The same of a condition with others that must not hold."""
    when, unless = rest(when, side), [one for one in (rest(one, side) for one in unless) if one is not None]
    return None if when is None or {} in unless else (when, unless)


def settled_rule(rule, side):
    """What a rule asks for where some issues are settled; none if nothing."""
    if rule[2] == "forbid":
        left = settled(rule[3], rule[4], side)
        return None if left is None else (*rule[:3], *left)
    if rule[2] == "count":
        of = [one for one in (rest(one, side) for one in rule[3]) if one is not None]
        known = sum(one == {} for one in of)
        return (*rule[:3], [one for one in of if one], rule[4] - known, rule[5] - known)
    if rule[2] == "sum":
        known = sum(row[side[issue]] for issue, row in rule[3].items() if issue in side)
        rows = {issue: row for issue, row in rule[3].items() if issue not in side}
        return (*rule[:3], rows, *(one if one is None else one - known for one in rule[4:6]))
    seats = [(rest(when, side), form.settled(side, rule[6])) for when, form in rule[3]]
    # One who is not asked consents.
    return (*rule[:3], [({}, Form(0)) if when is None else (when, form) for when, form in seats], *rule[4:])


def cell(issues, package, sizes):
    at = 0
    for issue in issues:
        at = at * sizes[issue] + package[issue]
    return at


def holds(when, package):
    return all(package[issue] in meant for issue, meant in when.items())


def keeps(rule, package):
    """Whether a package satisfies a rule."""
    if rule[2] == "forbid":
        return not holds(rule[3], package) or any(holds(one, package) for one in rule[4])
    low, high = rule[4], rule[5]
    if rule[2] == "consents":
        agree = [not holds(when, package) or form.at(package, rule[6]) >= 0 for when, form in rule[3]]
        return sum(agree) >= low and all(one for one, needed in zip(agree, high) if needed)
    if rule[2] == "count":
        total = sum(holds(one, package) for one in rule[3])
    else:
        total = sum(row[package[issue]] for issue, row in rule[3].items())
    return (low is None or total >= low) and (high is None or total <= high)


def whole_weights(weights):
    """Weights as the smallest whole numbers in the same proportions."""
    if any(weight < 0 for weight in weights) or not any(weights):
        raise Malformed("a negative weight, or none above 0")
    multiple = lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * multiple) for weight in weights]
    return [one // gcd(*whole) for one in whole]


# --- What is asked: a model with options taken away, rules lifted, and only some parties -----------------------------------

class Question:
    """Options that may be chosen, and rules in force."""

    def __init__(self, model, questions):
        self.model = model
        self.allowed = [[True] * len(options) for options in model.options]
        self.ranges, self.rules, self.level_rules = list(model.ranges), list(model.rules), list(model.level_rules)
        for node in questions:
            self.ask(fields(node, ("fix", "without", "set")))
        if any(rule[2] == "belief" for rule in self.rules):
            raise Beyond("an agreement must rest on a belief that all could share")

    def ask(self, node):
        """Takes away what a question does not leave, of what those before it left."""
        model = self.model
        for name, options in fields(node.get("fix", {}), None).items():
            issue = model.issue_at(name)
            if model.ranges[issue] is not None:
                left = [number(one) for one in items(options)]
                if len(left) not in (1, 2):
                    raise Malformed("not a lowest and a highest level")
                if not self.ranges[issue][0] <= left[0] <= left[-1] <= self.ranges[issue][1]:
                    raise Malformed("levels that are not there")
                self.ranges[issue] = (left[0], left[-1])
                continue
            left = {model.option(issue, option) for option in items(options)}
            self.allowed[issue] = [open_ and option in left for option, open_ in enumerate(self.allowed[issue])]
            if not any(self.allowed[issue]):
                raise Malformed("an issue of which nothing is left")
        for name in items(node.get("without", [])):
            left, of_levels = ([rule for rule in all_ if text(name) != rule[0]] for all_ in (self.rules, self.level_rules))
            if len(left) == len(self.rules) and len(of_levels) == len(self.level_rules):
                raise Malformed(f"no rule in force is called {name[:40]!r}")
            self.rules, self.level_rules = left, of_levels

    def feasible(self, package, rules=None):
        rules = self.rules if rules is None else rules
        if not all(allowed[option] for allowed, option in zip(self.allowed, package)):
            return False
        return all(keeps(rule, package) for rule in rules)

    def sums(self, work, members=None, rules=None, allowed=None, losing=()):
        """The sums that kernels work on: gains of these parties, without ceilings, and behind them what some lose of what they gain.
        Several where different sets can ratify: a package is feasible with one of them."""
        model = self.model
        members = range(model.n) if members is None else members
        forms = []
        for party in members:
            forms.append(Form(-model.disagreement[party]))
            forms[-1].add(model.forms[party], 1)
        caps = [None if model.caps[p] is None else model.caps[p] - model.disagreement[p] for p in members]
        for party in losing:
            forms.append(Form(model.disagreement[party]))
            forms[-1].add(model.forms[party], -1)
            caps.append(None)
        allowed = self.allowed if allowed is None else allowed
        return assembled(forms, caps, self.rules if rules is None else rules, allowed, work)


def assembled(forms, caps, rules, allowed, work):
    """Sums of these forms where rules hold, for one way after the other in which others can consent. Consents over few combinations are tables of what is forbidden; each other sum
    that must be reached is a coordinate more, a seat, with the floor 0."""
    sizes = [len(row) for row in allowed]

    def few(seats):
        cells = prod(sizes[issue] for issue in scope_of(seats))
        return cells <= TABLE_CELLS and cells * sum(form.size() for _, form in seats) <= CONSENT_CELLS

    plain, ways, count = [], [], 1
    for rule in rules:
        if rule[2] != "consents" or few(rule[3]):
            plain.append(rule)
            continue
        needed = [seat for seat, veto in zip(rule[3], rule[5]) if veto]
        free = [seat for seat, veto in zip(rule[3], rule[5]) if not veto]
        sets = [needed + more for more in choose(free, max(rule[4] - len(needed), 0))]
        count *= len(sets)
        if count > MOST_SETS:
            raise Beyond(f"more than {MOST_SETS} sets that may ratify")
        alone = {id(seat): few([seat]) for seat in rule[3]}
        ways.append([[(seat, alone[id(seat)]) for seat in one] for one in sets])
    for way in itertools.product(*ways):
        way = [seat for one in way for seat in one]
        single = [("", "", "consents", [seat], 1, [False], sizes) for seat, alone in way if alone]
        seats = [seat for seat, alone in way if not alone]
        if len(seats) > MOST_SEATS:
            raise Beyond(f"more than {MOST_SEATS} sums that must be reached")
        values = sum(sizes) * (len(forms) + len(seats))
        if values > ALL_VALUES:
            raise Beyond("too many options")
        work.spend(values)
        sums = Sums(len(forms) + len(seats), [list(row) for row in allowed], work)
        sums.caps, sums.seats = list(caps), len(seats)
        for column, form in enumerate(forms):
            sums.form(column, form)
        for column, (when, form) in enumerate(seats, len(forms)):
            sums.form(column, form)
            if when:
                # Where it is not asked, it has enough.
                enough = form.reach()
                sums.start[column] += enough
                sums.term(when, [], column, -enough)
        for rule in plain + single:
            sums.rule(rule)
        yield sums


def scope_of(seats):
    """The issues that consents depend on."""
    return sorted(set().union(*(form.scope().union(when) for when, form in seats)))


class Sums:
    """Sums over packages: what options and combinations add, and which combinations are forbidden."""

    def __init__(self, n, allowed, work):
        self.n, self.start, self.allowed = n, [0] * n, allowed
        self.work, self.room = work, ALL_CELLS
        self.values = [[(0,) * n for _ in row] for row in allowed]
        self.caps = []       # of the parties, who stand first
        self.seats = 0       # how many stand behind them
        self.cells = {}      # by issues, ascending: a vector for each combination; None where it is forbidden
        self.wide = []       # (when, unless, party, amount); a party of None forbids
        self.counts = []     # (conditions, least, most)
        self.totals = []     # (by issue a number for each option, least, most)

    def form(self, column, form):
        """Adds a sum to a coordinate."""
        self.start[column] += form.constant
        for issue, row in form.values.items():
            self.values[issue] = [old[:column] + (old[column] + one,) + old[column + 1:]
                                  for old, one in zip(self.values[issue], row)]
        for when, unless, amount in form.terms:
            self.term(when, unless, column, amount)
        for issues, amounts in form.tables:
            self.table(issues, column, amounts)

    def size(self, scope):
        return prod(len(self.values[issue]) for issue in scope)

    def group(self, scope):
        if scope not in self.cells:
            self.work.spend(self.size(scope) * self.n)
            self.room -= self.size(scope) * self.n
            if self.room < 0:
                raise Beyond("tables with too many entries")
            self.cells[scope] = [[0] * self.n for _ in range(self.size(scope))]
        return self.cells[scope]

    def term(self, when, unless, party, amount):
        scope = tuple(sorted(set(when).union(*unless)))
        if not scope:
            if party is None:
                self.nothing()
            else:
                self.start[party] += amount
            return
        if self.size(scope) > TABLE_CELLS:
            self.wide.append((when, unless, party, amount))
            return
        self.work.spend(prod(len(when.get(issue, self.values[issue])) for issue in scope) * (1 + len(unless)))
        cells = self.group(scope)
        for options in itertools.product(*(sorted(when.get(issue, range(len(self.values[issue])))) for issue in scope)):
            package = dict(zip(scope, options))
            if not any(holds(one, package) for one in unless):
                at = self.at(scope, package)
                if party is None:
                    cells[at] = None
                elif cells[at] is not None:
                    cells[at][party] += amount

    def at(self, scope, package):
        at = 0
        for issue in scope:
            at = at * len(self.values[issue]) + package[issue]
        return at

    def table(self, issues, party, amounts):
        if not issues:
            self.start[party] += amounts[0]
            return
        scope = tuple(sorted(issues))
        self.work.spend(len(amounts))
        cells = self.group(scope)
        for options, amount in zip(itertools.product(*(range(len(self.values[issue])) for issue in issues)), amounts):
            at = self.at(scope, dict(zip(issues, options)))
            if cells[at] is not None:
                cells[at][party] += amount

    def gather(self, work):
        """Tables are added to others over more issues: together they tell no more combinations apart."""
        for scope in sorted(self.cells, key=len) if len(self.cells) <= GATHERED else []:
            larger = [other for other in self.cells if len(other) > len(scope) and set(scope) <= set(other)]
            if not larger:
                continue
            into = min(larger, key=lambda other: (len(self.cells[other]), other))
            own, cells = self.cells.pop(scope), self.cells[into]
            work.spend(len(cells))
            for at, options in enumerate(itertools.product(*(range(len(self.values[issue])) for issue in into))):
                more = own[self.at(scope, dict(zip(into, options)))]
                if cells[at] is not None:
                    cells[at] = None if more is None else list(map(int.__add__, cells[at], more))

    def nothing(self):
        """Nothing is feasible."""
        self.allowed[0] = [False] * len(self.allowed[0])

    def rule(self, rule):
        if rule[2] == "forbid":
            self.term(rule[3], rule[4], None, 0)
        elif rule[2] == "consents":
            scope = tuple(scope_of(rule[3]))
            self.work.spend(self.size(scope) * sum(form.size() for _, form in rule[3]))
            if not scope:
                if not keeps(rule, ()):
                    self.nothing()
                return
            cells = self.group(scope)
            for at, options in enumerate(itertools.product(*(range(len(self.values[issue])) for issue in scope))):
                if not keeps(rule, dict(zip(scope, options))):
                    cells[at] = None
        elif not rule[3]:
            if not keeps(rule, ()):
                self.nothing()
        elif rule[2] == "count":
            self.counts.append((rule[3], rule[4], rule[5]))
        else:
            self.totals.append((rule[3], rule[4], rule[5]))

    def settle(self):
        """Tables over one issue become values and options taken away."""
        for scope in [scope for scope in self.cells if len(scope) == 1]:
            (issue,) = scope
            for option, cell in enumerate(self.cells.pop(scope)):
                if cell is None:
                    self.allowed[issue][option] = False
                else:
                    self.values[issue][option] = tuple(map(sum, zip(self.values[issue][option], cell)))

    def gains(self, package):
        """The sums of a package; none if it is forbidden."""
        if not all(self.allowed[issue][option] for issue, option in enumerate(package)):
            return None
        found = list(self.start)
        for issue, option in enumerate(package):
            found = [a + b for a, b in zip(found, self.values[issue][option])]
        for scope, cells in self.cells.items():
            one = cells[self.at(scope, package)]
            if one is None:
                return None
            found = [a + b for a, b in zip(found, one)]
        for when, unless, party, amount in self.wide:
            if holds(when, package) and not any(holds(one, package) for one in unless):
                if party is None:
                    return None
                found[party] += amount
        rules = [("", "", "count", *one) for one in self.counts] + [("", "", "sum", *one) for one in self.totals]
        return found if all(keeps(rule, package) for rule in rules) else None


# --- Claims: upward closed sets of gains that no package may reach ----------------------------------------------------------

class Goal:
    """A set of vectors of gains, with every better vector in it. `low` is the least that each party has in it; none where
    it may have anything. `listed`: vectors that are known; what is not better than one of them does not count."""

    def __init__(self, low, listed=(), kind="any", **more):
        self.low, self.listed, self.kind = list(low), [tuple(one) for one in listed], kind
        self.caps = [None] * len(self.low)
        self.__dict__.update(more)

    def seated(self, caps, seats):
        """The same with seats behind the parties, each of which must have 0, and counts for nothing beyond it."""
        found = Goal(self.low + [0] * seats)
        found.__dict__.update({**self.__dict__, "low": found.low, "caps": caps + [0] * seats,
                               "listed": [one + (0,) * seats for one in self.listed]})
        return found

    def unlisted(self):
        found = Goal(self.low)
        found.__dict__.update({**self.__dict__, "listed": []})
        return found

    def capped(self, v):
        return [one if cap is None else min(one, cap) for one, cap in zip(v, self.caps)]

    def outside(self, most):
        """True only if nothing up to this is in the set."""
        if self.kind == "beyond":
            # Of each list, something that is larger than these numbers: the first that differs is.
            most = self.capped(most)
            if any(low is not None and one < low for low, one in zip(self.low, most)):
                return True
            return any([most[at] for at, _ in one] <= [t for _, t in one] for one in self.lists)
        return any(low is not None and one < low for low, one in zip(self.low, self.capped(most)))

    def member(self, v):
        if self.kind == "beyond":
            return not self.outside(v)
        v = self.capped(v)
        if any(low is not None and one < low for low, one in zip(self.low, v)):
            return False
        if any(all(a <= b for a, b in zip(v, one)) for one in self.listed):
            return False
        if self.kind == "product":
            return prod(one ** e for one, e in zip(v, self.exponents) if e) >= self.value
        if self.kind == "sum":
            return sum(unit * one for unit, one in zip(self.units, v)) >= self.value
        if self.kind == "leximin":
            return self.shares(v) >= self.best
        return True

    def shares(self, v):
        return sorted(unit * (one - offset) for unit, one, offset in zip(self.units, v, self.offsets) if unit is not None)

    def cost(self):
        """Steps that it takes to look whether sums are in it."""
        return 1 + sum(self.exponents) if self.kind == "product" else 1

    def threshold(self, weights, work):
        """A T such that nothing whose gains, weighted, sum to at most T is in the set; none if no T is known."""
        found = None
        if all(low is not None or weight == 0 for low, weight in zip(self.low, weights)):
            found = sum(weight * low for low, weight in zip(self.low, weights) if weight) - 1
        if self.kind == "product" and all(e == 0 or weight > 0 for e, weight in zip(self.exponents, weights)):
            if all(low is not None and low >= 0 for low in self.low):
                power = sum(self.exponents)
                right = self.value * power ** power * prod(w ** e for w, e in zip(weights, self.exponents) if e)
                own = prod(e ** e for e in self.exponents if e)
                # The largest T with T^power · own < right.
                t = root((right - 1) // own, power, work)
                found = t if found is None else max(found, t)
        if self.kind == "sum" and any(self.units):
            share = min(Fraction(weight) / unit for weight, unit in zip(weights, self.units) if unit)
            rest = [weight - share * unit for weight, unit in zip(weights, self.units)]
            if all(low is not None or one == 0 for low, one in zip(self.low, rest)):
                t = share * self.value + sum(one * low for low, one in zip(self.low, rest) if one)
                t = -((-t.numerator) // t.denominator) - 1
                found = t if found is None else max(found, t)
        return found

    def weights(self):
        """Weights that follow from the claim itself."""
        if self.kind == "product":
            for one in self.listed[:4]:
                if all(gain > 0 for gain, e in zip(one, self.exponents) if e):
                    most = max(one) << 20
                    yield [e * most // gain if e else 0 for gain, e in zip(one, self.exponents)]
        if self.kind == "sum":
            yield whole([Fraction(unit) for unit in self.units])
        if self.kind == "leximin" and all(low is not None for low in self.low):
            yield whole([Fraction(unit or 0) for unit in self.units])

    def cuts(self, hints, work, bits=WEIGHT_BITS):
        """Weights of sums, and the sum up to which nothing is in the set."""
        found = []
        for weights in list(hints) + list(self.weights()):
            weights = fit(weights, bits)
            t = self.threshold(weights, work) if any(weights) else None
            if t is None:
                continue
            found.append((weights, t))
            if any(cap is not None and weight for cap, weight in zip(self.caps, weights)):
                beyond = sum(weight * cap for cap, weight in zip(self.caps, weights) if cap is not None)
                rest = [weight if cap is None else 0 for cap, weight in zip(self.caps, weights)]
                found.append((rest, t - beyond))
        return found


def root(x, power, work):
    """The largest t with t^power ≤ x; −1 if x is negative. Each digit that is tried takes as many steps as x has words."""
    if x < 0:
        return -1
    work.spend((x.bit_length() // power + 2) * (x.bit_length() // 64 + 1))
    low, high = 0, 1 << (x.bit_length() // power + 1)
    while low < high:
        mid = (low + high + 1) // 2
        low, high = (mid, high) if mid ** power <= x else (low, mid - 1)
    return low


def whole(fractions):
    multiple = lcm(*(one.denominator for one in fractions))
    return [int(one * multiple) for one in fractions]


def fit(weights, bits=WEIGHT_BITS):
    """Weights of few enough digits: any weights are good, and better ones prove more."""
    excess = max(weights).bit_length() - bits
    return [one >> excess for one in weights] if excess > 0 else list(weights)


class Work:
    """What is left of the limit."""

    def __init__(self, limit):
        self.limit, self.left = limit, limit

    def spend(self, steps):
        self.left -= steps
        if self.left < 0:
            raise Beyond(f"more than {self.limit} steps")


# --- Kernel A: layers ------------------------------------------------------------------------------------------------------

class Table:
    """A table along an order of issues. It remembers what of it can still follow, but for what is added to all of that, which
    is added at once."""

    def __init__(self, scope, cells, sums, place):
        self.issues = sorted(scope, key=place.get)
        self.start, self.moves, known = (0,), {}, {}
        in_order = itertools.product(*(range(len(sums.values[issue])) for issue in self.issues))
        ordered = (cells[sums.at(scope, dict(zip(self.issues, options)))] for options in in_order)
        row = [None if cell is None else (-1, tuple(cell)) for cell in ordered]
        for depth in range(len(self.issues) - 1, -1, -1):
            size, before = len(sums.values[self.issues[depth]]), row
            row = []
            for at in range(0, len(before), size):
                block = before[at:at + size]
                first = next((one for one in block if one is not None), None)
                if depth and first is None:
                    row.append(None)
                    continue
                offset = first[1] if depth else (0,) * sums.n
                moves = tuple(None if one is None else (one[0], tuple(map(int.__sub__, one[1], offset))) for one in block)
                # The first of all is 0.
                node = known.setdefault((depth, moves), len(known) + 1) if depth else 0
                self.moves[node] = moves
                row.append((node, offset))

    def step(self, state, issue, option):
        move = self.moves[state[0]][option]
        return None if move is None else ((move[0],), move[1])

    def end(self, state):
        return None


class Wide:
    """A condition over many combinations: it remembers what can still hold."""

    def __init__(self, when, unless, party, amount, n, place):
        self.parts = [when] + list(unless)
        self.issues = sorted(set().union(*self.parts), key=place.get)
        self.last = [max(part, key=place.get, default=None) for part in self.parts]
        self.start = ((1 << len(self.parts)) - 1,)
        self.gain = None if party is None else [amount * (at == party) for at in range(n)]
        self.nothing = [0] * n

    def step(self, state, issue, option):
        bits = state[0]
        for at, part in enumerate(self.parts):
            if issue in part and option not in part[issue]:
                bits &= ~(1 << at)
            elif at and self.last[at] == issue and bits >> at & 1:
                return (0,), None
        return ((bits,) if bits & 1 else (0,)), None

    def end(self, state):
        return self.gain if state[0] & 1 else self.nothing


class Count:
    """How many of some conditions hold."""

    def __init__(self, conditions, low, high, n, place):
        self.conditions, self.low, self.high = conditions, low, high
        self.issues = sorted(set().union(*conditions), key=place.get)
        self.last = [max(one, key=place.get) for one in conditions]
        self.start = self.judged(0, (1 << len(conditions)) - 1) or (-2, 0)
        self.nothing = [0] * n

    def judged(self, count, bits):
        open_ = bin(bits).count("1")
        if count > self.high or count + open_ < self.low:
            return None
        return (-1, 0) if count + open_ <= self.high and count >= self.low else (count, bits)

    def step(self, state, issue, option):
        count, bits = state
        if count < 0:
            return (state, None) if count == -1 else None
        for at, one in enumerate(self.conditions):
            if issue in one and bits >> at & 1:
                if option not in one[issue]:
                    bits &= ~(1 << at)
                elif self.last[at] == issue:
                    bits &= ~(1 << at)
                    count += 1
        state = self.judged(count, bits)
        return None if state is None else (state, None)

    def end(self, state):
        return self.nothing


class Total:
    """A sum over options that must lie between two ends."""

    def __init__(self, rows, low, high, sums, place):
        self.rows, self.low, self.high = rows, low, high
        self.issues = sorted(rows, key=place.get)
        self.rest, least, most = {}, 0, 0
        for issue in reversed(self.issues):
            self.rest[issue] = (least, most)
            own = [one for one, allowed in zip(rows[issue], sums.allowed[issue]) if allowed] or [0]
            least, most = least + min(own), most + max(own)
        self.start = (0,)
        self.nothing = [0] * sums.n

    def step(self, state, issue, option):
        if state[0] is None:
            return state, None
        total = state[0] + self.rows[issue][option]
        least, most = self.rest[issue]
        low = self.low is None or total + least >= self.low
        high = self.high is None or total + most <= self.high
        if self.low is not None and total + most < self.low or self.high is not None and total + least > self.high:
            return None
        return ((None,) if low and high else (total,)), None

    def end(self, state):
        return self.nothing


def diagram(sums, order, work):
    """The layers: for each position the arcs from node to node, with what they add; nodes remember what open factors do."""
    place = {issue: at for at, issue in enumerate(order)}
    factors = [Table(scope, cells, sums, place) for scope, cells in sorted(sums.cells.items())]
    factors += [Wide(*one, sums.n, place) for one in sums.wide]
    factors += [Count(*one, sums.n, place) for one in sums.counts]
    factors += [Total(*one, sums, place) for one in sums.totals]
    touching = {issue: [at for at, factor in enumerate(factors) if issue in factor.issues] for issue in order}
    nodes, layers, total = {(): 0}, [], 0
    open_ = []
    for position, issue in enumerate(order):
        still = [at for at in sorted(set(open_) | set(touching[issue])) if place[factors[at].issues[-1]] > position]
        after, arcs = {}, []
        for key, node in nodes.items():
            states = dict(zip(open_, key))
            for option, value in enumerate(sums.values[issue]):
                if not sums.allowed[issue][option]:
                    continue
                work.spend(sums.n + len(touching[issue]))
                new, gain = dict(states), list(value)
                for at in touching[issue]:
                    factor = factors[at]
                    move = factor.step(states.get(at, factor.start), issue, option)
                    if move is None:
                        break
                    new[at], more = move
                    if place[factor.issues[-1]] == position:
                        more = more or factor.end(new[at])
                        if more is None:
                            break
                    gain = gain if more is None else [a + b for a, b in zip(gain, more)]
                else:
                    target = after.setdefault(tuple(new[at] for at in still), len(after))
                    arcs.append((node, target, tuple(gain)))
        nodes, open_ = after, still
        total += len(after)
        if total > NODES or len(arcs) > NODES:
            raise Beyond(f"more than {NODES} nodes of a diagram")
        if len(arcs) * sums.n > NUMBERS:
            raise Beyond(f"more than {NUMBERS} numbers at once")
        layers.append((arcs, len(after)))
    return layers


def weighted(weights, v):
    return sum(a * b for a, b in zip(weights, v))


def outlook(layers, weights):
    """By layer and node, the most that each weighted sum can still get; none where nothing can be completed."""
    rows = [[tuple(0 for _ in weights)] * (1 if layers[-1][1] else 0)]
    sizes = [1] + [size for _, size in layers]
    for (arcs, _), size in zip(reversed(layers), reversed(sizes[:-1])):
        row = [None] * size
        for start, end, gain in arcs:
            if rows[-1][end] is None:
                continue
            reach = tuple(weighted(w, gain) + rest for w, rest in zip(weights, rows[-1][end]))
            row[start] = reach if row[start] is None else tuple(map(max, row[start], reach))
        rows.append(row)
    return rows[::-1]


class Above:
    """Which vectors are nowhere above one of many: a tree of them, divided by one coordinate after the other, in which each part
    knows the most that its vectors have of each. None counts until it is said to."""

    def __init__(self, vectors):
        self.path = {}       # by vector, the parts that it is in, the whole first
        self.root = self.part(list(vectors), 0, [])

    def part(self, vectors, depth, path):
        own = {"most": None, "vectors": [], "parts": []}
        path = [*path, own]
        if len(vectors) > 8 and depth < 64:
            vectors.sort(key=lambda v: v[depth % len(v)])
            middle = len(vectors) // 2
            own["parts"] = [self.part(vectors[:middle], depth + 1, path), self.part(vectors[middle:], depth + 1, path)]
        else:
            for v in vectors:
                self.path[v] = path
        return own

    def count(self, v):
        path = self.path[v]
        path[-1]["vectors"].append(v)
        for part in path:
            part["most"] = v if part["most"] is None else tuple(map(max, part["most"], v))

    def covers(self, v, work):
        open_ = [self.root]
        while open_:
            part = open_.pop()
            work.spend(1)
            if part["most"] is None or any(one > most for one, most in zip(v, part["most"])):
                continue
            if any(all(a <= b for a, b in zip(v, one)) for one in part["vectors"]):
                return True
            open_ += part["parts"]
        return False


def undominated(vectors, work):
    """The vectors that are not below another one."""
    vectors = sorted(set(vectors), reverse=True)
    kept = []
    if vectors and len(vectors[0]) <= 2:
        best = None
        for v in vectors:
            if best is None or v[-1] > best and len(v) == 2:
                kept.append(v)
                best = v[-1]
        return kept
    above = Above(vectors)
    for v in vectors:
        if not above.covers(v, work):
            above.count(v)
            kept.append(v)
    return kept


def by_layers(sums, goal, order, hints, work):
    """Kernel A. The members of the goal that packages may reach."""
    if sorted(order) != list(range(len(sums.values))):
        raise Malformed("the order of a proof does not name every issue once")
    sums.settle()
    sums.gather(work)
    layers = diagram(sums, order, work)
    cuts = goal.cuts(hints, work)
    n, seats = sums.n, sums.seats
    units = [tuple(int(at == party) for at in range(n)) for party in range(n)]
    # The least that seats can still get is the most of it with the other sign.
    least = [tuple(-one for one in unit) for unit in units[n - seats:]]
    reach = outlook(layers, units + [weights for weights, _ in cuts] + least)
    if not reach[0] or reach[0][0] is None:
        return []
    kept = {0: [tuple(sums.start)]}
    for (arcs, _), most in zip(layers, reach[1:]):
        work.spend(len(arcs) * n)
        after = {}
        for start, end, gain in arcs:
            bounds = most[end]
            if bounds is None:
                continue
            work.spend(len(kept.get(start, ())))
            for v in kept.get(start, ()):
                w = tuple(map(int.__add__, v, gain))
                if seats:
                    # What is enough whatever follows counts as no more than that.
                    w = w[:n - seats] + tuple(map(min, w[n - seats:], bounds[-seats:]))
                if goal.outside([a + b for a, b in zip(w, bounds)]):
                    continue
                if any(weighted(weights, w) + rest <= t for (weights, t), rest in zip(cuts, bounds[n:])):
                    continue
                after.setdefault(end, []).append(w)
        if sum(map(len, after.values())) > VECTORS:
            raise Beyond(f"more than {VECTORS} vectors at once")
        if sum(map(len, after.values())) * n > NUMBERS:
            raise Beyond(f"more than {NUMBERS} numbers at once")
        kept = {node: undominated(vectors, work) for node, vectors in after.items()}
    listed, goal = Above(set(goal.listed)), goal.unlisted()
    for v in set(listed.path):
        listed.count(v)
    work.spend(goal.cost() * sum(map(len, kept.values())))
    members = (v for vectors in kept.values() for v in vectors if goal.member(v))
    return [v for v in members if not listed.covers(goal.capped(v), work)]


# --- Kernel B: potentials --------------------------------------------------------------------------------------------------

def by_potentials(sums, goal, hints, work):
    """Kernel B: branch and bound over issues linked in a graph. A weighted sum is divided among tables and issues by any
    integers at all, which passes over the tables choose; a bound is the sum of the parts' largest values."""
    sums.settle()
    cuts = goal.cuts(hints, work, POTENTIAL_BITS)
    if not cuts:
        return by_layers(sums, goal, list(range(len(sums.values))), hints, work)
    # Seats weigh nothing.
    weights, threshold = [*cuts[0][0], *[0] * (sums.n - len(cuts[0][0]))], cuts[0][1]
    m = len(sums.values)
    tables = []
    for scope, cells in sorted(sums.cells.items()):
        worth = [None if cell is None else weighted(weights, cell) for cell in cells]
        tables.append((scope, worth))
    pairs = [at for at, (scope, _) in enumerate(tables) if len(scope) == 2]
    rules = [("", "", "count", *one) for one in sums.counts] + [("", "", "sum", *one) for one in sums.totals]
    left = [[o for o, ok in enumerate(row) if ok] for row in sums.allowed]
    if not all(left):
        return []
    width = [len(rows) for rows in sums.values]
    start = [[weighted(weights, row) for row in rows] for rows in sums.values]
    base = weighted(weights, sums.start)
    messages = {at: ([0] * width[tables[at][0][0]], [0] * width[tables[at][0][1]]) for at in pairs}

    def cell(at, i, o, j, q):
        return tables[at][1][o * width[j] + q]

    def copy(worth, messages):
        return [row[:] for row in worth], {at: (a[:], b[:]) for at, (a, b) in messages.items()}

    def pass_over(worth, messages, left, backwards):
        for at in reversed(pairs) if backwards else pairs:
            i, j = tables[at][0]
            if len(left[i]) == 1 and len(left[j]) == 1:
                continue
            work.spend(len(left[i]) * len(left[j]))
            to_i, to_j = messages[at]
            own = {o: worth[i][o] - to_i[o] for o in left[i]}
            other = {q: worth[j][q] - to_j[q] for q in left[j]}
            best = lambda values: max((one for one in values if one is not None), default=None)
            add = lambda a, b: None if a is None else a + b
            first = {}
            for o in left[i]:
                most = best(add(cell(at, i, o, j, q), other[q]) for q in left[j])
                first[o] = 0 if most is None else (own[o] + most) // 2 - own[o]
            second = {}
            for q in left[j]:
                most = best(add(cell(at, i, o, j, q), -first[o]) for o in left[i])
                second[q] = 0 if most is None else most
            for o in left[i]:
                most = best(add(cell(at, i, o, j, q), -second[q]) for q in left[j])
                to_i[o] = 0 if most is None else most
                worth[i][o] = own[o] + to_i[o]
            for q in left[j]:
                to_j[q] = second[q]
                worth[j][q] = other[q] + second[q]

    def bound(worth, messages, left):
        """No package of the box has a larger weighted sum; none if it has no package."""
        total = base + sum(max(worth[issue][o] for o in left[issue]) for issue in range(m))
        for at, (scope, cells) in enumerate(tables):
            best = None
            work.spend(prod(len(left[issue]) for issue in scope))
            for options in itertools.product(*(left[issue] for issue in scope)):
                index = 0
                for issue, option in zip(scope, options):
                    index = index * width[issue] + option
                value = cells[index]
                if value is None:
                    continue
                if at in messages:
                    value -= messages[at][0][options[0]] + messages[at][1][options[1]]
                best = value if best is None else max(best, value)
            if best is None:
                return None
            total += best
        for when, _, party, amount in sums.wide:
            if party is not None and all(any(o in meant for o in left[issue]) for issue, meant in when.items()):
                total += max(0, weights[party] * amount)
        for rule in rules:
            if rule[2] == "count":
                least = sum(all(all(o in meant for o in left[i]) for i, meant in one.items()) for one in rule[3])
                most = sum(all(any(o in meant for o in left[i]) for i, meant in one.items()) for one in rule[3])
            else:
                least = sum(min(row[o] for o in left[i]) for i, row in rule[3].items())
                most = sum(max(row[o] for o in left[i]) for i, row in rule[3].items())
            if rule[4] is not None and most < rule[4] or rule[5] is not None and least > rule[5]:
                return None
        for seat in range(sums.n - sums.seats, sums.n):
            most = sums.start[seat] + sum(max(sums.values[i][o][seat] for o in left[i]) for i in range(m))
            most += sum(max((cell[seat] for cell in cells if cell is not None), default=0) for cells in sums.cells.values())
            most += sum(max(0, amount) for _, _, party, amount in sums.wide if party == seat)
            if most < 0:
                return None
        return total

    best, kept = None, copy(start, messages)
    worth, own = copy(start, messages)
    for at in range(PASSES + 1):
        found = bound(worth, own, left)
        if found is None or found <= threshold:
            return []
        if best is None or found < best:
            best, kept = found, copy(worth, own)
        pass_over(worth, own, left, at % 2 == 1)
    stack, found = [(left, *kept)], []
    while stack:
        left, worth, own = stack.pop()
        work.spend(1)
        while True:
            most = bound(worth, own, left)
            if most is None or most <= threshold:
                left = None
                break
            top = [max(worth[issue][o] for o in left[issue]) for issue in range(m)]
            fewer = [[o for o in left[issue] if most - top[issue] + worth[issue][o] > threshold] for issue in range(m)]
            if fewer == left:
                break
            left = fewer
        if left is None:
            continue
        open_ = [issue for issue in range(m) if len(left[issue]) > 1]
        if not open_:
            work.spend(goal.cost())
            v = sums.gains([options[0] for options in left])
            if v is not None and goal.member(v):
                found.append(tuple(v))
                return found
            continue
        links = [sum(issue in tables[at][0] and all(len(left[i]) > 1 for i in tables[at][0]) for at in pairs)
                 for issue in range(m)]
        issue = min(open_, key=lambda issue: (-links[issue], len(left[issue]), issue))
        if len(stack) > 1 << 16:
            raise Beyond("too many parts at once")
        for option in sorted(left[issue], key=lambda o: (worth[issue][o], o)):
            child = [row[:] for row in left]
            child[issue] = [option]
            tried = copy(worth, own)
            for _ in range(CHILD_PASSES):
                pass_over(*tried, child, False)
            first, second = bound(worth, own, child), bound(*tried, child)
            if first is None or second is None:
                continue
            stack.append((child, *(tried if second < first else copy(worth, own))))
    return found


# --- The claims of a certificate --------------------------------------------------------------------------------------------

RESTING = ("kalai-smorodinsky", "relative-utilitarian", "equal-loss")   # on ideal points
CONCEPTS = ("nash", "kalai-smorodinsky", "egalitarian", "equal-loss", "utilitarian", "relative-utilitarian")


class Checker:
    def __init__(self, model_bytes, certificate_bytes, limit=STEPS):
        certificate = without_nothing(read(certificate_bytes))
        fields(certificate, ("zopa_certificate", "model", "question", "claims", "unchecked"),
               ("zopa_certificate", "model", "claims"))
        if integer(certificate["zopa_certificate"]) != 1:
            raise Malformed("another version of certificates")
        meant = fields(certificate["model"], ("sha256", "bytes"), ("sha256", "bytes"))
        if integer(meant["bytes"]) != len(model_bytes) or text(meant["sha256"]) != hashlib.sha256(model_bytes).hexdigest():
            raise Malformed("the certificate speaks of another model")
        self.bytes, self.source = len(model_bytes), read(model_bytes)
        self.ask([certificate["question"]] if "question" in certificate else [], limit)
        self.claims = items(certificate["claims"])
        self.unchecked = [text(one) for one in items(certificate.get("unchecked", []))]

    def ask(self, questions, limit, before=0):
        """Reads the model with what questions change, of which so many were read before."""
        self.limit, self.work, self.questions = limit, Work(limit), questions
        for question in questions[before:]:
            for one in items(fields(question, ("fix", "without", "set")).get("set", [])):
                fields(one, ("at", "to"), ("at", "to"))
                put(self.source, [text(step) for step in items(one["at"])], one["to"])
        self.model = Model(self.source)
        self.question = Question(self.model, questions)
        self.packages, self.ideals, self.open_ideals = {}, {}, False
        self.deals, self.most = {}, {}   # where there are levels
        self.asked = []
        for question in questions[before:]:
            self.asked += [f"{'.'.join(one['at'])} = {said(one['to'])}" for one in question.get("set", [])]
        for question in questions[before:]:
            for issue, left in question.get("fix", {}).items():
                ends = self.model.ranges[self.model.issue_at(issue)]
                if ends is not None and len(left) == 2:
                    self.asked.append(f"{issue} from {said(left[0])} to {said(left[1])}")
                else:
                    self.asked.append(f"{issue} only of {', '.join(said(option) for option in left)}")
            self.asked += [f"without {name}" for name in question.get("without", [])]

    def kinds(self):
        """What checks a claim of each kind."""
        if any(ends is not None for ends in self.model.ranges):
            kinds = {"package": self.deal, "ideal": self.deal_ideal, "concept": self.deal_concept, "bound": self.deal_bound,
                     "no-agreement": self.no_deal}
            kinds.update({kind: self.not_of_levels
                          for kind in ("frontier", "conflict", "nearest", "comparison", "lottery", "offers")})
            return kinds
        return {"package": self.package, "ideal": self.ideal, "concept": self.concept, "bound": self.bound,
                "no-agreement": self.no_agreement, "frontier": self.frontier, "conflict": self.conflict,
                "nearest": self.nearest, "comparison": self.comparison, "lottery": self.lottery, "offers": self.offers}

    def found(self, claim):
        """A verdict on a claim: 0 proven, 1 rejected, 3 over the limit; and what is to be said of it."""
        kinds = self.kinds()
        if not isinstance(claim, dict) or not isinstance(claim.get("claim"), str):
            raise Malformed("a claim does not say what it claims")
        if claim["claim"] not in kinds:
            raise Malformed(f"a claim that is not known: {claim['claim'][:40]!r}")
        self.work = Work(self.limit)
        try:
            return 0, kinds[claim["claim"]](claim)
        except Rejected as why:
            return 1, f"{claim['claim']}: {why}"
        except Beyond as why:
            self.open_ideals |= claim["claim"] == "ideal"
            return 3, f"{claim['claim']}: {why}"

    def run(self):
        """A verdict for each claim."""
        named = []
        for claim in self.claims:
            if isinstance(claim, dict) and claim.get("claim") == "changed":
                try:
                    yield from list(self.changed(claim, named))
                except Beyond as why:
                    yield 3, f"changed: {why}"
                continue
            yield self.found(claim)
            if claim["claim"] == "package":
                named.append(claim)

    def changed(self, claim, named):
        """Claims about the same with something else changed, too: the model is read anew, and of what was proven before, packages
        alone keep their names."""
        fields(claim, ("claim", "question", "claims"), ("question", "claims"))
        Work(self.limit).spend(self.bytes)
        other = Checker.__new__(Checker)
        other.bytes, other.source = self.bytes, copy.deepcopy(self.source)
        other.ask([*self.questions, claim["question"]], self.limit, len(self.questions))
        if not other.asked:
            raise Malformed("a changed question that changes nothing")
        other.work.spend(len(named) * len(other.model.issues))
        for package in named:
            other.call(package)
        for one in items(claim["claims"]):
            verdict, sentence = other.found(one)
            yield verdict, f"{'; '.join(other.asked)}: {sentence}"

    def page(self):
        """The exit status, and what is to be said: what is asked, if that is not what the model says, and of each claim."""
        lines = [line(f"asked       {'; '.join(self.asked)}")] if self.asked else []
        asked, worst, proven = len(lines), 0, False
        for verdict, sentence in self.run():
            lines.append(line(f"{('proven', 'rejected', '', 'not decided')[verdict]:<11} {sentence}"))
            worst = verdict if worst in (0, 3) and verdict else worst
            proven |= verdict == 0
        lines += [line(f"unchecked   {sentence}") for sentence in self.unchecked]
        if len(lines) == asked:
            lines.append("unchecked   nothing is claimed")
        return worst if worst or proven else 3, lines

    # What claims are made of.

    def call(self, claim):
        """Gives a package its name, and tells which it is."""
        fields(claim, None, ("id", "package"))
        name, levels = text(claim["id"]), any(ends is not None for ends in self.model.ranges)
        named = self.deals if levels else self.packages
        package = (self.read_deal if levels else self.model.package)(claim["package"])
        if name in named:
            raise Malformed(f"two packages are called {name[:40]!r}")
        named[name] = package
        return name

    def of_package(self, name):
        if text(name) not in self.packages:
            raise Malformed(f"no package before is called {name[:40]!r}")
        return self.packages[name]

    def members(self, node, key="parties"):
        if key not in node:
            return list(range(self.model.n))
        found = [self.model.party(text(name)) for name in items(node[key])]
        if not found or len(set(found)) != len(found):
            raise Malformed("a list of parties is empty, or names one twice")
        return sorted(found)

    def among(self, claim, members):
        """Those whom a claim names, if it does not speak of all."""
        return f" for {', '.join(self.model.parties[at] for at in members)}" if "parties" in claim else ""

    def choosers(self, claim, members):
        """By member, whether it chooses, and how that is said where not all do."""
        if "by" not in claim:
            return [True] * len(members), ""
        by = self.members(claim, "by")
        if not set(by) <= set(members):
            raise Malformed("somebody chooses who is not among those who must accept")
        return [at in by for at in members], f" by {', '.join(self.model.parties[at] for at in by)}"

    def floors(self, claim, members):
        """By member, the least scaled gain: a floor that is named, if it is more than what it has without a deal."""
        low = [0] * len(members)
        for name, floor_ in fields(claim.get("floors", {}), None).items():
            at = self.model.party(name)
            if at not in members:
                raise Malformed("a floor of a party that is not among those who must accept")
            low[members.index(at)] = max(0, ceil(self.in_scale(at, number(floor_)) - self.model.disagreement[at]))
        return low

    def floored(self, claim):
        """How floors are said."""
        floors = ", ".join(f"{name} at least {said(floor_)}" for name, floor_ in claim.get("floors", {}).items())
        return f" where there is {floors}" if floors else ""

    def in_scale(self, party, value):
        return value * self.model.scale[party]

    def weights(self, proof, members):
        """The hints: weights of gains in the author's units, as weights of scaled gains."""
        found, rows = [], items(proof.get("weights", []))
        if len(rows) > MOST_WEIGHTS:
            raise Beyond(f"more than {MOST_WEIGHTS} vectors of weights in a proof")
        for row in rows:
            if len(items(row)) != self.model.n:
                raise Malformed("a proof has not one weight for each party")
            numbers = [number(one) for one in row]
            if any(one < 0 for one in numbers):
                raise Malformed("a negative weight in a proof")
            found.append(whole([numbers[party] / self.model.scale[party] for party in members]))
        return found

    def exclude(self, claim, ways, goal, members, what):
        """Shows that no package reaches the goal."""
        for sums in ways:
            self.exclude_of(claim, sums, goal.seated(sums.caps, sums.seats), members, what)

    def exclude_of(self, claim, sums, goal, members, what):
        proof = fields(claim.get("proof", {}), ("rule", "order", "weights"))
        hints = self.weights(proof, members)
        rule = proof.get("rule", "layers")
        if rule == "layers":
            order = list(range(len(self.model.issues)))
            if "order" in proof:
                order = [self.model.issue_at(text(name)) for name in items(proof["order"])]
            left = by_layers(sums, goal, order, hints, self.work)
        elif rule == "potentials":
            left = by_potentials(sums, goal, hints, self.work)
        else:
            raise Malformed("a proof by a rule that is not known")
        if left:
            names = [self.model.parties[party] for party in members]
            shown = ", ".join(f"{name} {Fraction(gain, self.model.scale[p])}"
                              for name, gain, p in zip(names, min(left), members))
            raise Rejected(f"{what}: gains that are not excluded: {shown}")

    def winning(self, size=None):
        """The smallest sets of parties that the rule lets agree, or all of a size that it lets."""
        model = self.model
        size = max(model.quota, len(model.veto)) if size is None else size
        free = [party for party in range(model.n) if party not in model.veto]
        if size < max(model.quota, len(model.veto)):
            raise Malformed("the rule lets no such set agree")
        return [sorted(model.veto | set(more)) for more in choose(free, size - len(model.veto))]

    def acceptable(self, package):
        gains = self.model.gains(package)
        willing = {party for party, gain in enumerate(gains) if gain >= 0}
        return self.question.feasible(package) and len(willing) >= self.model.quota and self.model.veto <= willing

    def nothing_for(self, claim, coalition, rules=None, extra=(), allowed=None, what="no package"):
        """No package is accepted by all of these."""
        rules = self.question.rules if rules is None else rules
        sums = self.question.sums(self.work, coalition, [*rules, *extra], allowed)
        self.exclude(claim, sums, Goal([0] * len(coalition)), coalition, what)

    # Claims.

    def package(self, claim):
        fields(claim, ("claim", "id", "package", "utilities", "acceptable"), ("id", "package", "utilities"))
        name = self.call(claim)
        package = self.packages[name]
        said = fields(claim["utilities"], self.model.parties, self.model.parties)
        gains = self.model.gains(package)
        for party, key in enumerate(self.model.parties):
            is_ = Fraction(gains[party] + self.model.disagreement[party], self.model.scale[party])
            if number(said[key]) != is_:
                raise Rejected(f"{name} is worth {is_} to {key}, not {said[key]}")
        if not self.question.feasible(package):
            raise Rejected(f"{name} breaks a rule or a red line, or is not open")
        if claim.get("acceptable") is True and not self.acceptable(package):
            raise Rejected(f"{name} is not accepted")
        return f"package {name}: feasible, and worth what is said"

    def ideal(self, claim):
        fields(claim, ("claim", "party", "most", "witness", "parties", "floors", "proof"), ("party", "most", "witness"))
        model = self.model
        party, members = model.party(text(claim["party"])), self.members(claim)
        if party not in members:
            raise Malformed("a party's best, and it is not among those who must accept")
        most = self.in_scale(party, number(claim["most"])) - model.disagreement[party]
        low = [Fraction(0)] * model.n
        for name, floor in fields(claim.get("floors", {}), None).items():
            at = model.party(name)
            if at not in members:
                raise Malformed("a floor of a party that is not among those who must accept")
            low[at] = self.in_scale(at, number(floor)) - model.disagreement[at]
        gains = model.gains(self.of_package(claim["witness"]))
        if gains[party] != most or any(gains[at] < low[at] for at in members):
            raise Rejected(f"the witness does not give {claim['party']} {claim['most']}, or somebody less than its floor")
        if not self.question.feasible(self.of_package(claim["witness"])):
            raise Rejected("the witness is not feasible")
        lows = [ceil(low[at]) for at in members]
        goal = Goal(lows, kind="sum", units=[int(at == party) for at in members], value=int(most) + 1)
        self.exclude(claim, self.question.sums(self.work, members), goal, members, f"more for {claim['party']}")
        if "floors" not in claim:
            self.ideals[party, tuple(members)] = int(most)
        return f"ideal{self.among(claim, members)}: {claim['party']} gets at most {said(claim['most'])}{self.floored(claim)}"

    def units(self, concept, members, chooses):
        """How a concept weighs scaled gains of those who choose, and from where it counts them."""
        model = self.model
        if concept in RESTING:
            for at, own in zip(members, chooses):
                if own and (at, tuple(members)) not in self.ideals:
                    raise (Beyond if self.open_ideals else Rejected)(f"{concept} rests on ideal points that no claim before proves")
            ideal = [self.ideals[at, tuple(members)] if own else 0 for at, own in zip(members, chooses)]
        ones = [Fraction(1, model.scale[at]) if own else None for at, own in zip(members, chooses)]
        zeros = [0] * len(members)
        if concept == "equal-loss":
            return ones, ideal
        if concept in ("kalai-smorodinsky", "relative-utilitarian"):
            return [Fraction(1, one) if one > 0 else None for one in ideal], zeros
        return ones, zeros

    def concept(self, claim):
        fields(claim, ("claim", "concept", "best", "parties", "by", "floors", "degenerate", "proof"), ("concept", "best"))
        model, concept, members = self.model, text(claim["concept"]), self.members(claim)
        if concept not in CONCEPTS:
            raise Malformed(f"a concept that is not known: {concept[:40]!r}")
        (chooses, by), low = self.choosers(claim, members), self.floors(claim, members)
        names = [text(name) for name in items(claim["best"])]
        packages = [self.of_package(name) for name in names]
        if not packages:
            raise Malformed("a concept that chooses nothing")
        listed = []
        for package in packages:
            gains = model.gains(package)
            listed.append([gains[at] for at in members])
            if not self.question.feasible(package) or any(gain < least for gain, least in zip(listed[-1], low)):
                raise Rejected("a package that is chosen is not feasible, or not accepted")
        if len(set(map(tuple, listed))) != len(listed):
            raise Malformed("two of the packages that are chosen are worth the same to everybody")
        what = f"{concept}{self.among(claim, members)}{by}{self.floored(claim)} of {', '.join(names)}"
        if concept == "nash":
            self.nash(claim, members, chooses, low, listed, what)
        else:
            if concept in RESTING and claim.get("floors"):
                raise Malformed("floors of a concept that rests on ideal points")
            units, offsets = self.units(concept, members, chooses)
            if concept in ("utilitarian", "relative-utilitarian"):
                units = whole([unit or Fraction(0) for unit in units])
                values = {weighted(units, v) for v in listed}
                goal = Goal(low, listed, "sum", units=units, value=min(values))
                equal = len(values) == 1
            else:
                scaled = iter(whole([unit for unit in units if unit is not None] or [Fraction(1)]))
                units = [None if unit is None else next(scaled) for unit in units]
                goal = Goal(low, listed, "leximin", units=units, offsets=offsets, best=[])
                shares = [goal.shares(v) for v in listed]
                goal.best, equal = shares[0], all(one == shares[0] for one in shares)
                if goal.best:
                    least = goal.best[0]
                    goal.low = [floor_ if unit is None else max(floor_, ceil(Fraction(least, unit)) + offset)
                                for unit, offset, floor_ in zip(units, offsets, low)]
            if not equal:
                raise Rejected(f"{what}: the packages are not equally good")
            self.exclude(claim, self.question.sums(self.work, members), goal, members, f"{what}: something as good or better")
        over = " over as many as can gain" if claim.get("degenerate") is True and concept == "nash" else ""
        return what + f": the best{over}, and nothing else is as good"

    def nash(self, claim, members, chooses, least, listed, what):
        model = self.model
        exponents = [model.exponents[at] if own else 0 for at, own in zip(members, chooses)]
        counted = [at for at, e in enumerate(exponents) if e]
        if not counted:
            raise Malformed("a product in which nobody counts")
        if sum(model.exponents[at] for at in members) > POWERS:
            raise Beyond(f"powers that sum to more than {POWERS}")
        self.work.spend(len(listed) * (1 + sum(exponents)))
        gaining = [[at for at in counted if v[at] > 0] for v in listed]
        sizes = {len(one) for one in gaining}
        if len(sizes) != 1:
            raise Rejected(f"{what}: not as many gain from each package")
        size = sizes.pop()
        if (size < len(counted)) != (claim.get("degenerate", False) is True):
            raise Rejected(f"{what}: whether everybody gains is not said")
        value = lambda v, own: prod([Fraction(v[at], model.scale[members[at]]) ** exponents[at] for at in own], start=Fraction(1))
        values = {value(v, own) for v, own in zip(listed, gaining)}
        if len(values) != 1:
            raise Rejected(f"{what}: the packages are not equally good")
        best = values.pop()
        for more in choose(counted, size + 1) if size < len(counted) else []:
            goal = Goal([max(low, int(at in more)) for at, low in enumerate(least)])
            self.exclude(claim, self.question.sums(self.work, members), goal, members, f"{what}: more parties can gain")
        for own in choose(counted, size):
            n = best * prod(model.scale[members[at]] ** exponents[at] for at in own)
            powers = [exponents[at] if at in own else 0 for at in range(len(members))]
            low = [max(low, int(at in own)) for at, low in enumerate(least)]
            kind = "product" if own else "any"
            goal = Goal(low, listed, kind, exponents=powers, value=ceil(n))
            self.exclude(claim, self.question.sums(self.work, members), goal, members, f"{what}: something as good or better")

    def bound(self, claim):
        fields(claim, ("claim", "concept", "bound", "parties", "proof"), ("concept", "bound"))
        model, concept, members = self.model, text(claim["concept"]), self.members(claim)
        if concept not in CONCEPTS:
            raise Malformed(f"a concept that is not known: {concept[:40]!r}")
        bound = number(claim["bound"])
        if concept == "nash" and bound < 0:
            raise Malformed("a bound below 0 of a product of gains")
        low = [0] * len(members)
        if concept == "nash":
            exponents = [model.exponents[at] for at in members]
            if sum(exponents) > POWERS:
                raise Beyond(f"powers that sum to more than {POWERS}")
            bound *= prod(model.scale[at] ** e for at, e in zip(members, exponents))
            low = [int(e > 0) for e in exponents]
            goal = Goal(low, kind="product", exponents=exponents, value=max(1, floor(bound) + 1))
        else:
            units, offsets = self.units(concept, members, [True] * len(members))
            if concept in ("utilitarian", "relative-utilitarian"):
                if concept == "utilitarian":
                    # What is said is a sum of utilities.
                    bound -= sum(Fraction(model.disagreement[at], model.scale[at]) for at in members)
                fractions = [unit or Fraction(0) for unit in units]
                multiple = lcm(*(one.denominator for one in fractions))
                goal = Goal(low, kind="sum", units=whole(fractions), value=floor(bound * multiple) + 1)
            else:
                if concept == "equal-loss":
                    bound = -bound
                low = [0 if unit is None else max(0, floor(bound / unit) + offset + 1)
                       for unit, offset in zip(units, offsets)]
                goal = Goal(low)
        self.exclude(claim, self.question.sums(self.work, members), goal, members, f"{concept} above {claim['bound']}")
        return f"bound{self.among(claim, members)}: {concept} is nowhere better than {said(claim['bound'])}"

    def agreeing(self, claim):
        """Those of whom a claim says that they do not agree, and what they are called."""
        if "parties" in claim:
            members = self.members(claim)
            coalitions, what = [members], f"all of {', '.join(self.model.parties[at] for at in members)}"
        else:
            size = integer(claim["at_least"]) if "at_least" in claim else None
            if size is not None and size > self.model.n:
                raise Malformed("more parties than there are")
            coalitions, what = self.winning(size), "enough parties" if size is None else f"{size} parties"
        return coalitions, what

    def no_agreement(self, claim):
        fields(claim, ("claim", "parties", "at_least", "floors", "proof"))
        coalitions, what = self.agreeing(claim)
        floored = {self.model.party(name) for name in fields(claim.get("floors", {}), None)}
        for coalition in coalitions:
            # Whoever has a floor must have it, whoever else accepts.
            members = sorted({*coalition, *floored})
            goal = Goal(self.floors(claim, members))
            self.exclude(claim, self.question.sums(self.work, members), goal, members, f"a package that {what} accept")
        return f"no agreement{self.floored(claim)}: nothing feasible is accepted by {what}"

    def frontier(self, claim):
        fields(claim, ("claim", "of", "points", "tolerance", "proof"), ("of", "points"))
        model = self.model
        of = text(claim["of"])
        if of not in ("acceptable", "feasible"):
            raise Malformed("a frontier of something that is not known")
        tolerance, floors = [0] * model.n, [0] * model.n
        for name, value in fields(claim.get("tolerance", {}), model.parties).items():
            at = model.party(name)
            tolerance[at], floors[at] = floor(self.in_scale(at, number(value))), ceil(self.in_scale(at, number(value)))
            if tolerance[at] < 0:
                raise Malformed("a negative tolerance")
        listed = []
        for point in items(claim["points"]):
            fields(point, ("utilities", "package"), ("utilities", "package"))
            options = [integer(one) for one in items(point["package"])]
            if len(options) != len(model.issues) or len(items(point["utilities"])) != model.n:
                raise Malformed("a point has not one option for each issue and one utility for each party")
            if any(not 0 <= option < len(all_) for option, all_ in zip(options, model.options)):
                raise Malformed("a point has an option that is not there")
            gains = model.gains(options)
            for party, value in enumerate(point["utilities"]):
                if self.in_scale(party, number(value)) != gains[party] + model.disagreement[party]:
                    raise Rejected("a point's package is worth something else")
            if not (self.acceptable(options) if of == "acceptable" else self.question.feasible(options)):
                raise Rejected("a point's package is not feasible, or not accepted")
            listed.append(tuple(gains))
        if not claim.get("tolerance") and len(undominated(listed, self.work)) != len(listed):
            raise Rejected("a point of the frontier is not efficient, or stands there twice")
        lifted = [[a + b for a, b in zip(v, tolerance)] for v in listed]
        coalitions = self.winning() if of == "acceptable" else [[]]
        everybody = list(range(model.n))
        for coalition in coalitions:
            low = [floors[at] if at in coalition else None for at in everybody]
            goal = Goal(low, lifted)
            self.exclude(claim, self.question.sums(self.work, everybody), goal, everybody, "the frontier lacks something")
        kind = "accepted" if of == "acceptable" else "feasible"
        if not claim.get("tolerance"):
            return f"frontier of what is {kind}: {len(listed)} points, and nothing beyond them"
        by = ", ".join(f"{said(value)} for {name}" for name, value in claim["tolerance"].items())
        spare = ", where that is left above no deal" if of == "acceptable" else ""
        return f"cover of what is {kind}: {len(listed)} points, and nothing beyond them by more than {by}{spare}"

    def conflict(self, claim):
        fields(claim, ("claim", "elements", "witnesses", "proof"), ("elements", "witnesses"))
        model, question = self.model, self.question
        elements = []
        for node in items(claim["elements"]):
            fields(node, ("party", "rule", "acceptance", "issue", "option"))
            if set(node) == {"party"}:
                elements.append(("party", model.party(text(node["party"]))))
            elif set(node) == {"rule"}:
                elements.append(("rule", text(node["rule"])))
                if not any(rule[0] == node["rule"] for rule in question.rules):
                    raise Malformed("a conflict with a rule that is not in force")
            elif set(node) == {"issue", "option"}:
                issue = model.issue_at(text(node["issue"]))
                elements.append(("fixed", issue, model.option(issue, node["option"])))
            elif set(node) == {"acceptance"}:
                elements.append(("acceptance",))
            else:
                raise Malformed("a demand of no kind")
        witnesses = [self.model.package(one) for one in items(claim["witnesses"])]
        if len(set(elements)) != len(elements) or len(witnesses) != len(elements):
            raise Malformed("a demand stands twice, or there is not one witness for each")

        def demands(elements):
            rules = [rule for rule in question.rules if ("rule", rule[0]) in elements]
            allowed = [list(row) for row in question.allowed]
            for one in elements:
                if one[0] == "fixed":
                    allowed[one[1]] = [ok and o == one[2] for o, ok in enumerate(allowed[one[1]])]
            floors = [one[1] for one in elements if one[0] == "party"]
            return rules, allowed, floors

        rules, allowed, floors = demands(elements)
        coalitions = [sorted(set(floors) | set(one)) for one in self.winning()] if ("acceptance",) in elements else [sorted(floors)]
        for coalition in coalitions:
            members = coalition or [0]
            sums = question.sums(self.work, members, rules, allowed)
            goal = Goal([0] * len(members) if coalition else [None])
            self.exclude(claim, sums, goal, members, "a package satisfies all of these demands")
        for element, package in zip(elements, witnesses):
            rest = [one for one in elements if one != element]
            rules, allowed, floors = demands(rest)
            gains = model.gains(package)
            willing = {party for party, gain in enumerate(gains) if gain >= 0}
            agreed = ("acceptance",) not in rest or len(willing) >= model.quota and model.veto <= willing
            open_ = all(row[option] for row, option in zip(allowed, package))
            if not (open_ and agreed and set(floors) <= willing and all(keeps(rule, package) for rule in rules)):
                raise Rejected("a witness does not satisfy the other demands")
        return f"conflict: {len(elements)} demands leave nothing, and without any of them something is left"

    def nearest(self, claim):
        fields(claim, ("claim", "draft", "changes", "best", "proof"), ("draft", "changes", "best"))
        draft, changes = self.model.package(claim["draft"]), integer(claim["changes"])
        for name in items(claim["best"]):
            package = self.of_package(name)
            if not self.acceptable(package) or sum(a != b for a, b in zip(package, draft)) != changes:
                raise Rejected(f"{name} is not accepted, or differs in more or fewer issues")
        if not claim["best"]:
            raise Malformed("no package with so many changes is named")
        if changes > 0:
            others = [{issue: frozenset(o for o in range(len(options)) if o != draft[issue])}
                      for issue, options in enumerate(self.model.options) if len(options) > 1]
            rule = ("", "", "count", others, 0, changes - 1)
            for coalition in self.winning():
                self.nothing_for(claim, coalition, extra=[rule], what="a package with fewer changes")
        return f"nearest: {changes} changes are enough, and fewer are not"

    def comparison(self, claim):
        fields(claim, ("claim", "party", "from", "to", "most", "among", "proof"), ("party", "from", "to", "most"))
        model = self.model
        party = model.party(text(claim["party"]))
        if model.caps[party] is not None:
            raise Beyond("a comparison for a party with a ceiling")
        sides = []
        for key in ("from", "to"):
            side = {model.issue_at(name): option for name, option in fields(claim[key], None).items()}
            sides.append({issue: model.option(issue, option) for issue, option in side.items()})
        if set(sides[0]) != set(sides[1]) or not sides[0]:
            raise Malformed("the two sides of a comparison settle different issues")
        among = text(claim.get("among", "feasible"))
        if among not in ("feasible", "all"):
            raise Malformed("a comparison among something that is not known")
        rules = self.question.rules if among == "feasible" else []
        allowed = [list(row) for row in self.question.allowed]
        if not all(allowed[issue][side[issue]] for side in sides for issue in side):
            return "comparison: an option is not open, so that there is nothing to compare"
        for issue in sides[0]:
            # The issue has one option, which stands for either side.
            allowed[issue] = [o == 0 for o in range(len(model.options[issue]))]
        most = floor(self.in_scale(party, number(claim["most"])))
        form, both = Form(0), []
        for side, sign in zip(sides, (-1, 1)):
            form.add(model.forms[party].settled(side, model.sizes), sign)
            both += [rule for rule in (settled_rule(rule, side) for rule in rules) if rule is not None]
        sums = assembled([form], [None], both, allowed, self.work)
        goal = Goal([None], kind="sum", units=[1], value=most + 1)
        try:
            self.exclude(claim, sums, goal, [party], "the difference can be larger")
        except Rejected:
            raise Rejected(f"the difference can be larger than {claim['most']}")
        settled = lambda key: ", ".join(f"{issue} = {said(level)}" for issue, level in claim[key].items())
        what = "all open packages" if among == "all" else "what is feasible"
        return (f"comparison among {what}: {claim['party']} never gains more than {said(claim['most'])} "
                f"from {settled('from')} to {settled('to')}")

    def mixture(self, node):
        """What everybody expects to gain from a mixture, scaled."""
        odds = []
        for pair in items(node):
            if len(items(pair)) != 2:
                raise Malformed("odds are a package and a number")
            odds.append((self.of_package(pair[0]), number(pair[1])))
            if odds[-1][1] < 0:
                raise Malformed("odds below 0")
            if not self.question.feasible(odds[-1][0]):
                raise Rejected("a package of the lottery is not feasible")
        if sum(one for _, one in odds) != 1:
            raise Malformed("odds that do not sum to 1")
        gains = [Fraction(0)] * self.model.n
        for package, chance in odds:
            gains = [a + chance * b for a, b in zip(gains, self.model.gains(package))]
        return gains

    def largest(self, order, weights):
        """The largest weighted sum of scaled gains of all that is feasible, and so of all mixtures."""
        most = None
        if sorted(order) != list(range(len(self.model.issues))):
            raise Malformed("the order of a proof does not name every issue once")
        for sums in self.question.sums(self.work):
            sums.settle()
            sums.gather(self.work)
            rows = outlook(diagram(sums, order, self.work), [weights])
            if rows[0] and rows[0][0] is not None:
                found = rows[0][0][0] + weighted(weights, sums.start)
                most = found if most is None else max(most, found)
        if most is None:
            raise Rejected("nothing is feasible")
        return most

    def excludes(self, order, rows, goal):
        """Whether nothing of a set is left among mixtures, by weights that are looked at one after the other."""
        weights = [fit(one) for one in self.weights({"weights": rows}, list(range(self.model.n)))]
        stages = [([Fraction(one) for one in own], Fraction(1)) for own in weights]
        thresholds = goal.thresholds(stages, self.work) if weights else None
        if thresholds is None:
            return False
        for own, t in zip(weights, thresholds):
            most = self.largest(order, own)
            if most != t:
                return most < t
        return True

    def lottery(self, claim):
        fields(claim, ("claim", "concept", "odds", "weights", "ideal", "within", "proof"), ("concept", "odds", "weights"))
        concept = text(claim["concept"])
        if concept not in ("lottery-nash", "lottery-kalai-smorodinsky", "lottery-egalitarian"):
            raise Beyond("a lottery of this concept")
        model = self.model
        if any(cap is not None and form.most() > cap for form, cap in zip(model.forms, model.caps)):
            raise Beyond("lotteries beside ceilings")
        gains = self.mixture(claim["odds"])
        proof = fields(claim.get("proof", {}), ("order",))
        order = [model.issue_at(text(name)) for name in items(proof.get("order", model.issues))]
        if concept != "lottery-nash":
            return self.even_lottery(claim, concept, order, gains)
        if any(gain <= 0 for gain, e in zip(gains, model.exponents) if e) or min(gains) < 0:
            raise Rejected("somebody does not gain from the lottery")
        power = sum(model.exponents)
        if power > POWERS:
            raise Beyond(f"powers that sum to more than {POWERS}")
        weights = fit(self.weights({"weights": [claim["weights"]]}, list(range(model.n)))[0])
        if any(weight == 0 for weight, e in zip(weights, model.exponents) if e):
            raise Rejected("weights that bound nothing")
        within = number(claim.get("within", Num("0")))
        most = self.largest(order, weights)
        # No mixture has a larger product than M^E · Π e^e / (E^E · Π λ^e).
        left = most ** power * prod(e ** e for e in model.exponents if e)
        right = power ** power * prod(w ** e for w, e in zip(weights, model.exponents) if e)
        right *= (1 + within) * prod(gain ** e for gain, e in zip(gains, model.exponents) if e)
        if most < 0 or left > right:
            raise Rejected("the weights leave room for a better lottery")
        return "lottery: no other has a larger product" + (f", to a share of {within}" if within else "")

    def even_lottery(self, claim, concept, order, gains):
        """That no mixture from which nobody loses gives whoever gains least, or the smallest share of its ideal gain, more; and
        of those that give as much, none whoever is next, and so on."""
        if min(gains) < 0:
            raise Rejected("somebody loses from the lottery")
        n = self.model.n
        accepted, units = [(Fraction(0), False)] * n, [Fraction(1, scale) for scale in self.model.scale]
        if concept == "lottery-kalai-smorodinsky":
            if len(items(claim.get("ideal"))) != n:
                raise Malformed("not one ideal gain for each party")
            for party, ideal in enumerate(claim["ideal"]):
                fields(ideal, ("odds", "weights"), ("odds", "weights"))
                own = self.mixture(ideal["odds"])
                if min(own) < 0:
                    raise Rejected("somebody loses from the mixture that is best for a party")
                low = list(accepted)
                low[party] = (own[party], True)
                if not self.excludes(order, [ideal["weights"]], Reach(low)):
                    raise Rejected(f"the weights leave room for a mixture that gives {self.model.parties[party]} more")
                units[party] = 1 / own[party] if own[party] > 0 else None
        goal = Reach(accepted, "leximin", units=units, offsets=[Fraction(0)] * n, listed=[gains])
        goal.best = goal.shares(gains)
        if not self.excludes(order, items(claim["weights"]), goal):
            raise Rejected("the weights leave room for a better lottery")
        what = "gain" if concept == "lottery-egalitarian" else "share of an ideal gain"
        return f"lottery: no other has a larger smallest {what}, and none that is as good gives other gains"

    # Claims where there are continuous issues. Weights of gains, with prices of rules over levels, make one sum of all of them;
    # no package that satisfies the rules has a weighted sum of gains above it. In that sum each level stands alone, and
    # what it adds is largest where a line bends, so that it is a sum over options. A proof is some of such sums: with every
    # combination of options one of them is too small for what is claimed not to be there.

    def offers(self, claim):
        """Backward induction: nobody who offers can do better. What refusals are worth is added up here, from the last round on."""
        fields(claim, ("claim", "order", "by_chance", "rounds", "ties", "patience", "breakdown", "broken", "outside", "gains", "stages"),
               ("order", "rounds", "ties", "gains", "stages"))
        model = self.model
        order, ties = [model.party(text(name)) for name in items(claim["order"])], text(claim["ties"])
        if not order or ties not in ("for", "against"):
            raise Malformed("offers by nobody, or ties that are broken in a way that is not known")

        def share(node):
            if not 0 <= modest(node) <= 1:
                raise Malformed("a share that is not from 0 to 1")
            return modest(node)

        gain = lambda at, node: self.in_scale(at, modest(node)) - model.disagreement[at]
        named = lambda key: [(model.party(name), node) for name, node in fields(claim.get(key, {}), None).items()]
        patience = {**dict.fromkeys(range(model.n), Fraction(1)), **{at: share(node) for at, node in named("patience")}}
        broken = {at: gain(at, node) for at, node in named("broken")}
        outside = {at: gain(at, node) for at, node in named("outside")}
        breakdown, by_chance = share(claim.get("breakdown", Num("0"))), claim.get("by_chance") is True
        rounds, stages, turns = integer(claim["rounds"]), items(claim["stages"]), len(order) if by_chance else 1
        if rounds < 1 or rounds * turns != len(stages):
            raise Malformed("not one stage for each offer")
        given_ = [number(fields(claim["gains"], model.parties, model.parties)[name]) for name in model.parties]
        worth, known, winning = [Fraction(0)] * model.n, {}, self.winning()
        for back in range(rounds):
            round_ = rounds - 1 - back
            # What going on is worth: talks break down, or a round later they are worth so much.
            goes_on = [breakdown * broken.get(at, 0) + (1 - breakdown) * patience[at] * worth[at] for at in range(model.n)]
            if any(bits(one) > SCALE_BITS for one in goes_on):
                raise Beyond("what a refusal is worth, with too many digits")
            found = []
            for turn in range(turns):
                by = order[turn if by_chance else round_ % len(order)]
                # Whoever has something better leaves, and then talks are over for all.
                leaving = {at for at, own in outside.items() if at != by and own > goes_on[at]}
                over = [outside[at] if at in leaving else max(outside.get(at, 0), 0) for at in range(model.n)]
                refusal = over if leaving else goes_on
                what = f"round {round_ + 1}, {model.parties[by]} offers"
                gains = self.stage(stages[back * turns + turn], by, refusal, ties == "against", winning, known, what)
                found.append(refusal if gains is None else gains)
            worth = [Fraction(sum(own)) / turns for own in zip(*found)]
        for at, (own, one) in enumerate(zip(worth, given_)):
            if own / model.scale[at] != one:
                raise Rejected(f"the talks are worth {own / model.scale[at]} to {model.parties[at]} over no deal, not {one}")
        text_ = f"offers: {', '.join(model.parties[at] for at in order)} {'by chance' if by_chance else 'in turn'}, rounds {said(claim['rounds'])}"
        for key in ("patience", "breakdown", "broken", "outside"):
            own = claim.get(key)
            if own:
                text_ += f", {key} {', '.join(f'{name} {said(one)}' for name, one in own.items()) if isinstance(own, dict) else said(own)}"
        all_ = ", ".join(f"{name} {said(one)}" for name, one in claim["gains"].items())
        return f"{text_}; ties {ties} the others: over no deal, the talks are worth {all_}"

    def stage(self, stage, by, refusal, against, winning, known, what):
        """What everybody gains from an offer, which is shown to be the best; none if nothing is offered, and nothing can be."""
        fields(stage, ("offer", "proof"))
        model = self.model
        self.work.spend(model.n + len(model.issues))
        low, offered = [ceil(Fraction(one)) for one in refusal], None
        if "offer" in stage:
            package = self.of_package(stage["offer"])
            offered = model.gains(package)
            accept = {at for at in range(model.n) if offered[at] >= low[at]}
            if by not in accept or len(accept) < model.quota or not model.veto <= accept or not self.question.feasible(package):
                raise Rejected(f"{what}: {stage['offer']} is not feasible, or not accepted instead of a refusal")
        if known.get((by, *low), ()) == offered:
            return offered
        everybody = list(range(model.n))
        others = [at for at in everybody if at != by]
        losing = against and offered is not None
        if losing and any(model.caps[at] is not None and model.forms[at].most() > model.caps[at] for at in others):
            raise Beyond("offers that give the others as little as can be, beside ceilings")
        for coalition in sorted({tuple(sorted({*one, by})) for one in winning}):
            least = [low[at] if at in coalition else None for at in everybody]
            if offered is None:
                goal = Goal(least)
            else:
                least[by] = offered[by]
                # Better for who offers; or as good, and better for the first of the others to whom it makes a difference.
                behind = [(model.n + place, -offered[at]) if losing else (at, offered[at]) for place, at in enumerate(others)]
                goal = Goal(least + [None] * (len(others) if losing else 0), kind="beyond", lists=[[(by, offered[by]), *behind]])
            sums = self.question.sums(self.work, everybody, losing=others if losing else ())
            self.exclude(stage, sums, goal, everybody, f"{what}: something better")
        known[(by, *low)] = offered
        return offered

    def not_of_levels(self, claim):
        raise Beyond("a claim beside continuous issues")

    def named_deal(self, name):
        if text(name) not in self.deals:
            raise Malformed(f"no package before is called {name[:40]!r}")
        return self.deals[name]

    def deal_gains(self, deal):
        """What a package is worth to everybody beyond no agreement, in the author's units."""
        options, levels = deal
        found = []
        for form, top, without in zip(self.model.worths, self.model.tops, self.model.without):
            worth = form.at(options, self.model.sizes)
            for issue, when, unless, curve in form.curves:
                if holds(when, options) and not any(holds(one, options) for one in unless):
                    worth += value_at(curve, levels[issue])
            found.append((worth if top is None else min(worth, top)) - without)
        return found

    def feasible_deal(self, deal):
        options, levels = deal
        for _, _, when, rows, per_unit, least, most in self.question.level_rules:
            total = sum(row[options[issue]] for issue, row in rows.items())
            total += sum(each * levels[issue] for issue, each in per_unit.items())
            if holds(when, options) and (least is not None and total < least or most is not None and total > most):
                return False
        inside = all(ends[0] <= levels[issue] <= ends[1] for issue, ends in enumerate(self.question.ranges) if ends is not None)
        return inside and self.question.feasible(options)

    def hint(self, node):
        """What a proof multiplies gains, ceilings and rules with."""
        fields(node, ("weights", "ceilings", "rules"), ("weights",))
        model = self.model
        sums = [modest(one) for one in items(node["weights"])]
        if len(sums) != model.n:
            raise Malformed("a proof has not one weight for each party")
        tops = [Fraction(0)] * model.n
        for name, weight in fields(node.get("ceilings", {}), None).items():
            party = model.party(name)
            tops[party] = modest(weight)
            if model.tops[party] is None:
                raise Malformed("a weight of a ceiling that is not there")
            sums[party] -= tops[party]
        if min(sums + tops) < 0:
            raise Malformed("a negative weight in a proof")
        prices = []
        for name, price in fields(node.get("rules", {}), None).items():
            price = modest(price)
            rule = next((rule for rule in self.question.level_rules if rule[1] == name), None)
            if rule is None:
                raise Malformed(f"no rule over levels in force is called {name[:40]!r}")
            end = rule[5] if price < 0 else rule[6]
            if end is None and price:
                raise Malformed("a price of an end that a rule does not have")
            prices.append((rule, price, end or 0))
        return sums, tops, prices

    def grids(self, proof):
        """By continuous issue, the levels at which something bends, with those at which a proof cuts its range; and these."""
        cuts = {self.model.issue_at(name): [modest(one) for one in items(levels)]
                for name, levels in fields(proof.get("cuts", {}), None).items()}
        if any(self.question.ranges[issue] is None for issue in cuts):
            raise Malformed("cuts of an issue that has no levels")
        if sum(map(len, cuts.values())) > ALL_OPTIONS:
            raise Beyond("levels that are cut too often")
        self.work.spend(sum(map(len, cuts.values())))
        bends = {}
        for form in self.model.worths:
            for issue, _, _, curve in form.curves:
                self.work.spend(len(curve))
                bends.setdefault(issue, set()).update(level for level, _ in curve)
        found = {}
        for issue, ends in enumerate(self.question.ranges):
            if ends is not None:
                low, high = ends
                inside = lambda levels: {one for one in levels if low < one < high}
                own = inside(cuts.get(issue, [])) | {low, high}
                found[issue] = sorted(inside(bends.get(issue, [])) | own), sorted(own)
        return found

    def priced(self, hint, grids):
        """The largest sum that levels make of weights and prices, by options, in whole numbers; and what it was multiplied with."""
        model, (sums, tops, prices) = self.model, hint
        form, lines, numbers = Form(), [], 0
        for party, weight in enumerate(sums):
            if weight:
                terms = model.worths[party].terms
                self.work.spend(model.worths[party].count() + sum(model.cells(when, *unless) for when, unless, _ in terms))
                form.add(model.worths[party], weight)
                form.constant -= weight * model.without[party]
                for issue, when, unless, curve in model.worths[party].curves:
                    numbers += len(grids[issue][0])
                    if numbers > LINES:
                        raise Beyond("levels that bend too often")
                    self.work.spend(len(grids[issue][0]) + model.cells(when, *unless))
                    lines.append((issue, when, unless, [value_at(curve, level) * weight for level in grids[issue][0]]))
        for party, weight in enumerate(tops):
            if weight:
                form.constant += weight * (model.tops[party] - model.without[party])
        for (_, _, when, rows, per_unit, _, _), price, end in prices:
            # The price times what is left to the end of the rule, where it is asked.
            form.add(Form(end * price) if not when else Form(), 1)
            if when:
                form.terms.append((when, [], end * price))
            self.work.spend(sum(map(len, rows.values())))
            form.add(of_values(rows), -price)
            for issue, each in per_unit.items():
                numbers += len(grids[issue][0])
                if numbers > LINES:
                    raise Beyond("levels that bend too often")
                self.work.spend(len(grids[issue][0]) + model.cells(when))
                lines.append((issue, when, [], [-price * each * level for level in grids[issue][0]]))
        scale = scale_of([*form.numbers(), *(one for line in lines for one in line[3])])
        # Where they are not whole, sums only grow.
        whole = lambda one: ceil(one * scale)
        self.level_takes(form.count())
        found = Form(whole(form.constant))
        found.values = {issue: list(map(whole, row)) for issue, row in form.values.items()}
        found.terms = [(when, unless, whole(amount)) for when, unless, amount in form.terms]
        found.tables = [(issues, list(map(whole, amounts))) for issues, amounts in form.tables]
        for issue, (levels, ends) in grids.items():
            self.work.spend(len(lines))
            own = [(when, unless, list(map(whole, values))) for at, when, unless, values in lines if at == issue]
            scope = sorted(set().union(*(part for when, unless, _ in own for part in [when, *unless])))
            ends = [bisect.bisect_left(levels, end) for end in ends]
            parts = list(zip(ends, ends[1:])) or [(0, 0)]
            size = prod(model.sizes[at] for at in scope)
            if size * len(parts) > MOST_CELLS:
                raise Beyond("levels that are worth different things with too many combinations of options")
            self.level_takes(size * len(parts))
            self.work.spend(size * (len(parts) + len(levels)) * (1 + len(own)))
            self.work.spend(size * sum(len(unless) for _, unless, _ in own))
            amounts = []
            for options in itertools.product(*(range(model.sizes[at]) for at in scope)):
                package = dict(zip(scope, options))
                total = [0] * len(levels)
                for when, unless, values in own:
                    if holds(when, package) and not any(holds(one, package) for one in unless):
                        total = list(map(int.__add__, total, values))
                amounts += [max(total[first:last + 1]) for first, last in parts]
            if scope:
                found.tables.append(([*scope, issue], amounts))
            else:
                found.values[issue] = amounts
        if found.reach() >= REACH:
            raise Beyond("numbers that are too large")
        return scale, found

    def level_takes(self, numbers):
        """Takes room for the numbers of a sum."""
        self.level_room -= numbers
        if self.level_room < 0:
            raise Beyond("tables with too many entries")

    def exclude_deals(self, claim, goal, what):
        """Shows that no package reaches a set of gains."""
        proof = fields(claim.get("proof", {}), ("order", "cuts", "prices"))
        grids, forms, lists, count, self.level_room = self.grids(proof), [], [], 0, LEVEL_CELLS
        for stages in items(proof.get("prices", [])):
            count += len(items(stages))
            if count > MOST_WEIGHTS:
                raise Beyond(f"more than {MOST_WEIGHTS} vectors of weights in a proof")
            stages = [self.hint(one) for one in stages]
            if not stages or len(stages) > 1 and goal.kind != "leximin":
                raise Malformed("stages of prices where there are none")
            own = [self.priced(hint, grids) for hint in stages]
            weights = [[a + b for a, b in zip(sums, tops)] for sums, tops, _ in stages]
            found = goal.thresholds([(w, scale) for w, (scale, _) in zip(weights, own)], self.work)
            if found is None:
                continue
            lists.append([(len(forms) + at, t) for at, t in enumerate(found)])
            forms += [form for _, form in own]
        left = f"{what}: there are options that no prices exclude"
        if not forms:
            raise Rejected(left)
        allowed = [row if issue not in grids else [True] * max(len(grids[issue][1]) - 1, 1)
                   for issue, row in enumerate(self.question.allowed)]
        order = list(range(len(self.model.issues)))
        if "order" in proof:
            order = [self.model.issue_at(text(name)) for name in items(proof["order"])]
        beyond = Goal([None] * len(forms), kind="beyond", lists=lists)
        for sums in assembled(forms, [None] * len(forms), self.question.rules, allowed, self.work):
            if by_layers(sums, beyond.seated(sums.caps, sums.seats), order, [], self.work):
                raise Rejected(left)

    def read_deal(self, node):
        """A package: options, and levels."""
        model = self.model
        if not isinstance(node, dict) or len(node) != len(model.issues):
            raise Malformed("a package settles every issue once")
        options, levels = [0] * len(model.issues), [None] * len(model.issues)
        for name, level in node.items():
            issue = model.issue_at(name)
            if model.ranges[issue] is None:
                options[issue] = model.option(issue, level)
            else:
                levels[issue] = modest(level)
        for level, ends in zip(levels, model.ranges):
            if level is not None and not ends[0] <= level <= ends[1]:
                raise Malformed("a level that is not there")
        return options, levels

    def deal(self, claim):
        fields(claim, ("claim", "id", "package", "utilities", "acceptable"), ("id", "package", "utilities"))
        model, name = self.model, self.call(claim)
        deal = self.deals[name]
        said_ = fields(claim["utilities"], model.parties, model.parties)
        gains = self.deal_gains(deal)
        for party, key in enumerate(model.parties):
            worth = gains[party] + model.without[party]
            if number(said_[key]) != worth:
                raise Rejected(f"{name} is worth {worth} to {key}, not {said(said_[key])}")
        if not self.feasible_deal(deal):
            raise Rejected(f"{name} breaks a rule or a red line, or is not open")
        willing = {party for party, gain in enumerate(gains) if gain >= 0}
        if claim.get("acceptable") is True and not (len(willing) >= model.quota and model.veto <= willing):
            raise Rejected(f"{name} is not accepted")
        return f"package {name}: feasible, and worth what is said"

    def accepted(self, members):
        """The least that each party has in what these accept, and whether it must have more; none where it may have anything."""
        return [(Fraction(0), False) if at in members else None for at in range(self.model.n)]

    def deal_ideal(self, claim):
        fields(claim, ("claim", "party", "most", "witness", "parties", "floors", "proof"), ("party", "most", "witness"))
        model = self.model
        party, members = model.party(text(claim["party"])), self.members(claim)
        if party not in members:
            raise Malformed("a party's best, and it is not among those who must accept")
        low, most = self.accepted(members), number(claim["most"]) - model.without[party]
        for name, floor in fields(claim.get("floors", {}), None).items():
            at = model.party(name)
            if at not in members:
                raise Malformed("a floor of a party that is not among those who must accept")
            low[at] = (number(floor) - model.without[at], False)
        witness = self.named_deal(claim["witness"])
        gains = self.deal_gains(witness)
        if gains[party] != most or any(own is not None and gain < own[0] for gain, own in zip(gains, low)):
            raise Rejected(f"the witness does not give {claim['party']} {said(claim['most'])}, or somebody less than its floor")
        if not self.feasible_deal(witness):
            raise Rejected("the witness is not feasible")
        low[party] = (most, True)
        self.exclude_deals(claim, Reach(low), f"more for {claim['party']}")
        if "floors" not in claim:
            self.most[party, tuple(members)] = most
        floors = ", ".join(f"{name} at least {said(floor)}" for name, floor in claim.get("floors", {}).items())
        floors = f" where there is {floors}" if floors else ""
        return f"ideal{self.among(claim, members)}: {claim['party']} gets at most {said(claim['most'])}{floors}"

    def level_units(self, concept, members):
        """By party, how a concept weighs gains, and from where it counts them; whoever is no member does not count."""
        units, offsets = [None] * self.model.n, [Fraction(0)] * self.model.n
        for at in members:
            units[at] = Fraction(1)
            if concept not in ("kalai-smorodinsky", "relative-utilitarian", "equal-loss"):
                continue
            ideal = self.most.get((at, tuple(members)))
            if ideal is None:
                raise (Beyond if self.open_ideals else Rejected)(f"{concept} rests on ideal points that no claim before proves")
            if concept == "equal-loss":
                offsets[at] = ideal
            else:
                units[at] = 1 / ideal if ideal > 0 else None
        return units, offsets

    def deal_concept(self, claim):
        fields(claim, ("claim", "concept", "best", "parties", "degenerate", "proof"), ("concept", "best"))
        concept, members = text(claim["concept"]), self.members(claim)
        if concept not in CONCEPTS:
            raise Malformed(f"a concept that is not known: {concept[:40]!r}")
        names = [text(name) for name in items(claim["best"])]
        listed = []
        for name in names:
            deal = self.named_deal(name)
            listed.append(self.deal_gains(deal))
            if not self.feasible_deal(deal) or any(listed[-1][at] < 0 for at in members):
                raise Rejected("a package that is chosen is not feasible, or not accepted")
        if not listed:
            raise Malformed("a concept that chooses nothing")
        if len({tuple(v[at] for at in members) for v in listed}) != len(listed):
            raise Malformed("two of the packages that are chosen are worth the same to everybody")
        what = f"{concept}{self.among(claim, members)} of {', '.join(names)}"
        low = self.accepted(members)
        if concept == "nash":
            self.deal_nash(claim, members, listed, what)
        else:
            units, offsets = self.level_units(concept, members)
            if concept in ("utilitarian", "relative-utilitarian"):
                units = [unit or Fraction(0) for unit in units]
                values = [weighted(units, v) for v in listed]
                goal = Reach(low, "sum", units=units, above=values[0])
            else:
                goal = Reach(low, "leximin", units=units, offsets=offsets, listed=listed)
                values = [goal.shares(v) for v in listed]
                goal.best = values[0]
            if any(value != values[0] for value in values):
                raise Rejected(f"{what}: the packages are not equally good")
            self.exclude_deals(claim, goal, f"{what}: something better, or as good")
        over = " over as many as can gain" if claim.get("degenerate") is True and concept == "nash" else ""
        # What a party gains that does not count is not looked at: something as good may be better for it.
        ignores = concept == "nash" and not all(self.model.exponents[at] for at in members)
        rest = "nothing is better" if concept.endswith("utilitarian") or ignores else "nothing else is as good"
        return f"{what}: the best{over}, and {rest}"

    def level_powers(self, members):
        if sum(self.model.exponents[at] for at in members) > POWERS:
            raise Beyond(f"powers that sum to more than {POWERS}")
        return [e if at in members else 0 for at, e in enumerate(self.model.exponents)]

    def deal_nash(self, claim, members, listed, what):
        powers = self.level_powers(members)
        counted = [at for at in members if powers[at]]
        if not counted:
            raise Malformed("a product in which nobody counts")
        for v in listed:
            self.work.spend(sum(powers[at] * (bits(v[at]) // 64 + 1) for at in counted))
        gaining = lambda v: [at for at in counted if v[at] > 0]
        size = len(gaining(listed[0]))
        if any(len(gaining(v)) != size for v in listed):
            raise Rejected(f"{what}: not as many gain from each package")
        if (size < len(counted)) != (claim.get("degenerate", False) is True):
            raise Rejected(f"{what}: whether everybody gains is not said")
        values = [prod((v[at] ** powers[at] for at in gaining(v)), start=Fraction(1)) for v in listed]
        if any(value != values[0] for value in values):
            raise Rejected(f"{what}: the packages are not equally good")
        low = lambda own: [one and (one[0], at in own) for at, one in enumerate(self.accepted(members))]
        for more in choose(counted, size + 1) if size < len(counted) else []:
            self.exclude_deals(claim, Reach(low(more)), f"{what}: more parties can gain")
        for own in choose(counted, size) if size else []:
            own_powers = [e if at in own else 0 for at, e in enumerate(powers)]
            goal = Reach(low(own), "product", powers=own_powers, value=values[0], listed=listed)
            self.exclude_deals(claim, goal, f"{what}: something better, or as good")

    def deal_bound(self, claim):
        fields(claim, ("claim", "concept", "bound", "parties", "proof"), ("concept", "bound"))
        concept, members = text(claim["concept"]), self.members(claim)
        if concept not in CONCEPTS:
            raise Malformed(f"a concept that is not known: {concept[:40]!r}")
        bound, low = number(claim["bound"]), self.accepted(members)
        if concept == "nash":
            if bound < 0:
                raise Malformed("a bound below 0 of a product of gains")
            powers = self.level_powers(members)
            low = [one and (one[0], e > 0) for one, e in zip(low, powers)]
            goal = Reach(low, "product", powers=powers, value=bound, listed=None)
        else:
            units, offsets = self.level_units(concept, members)
            if concept == "utilitarian":
                bound -= sum(self.model.without[at] for at in members)
            if concept in ("utilitarian", "relative-utilitarian"):
                goal = Reach(low, "sum", units=[unit or Fraction(0) for unit in units], above=bound)
            else:
                bound = -bound if concept == "equal-loss" else bound
                for at, (unit, offset) in enumerate(zip(units, offsets)):
                    if unit is not None and bound / unit + offset >= 0:
                        low[at] = (bound / unit + offset, True)
                goal = Reach(low)
        self.exclude_deals(claim, goal, f"{concept} above {said(claim['bound'])}")
        return f"bound{self.among(claim, members)}: {concept} is nowhere better than {said(claim['bound'])}"

    def no_deal(self, claim):
        fields(claim, ("claim", "parties", "at_least", "proof"))
        coalitions, what = self.agreeing(claim)
        for coalition in coalitions:
            self.exclude_deals(claim, Reach(self.accepted(coalition)), f"a package that {what} accept")
        return f"no agreement: nothing feasible is accepted by {what}"


class Reach:
    """A set of gains in fractions, with every better vector in it. `low` is the least by party, and whether it must have more."""

    def __init__(self, low, kind="any", **more):
        self.low, self.kind = low, kind
        self.__dict__.update(more)

    def shares(self, gains):
        return sorted(unit * (gain - offset) for unit, offset, gain in zip(self.units, self.offsets, gains) if unit is not None)

    def thresholds(self, stages, work):
        """By stage of a list of weights, each with the number that its sum is multiplied with: the largest sum with which
        nothing of the set is left, if the sums before are as large as they may be. None if no such sums are known."""
        if self.kind != "leximin":
            weights, scale = stages[0]
            found = [self.linear(weights, scale, self.low, False)]
            if self.kind == "product" and all(low is not None or not weight for low, weight in zip(self.low, weights)):
                # Whoever does not count must not lose, if it has a weight.
                found.append(self.product(weights, scale, work))
            found = [one for one in found if one is not None]
            return [max(found)] if found else None
        known, found = [None] * len(self.low), []
        for at, (weights, scale) in enumerate(stages):
            least = self.least(known)
            if least is None:
                # Nothing has the sums before.
                return found
            for party, (weight, one) in enumerate(zip(weights, least)):
                if weight > 0 and one is not None:
                    known[party] = one[0]
            t = self.linear(weights, scale, least, at + 1 < len(stages) or self.settled(known))
            if t is None:
                return None
            found.append(t)
        return found

    def least(self, known):
        """By party, the least that it has in the set where some are known to have just that much; none if nothing is left."""
        own = sorted(unit * (gain - offset) for unit, offset, gain in zip(self.units, self.offsets, known)
                     if unit is not None and gain is not None)
        differs = next((at for at, (a, b) in enumerate(zip(own, self.best)) if a != b), len(own))
        if differs < min(len(own), len(self.best)) and own[differs] < self.best[differs]:
            return None
        found = []
        for low, unit, offset, gain in zip(self.low, self.units, self.offsets, known):
            if low is None:
                found.append(None)
            elif gain is not None:
                found.append((gain, False))
            elif unit is not None and differs < len(self.best) and self.best[differs] / unit + offset > low[0]:
                found.append((self.best[differs] / unit + offset, False))
            else:
                found.append(low)
        return found

    def settled(self, known):
        """Whether nothing of the set is left where these have just that much."""
        counted = [at for at, unit in enumerate(self.units) if unit is not None]
        if any(known[at] is None for at in counted):
            return False
        # Whoever does not count cannot gain.
        gains = [one or Fraction(0) for one in known]
        return self.shares(gains) < self.best or any(all(gains[at] <= one[at] for at in counted) for one in self.listed)

    def linear(self, weights, scale, least, meets):
        """The largest scaled sum with which nothing that has at least this is left; none if some part is not bounded."""
        units, above = (self.units, self.above) if self.kind == "sum" else ([Fraction(0)] * len(weights), 0)
        share = min((weight / unit for weight, unit in zip(weights, units) if unit > 0), default=Fraction(0))
        total, more = share * above, share > 0
        for weight, unit, low in zip(weights, units, least):
            rest = weight - share * unit
            if rest:
                if low is None:
                    return None
                total, more = total + rest * low[0], more or low[1]
        return floor(total * scale) if more or meets else ceil(total * scale) - 1

    def product(self, weights, scale, work):
        """By the inequality of means, the largest scaled sum with which a product is too small, or that of what is listed."""
        counted = [at for at, e in enumerate(self.powers) if e]
        power = sum(self.powers)
        if not power or self.value <= 0 or any(weights[at] <= 0 for at in counted):
            return None
        right = self.value * power ** power
        for at in counted:
            right *= (weights[at] * scale / self.powers[at]) ** self.powers[at]
        most = root(floor(right), power, work)
        if self.listed is None or most ** power != right:
            return most
        # Just as much is the product where all parts of the sum are as their powers.
        part = most / (scale * power)
        there = any(all(one[at] * weights[at] == part * self.powers[at] for at in counted) for one in self.listed)
        return most if there else most - 1


def of_values(rows):
    form = Form()
    form.values = rows
    return form


def scale_of(numbers):
    """What numbers are multiplied with to be the least whole ones; or, where these would be too large, to be large enough."""
    multiple, shared = 1, 0
    for one in numbers:
        multiple = multiple and lcm(multiple, one.denominator)
        multiple = multiple if multiple and multiple.bit_length() <= SCALE_BITS else None
        shared = gcd(shared, one.numerator)
    size = lambda scale: sum(abs(ceil(one * scale)) + 1 for one in numbers)
    if multiple and size(Fraction(multiple, shared or 1)).bit_length() < 61:
        return Fraction(multiple, shared or 1)
    return Fraction(2) ** (57 - size(Fraction(1)).bit_length())


def choose(all_, size):
    found = []
    for one in itertools.combinations(all_, size):
        found.append(list(one))
        if len(found) > MOST_SETS:
            raise Beyond(f"more than {MOST_SETS} sets of parties")
    return found


def floor(value):
    return value.numerator // value.denominator


def ceil(value):
    return -((-value.numerator) // value.denominator)


def put(node, path, value):
    """Sets a number of a model that the question moves."""
    number(value)
    if not path:
        raise Malformed("a number that is set nowhere")
    for at, step in enumerate(path):
        last = at + 1 == len(path)
        if isinstance(node, dict):
            if last:
                node[step] = value
                return
            key = step
        elif isinstance(node, list) and step.isdigit() and step.isascii() and len(step) < 9 and int(step) < len(node):
            key = int(step)
            if last:
                node[key] = value
                return
        else:
            raise Malformed("a number that is set nowhere")
        if isinstance(node, dict) and key not in node:
            raise Malformed("a number that is set nowhere")
        node = node[key]


def said(value):
    """A number, an option or a level as it is written."""
    return value if isinstance(value, str) else getattr(value, "written", str(value))


def line(text):
    """A line that may have texts of somebody else in it: what would end it, move a cursor or turn text around is escaped."""
    hidden = lambda c: (ord(c) < 32 or 127 <= ord(c) < 160 or "\u200b" <= c <= "\u200f" or "\u2028" <= c <= "\u202e"
                        or "\u2060" <= c <= "\u206f" or c == "\ufeff" or "\ud800" <= c <= "\udfff")
    return "".join(f"\\u{{{ord(c):x}}}" if hidden(c) else c for c in text)


# Under these stand objects, or lists of them, whose keys are names: none of these is as if it were left out.
NAMED = ("fix", "package", "utilities", "floors", "tolerance", "cuts", "ceilings", "rules", "from", "to", "draft", "witnesses", "elements",
         "patience", "broken", "outside", "gains")


def without_nothing(node, named=False):
    """A certificate without the keys under which nothing stands: they are as if they were left out."""
    if isinstance(node, dict):
        return {key: without_nothing(value, key in NAMED) for key, value in node.items() if named or value is not None}
    return [without_nothing(one, named) for one in node] if isinstance(node, list) else node


def main(arguments):
    sys.set_int_max_str_digits(0)
    limit = STEPS
    if "--limit" in arguments:
        at = arguments.index("--limit")
        limit = int(arguments[at + 1])
        del arguments[at:at + 2]
    if len(arguments) != 2:
        print(__doc__)
        return 2
    try:
        model, certificate = (open(name, "rb").read() for name in arguments)
        checker = Checker(model, certificate, limit)
        status, lines = checker.page()
        print("\n".join(lines))
        return status
    except OSError as why:
        print(line(f"malformed   {why}"))
        return 2
    except Malformed as why:
        print(line(f"malformed   {why}"))
        return 2
    except Beyond as why:
        print(line(f"not decided {why}"))
        return 3
    except Exception as why:  # Never a verdict: whoever asks takes 1 for one.
        print(line(f"malformed   {type(why).__name__}: {why}"))
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
