"""What a run has shown, and runs of programs."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass

# A machine that is busy with other things takes long; a hang takes longer.
PATIENCE = 300


@dataclass
class Outcome:
    """Whether it went as it should, and what was measured; neither where the player has no such thing."""

    good: bool | None
    note: str = ""

    @property
    def word(self):
        return "–" if self.good is None else "yes" if self.good else "no"


NOTHING = Outcome(None)


def near(seconds, expected, slack=0.5):
    """Whether so many seconds were heard."""
    return Outcome(seconds is not None and abs(seconds - expected) <= slack, f"{seconds} s of {expected}")


def run(command, *, cwd=None, patience=PATIENCE):
    """Runs a program to its end: its exit code, and what it said."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=cwd,
            timeout=patience,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        return "hangs", (late.stdout or b"").decode(errors="replace")
    return done.returncode, done.stdout.decode(errors="replace")


def run_with_pause(command, pause, *, after=2, cwd=None):
    """Runs a program that is stopped for so long in the middle, as by ^Z: all its processes."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=cwd,
        start_new_session=True,
    )  # fmt: skip
    time.sleep(after)
    if process.poll() is not None:
        return "ended before the pause", process.stdout.read().decode(errors="replace")
    os.killpg(process.pid, signal.SIGSTOP)
    time.sleep(pause)
    os.killpg(process.pid, signal.SIGCONT)
    try:
        output, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return "hangs", process.communicate()[0].decode(errors="replace")
    return process.returncode, output.decode(errors="replace")


def until(condition, seconds=60, step=0.2):
    """Waits until `condition` returns something true, and returns it; `None` when it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(step)
    return None


def duration(path):
    """How long a file plays, in seconds, by decoding it; `None` when it doesn't."""
    code, text = run(["ffmpeg", "-nostdin", "-i", path, "-map", "0:a", "-f", "null", "-"])
    return decoded(text) if code == 0 else None


def decoded(text):
    """The seconds in the last line of progress of an ffmpeg."""
    times = [part.split()[0] for part in text.split("time=")[1:]]
    if not times or ":" not in times[-1]:
        return None
    hours, minutes, seconds = times[-1].split(":")
    return round(int(hours) * 3600 + int(minutes) * 60 + float(seconds), 1)
