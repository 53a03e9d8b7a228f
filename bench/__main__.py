"""`python -m bench`: measure everything, interleaved, and print one table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

# Nothing of the caller's habits may be in a child that this process starts itself.
for name in [name for name in os.environ if name.startswith(("PYTHON", "TEXTUAL"))]:
    del os.environ[name]
os.environ["TZ"] = "UTC"

from bench.figures import Samples, percentile  # noqa: E402
from bench.groups import GROUPS, Plan  # noqa: E402
from bench.programs import NANO, VIM  # noqa: E402
from bench.table import table  # noqa: E402

RESULTS = Path(__file__).parent / "results"
WARM_UP = Plan(rounds=1)


def main() -> int:
    options = _options()
    if options.selfcheck:
        from bench.selfcheck import selfcheck

        return selfcheck()
    chosen = options.only or list(GROUPS)
    rounds = options.rounds or (12 if options.full else 5)
    plan = Plan(rounds, full=options.full)
    samples = Samples()
    begun = time.monotonic()
    print(_machine(), file=sys.stderr)
    for program in (VIM, NANO):
        if not program.installed():
            print(f"{program.name} is not installed here: left out.", file=sys.stderr)
    GROUPS["start"](Samples(), WARM_UP)  # Every .pyc is written, every file read once.
    for group in chosen:
        print(f"{group} … ", end="", file=sys.stderr, flush=True)
        before = time.monotonic()
        GROUPS[group](samples, plan)
        print(f"{time.monotonic() - before:.0f} s", file=sys.stderr)
    print(table(samples))
    print()
    print(_noise(samples, time.monotonic() - begun, plan))
    for trouble in samples.troubles:
        print(f"went wrong: {trouble.rstrip()}", file=sys.stderr)
    if options.json:
        _write(options.json, samples)
    return 1 if samples.troubles else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of starts (5)")
    parser.add_argument(
        "--only", action="append", choices=GROUPS, help="this group; may be repeated"
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help="12 rounds, 60 s of idling, a million past lines",
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="also every sample, in bench/results/"
    )
    parser.add_argument(
        "--selfcheck",
        action="store_true",
        help="measure a program whose every figure is known",
    )
    return parser.parse_args()


def _machine() -> str:
    return (
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, "
        f"{platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, Textual {version('textual')}"
    )


def _noise(samples: Samples, seconds: float, plan: Plan) -> str:
    fixed = samples.noise or [0.0]
    middle, high = percentile(fixed, 50), percentile(fixed, 95)
    idle = "60 s" if plan.full else "10 s, times six"
    return (
        f"Ratios: median of the rounds' ratios, with their range; {plan.rounds} rounds "
        f"of starts, {plan.long_rounds} of typing. Idle: {idle}. Noise: a fixed piece "
        f"of work took {middle:.1f} ms (p95 {high:.1f}). {seconds:.0f} s in all."
    )


def _write(file: Path, samples: Samples) -> None:
    target = file if file.is_absolute() else RESULTS / file
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = {"machine": _machine(), "values": samples.values, "noise_ms": samples.noise}
    target.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
