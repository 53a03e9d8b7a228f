"""Each demand of the reliability page has a test that exists, or says why not."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.faults.the_52 import DEMANDS, held_by

ROOT = Path(__file__).parents[2]


def test_every_demand_is_held_by_a_test_or_says_why_not() -> None:
    assert list(DEMANDS) == list(range(1, 53))
    for number, (_, held) in DEMANDS.items():
        if not held_by(number):
            assert held.startswith(("open: ", "does not apply: "))
        for test in held_by(number):
            file, name = test.split("::")
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            defined = (ast.FunctionDef, ast.AsyncFunctionDef)
            assert name in {
                node.name for node in ast.walk(tree) if isinstance(node, defined)
            }, f"{number}: {test}"
