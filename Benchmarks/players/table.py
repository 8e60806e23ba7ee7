"""All runs, and the table that they make."""

import argparse
import concurrent.futures
import os
import signal
import sys
import tempfile
import traceback

from .browser import Chromium
from .daemons import MPD, VLC, Icecast
from .outcome import Outcome
from .programs import MPV, Curl, FFmpeg, GStreamer, Streamripper, Wget
from .stage import BUILT, KINDS, LONG, SHORT, Stage

PLAYERS = [MPD, MPV, FFmpeg, VLC, GStreamer, Streamripper, Icecast, Curl, Wget, Chromium]
COLUMNS = [
    ("play", "plays to the end", SHORT), ("seek", "seeks", SHORT), ("title", "title", SHORT),
    ("pause", "pause of {} s", LONG), ("fault", "origin breaks off", SHORT),
]  # fmt: skip
# More at once would take each other's time.
_AT_ONCE = 3


def main():
    parser = argparse.ArgumentParser(description="Prints what each player makes of our audio.")
    parser.add_argument("players", nargs="*", help="some of them, by name")
    parser.add_argument("--pause", type=int, default=60, help="seconds of the pause")
    parser.add_argument("--no-pause", action="store_true", help="leaves the pause out, and its long songs")
    parser.add_argument("--details", action="store_true", help="what was measured, too")
    options = parser.parse_args()
    # As with Ctrl-C: nothing is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not (BUILT / "loopback-origin").exists():
        sys.exit("players: `swift build` makes what is needed")
    wanted = {name.lower() for name in options.players}
    players = [each for each in PLAYERS if not wanted or each.name.lower().split()[0] in wanted]
    columns = [column for column in COLUMNS if not (options.no_pause and column[0] == "pause")]
    runs = [(player, kind, column) for column in columns for player in players for kind in KINDS]
    # A folder that everybody may look into: VLC and Icecast run for another user.
    with tempfile.TemporaryDirectory(prefix="ytmpd-players-") as folder:
        os.chmod(folder, 0o777)
        with Stage(folder, [(kind, column[2]) for _, kind, column in runs]) as stage:
            instances = {player: player(stage, options.pause) for player in players}
            results = _run_all(stage, [(instances[run[0]], *run[1:]) for run in runs])
    _print(players, columns, dict(zip(runs, results)), options)
    return 0


def _run_all(stage, runs):
    """Pauses cost time alone, so that they all happen at once; the rest a few at a time."""
    with (
        concurrent.futures.ThreadPoolExecutor(_AT_ONCE) as few,
        concurrent.futures.ThreadPoolExecutor(len(runs)) as many,
    ):
        futures = [
            (many if column[0] == "pause" else few).submit(_run, stage, player, column, song)
            for (player, _, column), song in zip(runs, stage.songs)
        ]
        try:
            return [future.result() for future in futures]
        except BaseException:
            # What runs is ended in order, and nothing more is begun.
            for future in futures:
                future.cancel()
            raise


def _run(stage, player, column, song):
    try:
        outcome = getattr(player, column[0])(song)
    except Exception as error:  # a player that fails in a new way is a row, and not the end of the table
        traceback.print_exc()
        outcome = Outcome(False, f"{type(error).__name__}: {error}")
    ends = stage.ends(song)
    print(f"{player.name}, {song.kind.name}, {column[0]}: {outcome.word}: {outcome.note} {ends}", file=sys.stderr)
    return outcome, ends


def _print(players, columns, results, options):
    names = [name.format(options.pause) for _, name, _ in columns]
    print(f"| player | file | {' | '.join(names)} | clean end |")
    print("|---" * (len(columns) + 3) + "|")
    for player in players:
        for kind in KINDS:
            row = [results[player, kind, column] for column in columns]
            cells = [
                outcome.note if column[0] == "title" and outcome.good else outcome.word
                for column, (outcome, _) in zip(columns, row)
            ]
            if options.details:
                cells = [f"{outcome.word}: {outcome.note}" for outcome, _ in row]
            # As the relay saw it: no song was lost, and the player took the last byte of the one it played.
            lost = any("lost" in ends for _, ends in row)
            ended = row[0][0].good and "finished" in row[0][1] and not lost
            print(f"| {player.name} | {kind.name} | {' | '.join(cells)} | {'yes' if ended else 'no'} |")
