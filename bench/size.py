"""Time and memory by the size of a record: `python -m bench.size [LINES…]`.

Each command is a process of its own on a record of so many lines, ten a session, which
is a full practice's ten years at 300,000. A million lines take a while to be made.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.fill import CLIENT
from bench.programs import BIN, environment
from bench.records import PASSPHRASE_FILE

SIZES = (30_000, 300_000, 1_000_000)
A_SESSION = 10


def main() -> int:
    print(f"{'lines':>9}  {'command':<8} {'seconds':>8} {'memory':>9} {'written':>9}")
    for lines in [*map(int, sys.argv[1:])] or SIZES:
        # A child counts the memory of whoever began it: nothing large is done here.
        made = "from bench.records import with_past as p; print(p({}, {}))"
        home = Path(_apart(made.format(lines // A_SESSION, A_SESSION)))
        with tempfile.TemporaryDirectory(prefix="sessiontui-bench-") as folder:
            measure(lines, home, Path(folder))
    return 0


def measure(lines: int, home: Path, folder: Path) -> None:
    """Each command on one record; what it wrote is gone behind it."""
    export, backup, fresh = folder / "all.json", folder / "a.backup", folder / "fresh"
    text, bundle, saved = folder / "all.md", folder / "all.fhir", folder / "saved"
    one, other = folder / "one.json", folder / "other"
    for empty in (fresh, other):
        _apart(f"from bench.records import begin, Path; begin(Path({str(empty)!r}))")
    for name, whose, command, written in (
        ("verify", home, ("verify",), None),
        ("backup", home, ("backup", str(backup)), backup),
        ("export", home, ("export", "--format", "json", "-o", str(export)), export),
        ("client", home, ("export", CLIENT, "--format", "json", "-o", str(one)), one),
        ("import", fresh, ("import", str(export)), fresh / "record.db"),
        (
            "only",
            other,
            ("import", str(export), "--only", CLIENT),
            other / "record.db",
        ),
        ("markdown", home, ("export", "--format", "markdown", "-o", str(text)), text),
        ("fhir", home, ("export", "--format", "fhir", "-o", str(bundle)), bundle),
        ("recover", home, ("recover", "-o", str(saved)), saved / "record.db"),
    ):
        seconds, memory = run(whose, *command)
        size = f"{written.stat().st_size / 1e6:,.0f} MB" if written else ""
        print(
            f"{lines:>9,}  {name:<8} {seconds:>8.1f} {memory / 1e6:>6,.0f} MB"
            f" {size:>9}",
            flush=True,
        )


def _apart(code: str) -> str:
    """What a process of its own prints."""
    call = [sys.executable, "-c", code]
    return subprocess.run(
        call, check=True, capture_output=True, text=True
    ).stdout.strip()


def run(home: Path, *arguments: str) -> tuple[float, int]:
    """Seconds and the most bytes of memory of one command."""
    secret = str(home / PASSPHRASE_FILE)
    command = [str(BIN / "sessiontui"), "--home", str(home)]
    begun = time.perf_counter()
    with subprocess.Popen(
        [*command, "--passphrase-file", secret, *arguments],
        env=environment(Path(tempfile.gettempdir())),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise OSError(f"{arguments[0]} ended with {child.returncode}")
    return time.perf_counter() - begun, used.ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
