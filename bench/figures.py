"""Samples by measure, program and round; and what is made of them."""

from __future__ import annotations

import math
import random
import statistics
import time
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


def percentile(values: Sequence[float], percent: float) -> float:
    """A value of the sample, not one between two; with few values, the largest."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * percent / 100) - 1)]


class Samples:
    """One value a round, so that a ratio is of two runs that met the same noise."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, list[float]]] = {}
        self.troubles: list[str] = []
        self.noise: list[float] = []

    def add(self, measure: str, program: str, value: float) -> None:
        self.values.setdefault(measure, {}).setdefault(program, []).append(value)

    def of(self, measure: str, program: str) -> list[float]:
        found = self.values.get(measure, {}).get(program, [])
        return [value for value in found if not math.isnan(value)]

    def median(self, measure: str, program: str) -> float | None:
        values = self.of(measure, program)
        return statistics.median(values) if values else None

    def ratios(self, measure: str, ours: str, theirs: str) -> list[float]:
        """Round by round; a round that went wrong on one side does not count."""
        programs = self.values.get(measure, {})
        pairs = zip(programs.get(ours, []), programs.get(theirs, []), strict=False)
        return [a / b for a, b in pairs if not math.isnan(a + b) and b]

    def rounds(
        self,
        count: int,
        subjects: Sequence[T],
        run: Callable[[T], dict[str, float]],
        name: Callable[[T], str],
    ) -> None:
        """Measure all subjects in a shuffled order, round after round."""
        measured: set[str] = set()
        for _ in range(count):
            self.noise.append(_fixed_work())
            found: dict[str, dict[str, float]] = defaultdict(dict)
            for subject in random.sample(list(subjects), len(subjects)):
                try:
                    found[name(subject)] = run(subject)
                except (TimeoutError, OSError, AssertionError) as trouble:
                    self.troubles.append(f"{name(subject)}: {trouble}")
            measured.update(*(figures for figures in found.values()))
            for subject in subjects:
                figures = found[name(subject)]
                for measure in measured:
                    value = figures.get(measure, math.nan)
                    self.add(measure, name(subject), value)


def _fixed_work() -> float:
    """How long the same piece of work takes now: the machine's noise."""
    begun = time.perf_counter()
    sum(n * n for n in range(200_000))
    return (time.perf_counter() - begun) * 1000
