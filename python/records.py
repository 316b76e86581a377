"""Writes `zopa/reports.py`: a dataclass for each part of a report, from the published schema.

    python python/records.py            # writes it
    python python/records.py --check    # says whether it is as it should be
"""

import json
import keyword
import re
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "schema" / "zopa-report-1.schema.json"
WRITTEN = HERE / "zopa" / "reports.py"

# Numbers of any size, which JSON has as texts of decimal digits.
COUNTS = {
    "PackageCounts": ("acceptable", "all", "feasible", "individually_rational"),
    "AcceptableReport": ("necessarily", "possibly"),
}
EVERYWHERE = ("option_choices",)
# What is written by hand for some of them: the names in `_base.py`.
BASES = {"SolveReport": "Solved", "SolutionReport": "Chosen", "SweepReport": "Report", "AgreementReport": "Reached"}

HEAD = '''"""What questions are answered with: a dataclass for each part of a report.

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
'''


def prose(text):
    """Words for people: without the marks of Rust's documentation."""
    text = re.sub(r"\[`(?:Search::|View::|Problem::)?([^`\]]*)`\](?:\([^)]*\))?", r"`\1`", text or "")
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))


class Types:
    def __init__(self, defs):
        self.defs = defs
        self.kinds = {name: self.kind(name, one) for name, one in defs.items()}

    def kind(self, name, one):
        if name in ("Number", "Choice"):
            return name
        if "properties" in one and "anyOf" not in one:
            return "record"
        cases = one.get("oneOf") or one.get("anyOf") or []
        if cases and all("const" in case for case in cases):
            return "words"
        if cases and all("$ref" in case for case in cases):
            return "union"
        return "open"

    def of(self, one):
        """The type of what a schema describes, and whether it may be None."""
        if "$ref" in one:
            name = one["$ref"].rsplit("/", 1)[1]
            return {"Number": "Fraction", "open": "Record"}.get(self.kinds[name], name), False
        if "anyOf" in one:
            cases = [case for case in one["anyOf"] if case.get("type") != "null"]
            if len(cases) == 1:
                return self.of(cases[0])[0], len(cases) < len(one["anyOf"])
            return "Record", len(cases) < len(one["anyOf"])
        said = one.get("type")
        words = [said] if isinstance(said, str) else list(said or [])
        none = "null" in words
        words = [word for word in words if word != "null"]
        if len(words) != 1:
            return "Any", none
        if words[0] == "array":
            inner = self.shown(one["items"]) if "items" in one else self.shown(one["prefixItems"][0])
            size = one.get("minItems")
            if size is not None and size == one.get("maxItems"):
                return f"tuple[{', '.join([inner] * size)}]", none
            return f"list[{inner}]", none
        if words[0] == "object":
            if isinstance(one.get("additionalProperties"), dict):
                return f"dict[str, {self.shown(one['additionalProperties'])}]", none
            return "Record", none
        return {"string": "str", "integer": "int", "boolean": "bool", "number": "float"}[words[0]], none

    def shown(self, one):
        name, none = self.of(one)
        return f"{name} | None" if none else name


def written():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    defs = schema["$defs"]
    types = Types(defs)
    reports = {one["$ref"].rsplit("/", 1)[1]: one["description"] for one in schema["anyOf"]}
    wrap = lambda text, indent, mark: textwrap.fill(text, 118, initial_indent=indent + mark, subsequent_indent=indent + mark)
    out = [HEAD]
    for name, one in defs.items():
        if types.kinds[name] == "words":
            words = ", ".join(json.dumps(case["const"]) for case in one["oneOf"])
            out.append(f"{wrap(prose(one.get('description')), '', '#: ')}\n{name} = Literal[{words}]\n")
    for name, one in defs.items():
        if types.kinds[name] != "record":
            continue
        base = BASES.get(name) or ("Report" if name in reports else "")
        lines = ["", "@dataclass(frozen=True, kw_only=True)", f"class {name}{f'({base})' if base else ''}:"]
        said = prose(reports.get(name) or one.get("description"))
        lines.append(textwrap.fill(f'"""{said}"""', 118, initial_indent="    ", subsequent_indent="    "))
        for key, value in one["properties"].items():
            shown, none = types.of(value)
            if key in COUNTS.get(name, ()) or key in EVERYWHERE or key == "packages" and shown == "Fraction":
                shown = "int"
            called = key + "_" if keyword.iskeyword(key) else key
            default = ""
            if key not in one.get("required", ()):
                if none or shown in ("Any", "Record"):
                    none, default = True, " = None"
                elif shown.startswith(("list[", "dict[")):
                    default = f" = field(default_factory={shown[:4]})"
                elif shown == "bool":
                    default = " = False"
                else:
                    none, default = True, " = None"
            lines.append("")
            if value.get("description"):
                lines.append(wrap(prose(value["description"]), "    ", "#: "))
            lines.append(f"    {called}: {shown}{' | None' if none else ''}{default}")
        out.append("\n".join(lines) + "\n")
    for name, one in defs.items():
        if types.kinds[name] == "union":
            cases = ", ".join(case["$ref"].rsplit("/", 1)[1] for case in one.get("anyOf") or one.get("oneOf"))
            out.append(f"\n{wrap(prose(one.get('description')), '', '#: ')}\n{name} = Union[{cases}]\n")
    by_command = ", ".join(sorted(reports))
    out.append(textwrap.fill(f"REPORTS = ({by_command})", 118, initial_indent="\n\n#: All reports.\n", subsequent_indent="    ",
                             replace_whitespace=False) + "\n")
    return "\n".join(out)


if __name__ == "__main__":
    text = written()
    if "--check" in sys.argv:
        sys.exit(0 if WRITTEN.read_text(encoding="utf-8") == text else f"{WRITTEN} is not what the schema says: run python/records.py")
    WRITTEN.write_text(text, encoding="utf-8")
