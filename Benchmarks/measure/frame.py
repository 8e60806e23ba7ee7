"""What the benchmark programs have in common: options, a folder, the order of measures, the tables."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from . import peers
from .table import Line, Row, machine, render, render_lines

MIB = 1 << 20
GIB = 1 << 30


def main(name, description, measures, compared, *, gib):
    """Runs `measures`: functions of the options and a folder that return rows and lines, by their names.

    `compared` are the relays that take part unless told otherwise, `gib` is what each carries a round.
    """
    options = _options(name, description, measures, compared, gib)
    if not os.access(options.binary, os.X_OK):
        print(f"{name}: {options.binary} is not there; `make release` builds it", file=sys.stderr)
        return 1
    print(machine(), flush=True)
    results = []
    try:
        with tempfile.TemporaryDirectory(prefix="ytmpd-tui-bench-") as folder:
            for chosen in options.only:
                results += measures[chosen](options, os.path.join(folder, chosen))
    except KeyboardInterrupt:
        return 130
    rows = [result for result in results if isinstance(result, Row)]
    lines = [result for result in results if isinstance(result, Line)]
    if rows:
        print(f"\n{render(rows)}")
    if lines:
        print(f"\n{render_lines(lines, [peers.OURS, *(each for each in peers.ALL if each != peers.OURS)])}")
    return _verdict(name, rows, options.strict)


def _verdict(name, rows, is_strict):
    missed = [row.what for row in rows if not row.is_met]
    unreliable = [row.what for row in rows if not row.is_reliable]
    if missed:
        print(f"\n{name}: missed: {'; '.join(missed)}", file=sys.stderr)
    if unreliable:
        print(
            f"\n{name}: the rounds disagree, this machine was busy or uneven: {'; '.join(unreliable)}",
            file=sys.stderr,
        )
    # Numbers depend on the machine and what else it does, so a missed one is no failure unless asked for.
    return 1 if missed and is_strict else 0


def say(text):
    """Reports progress."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def _options(name, description, measures, compared, gib):
    root = Path(__file__).resolve().parent.parent.parent
    names = list(measures)
    parser = argparse.ArgumentParser(prog=name, description=description)
    parser.add_argument("--binary", default=str(root / ".build/release/ytmpd-tui"), help="what is measured")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median counts (default: 5)")
    parser.add_argument("--gib", type=float, default=gib, help=f"GiB a relay carries a round (default: {gib})")
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="measure these alone")
    parser.add_argument("--peers", nargs="+", choices=peers.ALL, default=compared, help="compare these")
    parser.add_argument("--strict", action="store_true", help="fail when a limit is missed")
    return parser.parse_args()
