"""Numbers and models as JSON, with every digit."""

from __future__ import annotations

import json
import math
import numbers
import os
import sys
import warnings
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ._errors import InexactNumber

# A float with more digits than this was calculated, and not written.
DIGITS = 12


def _places(fraction: Fraction) -> int | None:
    """How many decimal places a fraction has; none if it never ends."""
    rest, places = fraction.denominator, [0, 0]
    for at, prime in enumerate((2, 5)):
        while rest % prime == 0:
            rest //= prime
            places[at] += 1
    return max(places) if rest == 1 else None


def _digits(value: int) -> str:
    """A whole number of any length, also of more digits than Python writes at once."""
    if value < 0:
        return "-" + _digits(-value)
    if value.bit_length() <= 12_000:
        return str(value)
    half = value.bit_length() * 3 // 20
    high, low = divmod(value, 10**half)
    return _digits(high) + _digits(low).rjust(half, "0")


def warn(message: str) -> None:
    """Warns of an inexact number, at the line outside of this package that asked."""
    here, frame, level = os.path.dirname(__file__), sys._getframe(1), 2
    while frame.f_back is not None and os.path.dirname(frame.f_code.co_filename) == here:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, InexactNumber, stacklevel=level)


def calculated(value: float) -> bool:
    """Whether a float has more digits than somebody writes."""
    return math.isfinite(value) and len(Decimal(repr(value)).normalize().as_tuple().digits) > DIGITS


def number(value: Any) -> str:
    """An exact number as it is written: an integer, a decimal, or `p/q`."""
    if isinstance(value, bool):
        raise TypeError(f"{value} is no number")
    if isinstance(value, numbers.Integral):
        return _digits(int(value))
    if isinstance(value, Fraction):
        places = _places(value)
        if places is None:
            return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
        if places == 0:
            return _digits(value.numerator)
        digits = _digits(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
        return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    if isinstance(value, numbers.Rational):
        return number(Fraction(int(value.numerator), int(value.denominator)))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no number that a model can have")
        return str(value)
    if isinstance(value, numbers.Real):
        value = float(value)
        if not math.isfinite(value):
            raise ValueError(f"{value} is no number that a model can have")
        text = repr(value)
        if calculated(value):
            message = f"the float {text} has more than {DIGITS} digits; every digit is taken as meant, so write a Fraction, a Decimal or a text"
            warn(message)
        return text
    raise TypeError(f"{type(value).__name__} is no number, text, list or dictionary")


def _scalar(value: Any) -> str | None:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if hasattr(value, "dtype") and getattr(value, "ndim", None) == 0 and value.dtype.kind == "b":
        return json.dumps(bool(value))
    if isinstance(value, (numbers.Number, Decimal)):
        text = number(value)
        return json.dumps(text) if "/" in text else text
    return None


def _ordered(value: Iterable[Any]) -> Iterable[Any]:
    """What has an order of its own; that of a set may be another in the next process."""
    if isinstance(value, (set, frozenset)):
        raise TypeError("a set has no order; write a list")
    return value


def to_json(value: Any, indent: str | None = "") -> str:
    """JSON of a value made of dictionaries, lists, texts, numbers; `indent` None: in one line."""
    scalar = _scalar(value)
    if scalar is not None:
        return scalar
    inner = None if indent is None else indent + "  "
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"the key {key!r} is no text")
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {to_json(one, inner)}" for key, one in value.items()]
        brackets = "{}"
    elif isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray)):
        parts = [to_json(one, inner) for one in _ordered(value)]
        brackets = "[]"
    else:
        raise TypeError(f"{type(value).__name__} is no number, text, list or dictionary")
    if not parts:
        return brackets
    if indent is None:
        return brackets[0] + ", ".join(parts) + brackets[1]
    lines = f",\n{inner}".join(parts)
    return f"{brackets[0]}\n{inner}{lines}\n{indent}{brackets[1]}"


def document(value: Any) -> str:
    """The same for a whole model or statements."""
    try:
        return to_json(value) + "\n"
    except RecursionError:
        raise ValueError("it is nested too deeply, or contains itself") from None


# Options that are lists, of which one may be said by itself; where a text will do for one, the program takes it.
NAMES = ("only", "profiles", "sections")
# Options that choose for issues.
CHOICES = ("fix", "exclude", "set", "package")


def _choices(said: Any) -> Any:
    """Choices: as an object where each issue has one, else as a list of `issue=option`."""
    if said is None or isinstance(said, str):
        return [said] if said is not None else None
    if not isinstance(said, Mapping):
        return list(_ordered(said))

    def text(one: Any) -> str:
        return one if isinstance(one, str) else number(one)

    several = {issue for issue, one in said.items() if not isinstance(one, str) and isinstance(_ordered(one), Iterable)}
    if not several:
        return {issue: text(one) for issue, one in said.items()}
    listed = []
    for issue, one in said.items():
        listed += [f"{issue}={text(each)}" for each in (one if issue in several else [one])]
    return listed


def _seconds(value: Any) -> str:
    seconds = float(value)
    if isinstance(value, bool) or not math.isfinite(seconds):
        raise ValueError(f"{value} is no time in seconds")
    return f"{Decimal(repr(seconds)):f}"


def options(said: Mapping[str, Any]) -> str:
    """The options of a question as JSON: names as the program has them, `None` left out."""
    out: dict[str, Any] = {}
    for key, value in said.items():
        name = key.rstrip("_").replace("_", "-")
        if value is None or (name == "threads" and value == 0):
            continue
        if name in CHOICES:
            value = _choices(value)
        elif name in NAMES:
            value = [value] if isinstance(value, str) else list(_ordered(value))
        elif name == "time-limit":
            seconds = value.total_seconds() if hasattr(value, "total_seconds") else value
            # How long a search may take is not part of the question: a calculated float will do.
            value = seconds if isinstance(seconds, str) else _seconds(seconds)
        elif isinstance(value, (numbers.Number, Decimal)) and not isinstance(value, bool):
            one: Any = value
            # A whole number may be said as 1e9.
            if not isinstance(value, numbers.Rational) and math.isfinite(one) and one == int(one):
                one = int(one)
            value = number(one)
        out[name] = value
    return to_json(out, None)
