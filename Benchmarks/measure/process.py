"""Child processes: their start, their CPU time, their memory, their end."""

import os
import signal
import subprocess
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Child:
    """A process of ours with all its own children. Ends with the `with` block."""

    def __init__(self, command, *, log, env=None, stdin=subprocess.DEVNULL):
        self.name = os.path.basename(command[0])
        self._log = log
        with open(log, "ab") as output:
            # A session of its own: a Ctrl-C at the terminal reaches the benchmark alone, which then ends its
            # children in order.
            self._process = subprocess.Popen(
                command, stdin=stdin, stdout=output, stderr=output, env=env, start_new_session=True
            )
        self.pid = self._process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def require_running(self):
        """Raises with the end of the log when the process has ended."""
        if self._process.poll() is not None:
            with open(self._log, errors="replace") as log:
                end = log.read()[-2000:]
            raise RuntimeError(f"{self.name} ended with {self._process.returncode}:\n{end}")

    def stop(self, patience=15):
        """Ends the process: politely, then not."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
                self._process.wait()

    def ticks(self):
        """CPU time used so far, user and system, by the process and its children, in clock ticks."""
        return sum(_ticks(pid) for pid in [self.pid, *_children(self.pid)])

    def memory(self, *, with_children=False):
        """Resident, proportional, private and written memory in KiB, from the kernel's roll-up of all mappings.

        Pages of a file are private as long as nobody else has mapped them, though the system may drop them at will.
        """
        sums = {"Rss": 0, "Pss": 0, "Private_Clean": 0, "Private_Dirty": 0, "Anonymous": 0}
        for pid in [self.pid, *(_children(self.pid) if with_children else [])]:
            with open(f"/proc/{pid}/smaps_rollup") as roll_up:
                for line in roll_up:
                    key, _, rest = line.partition(":")
                    if key in sums:
                        sums[key] += int(rest.split()[0])
        return {
            "rss": sums["Rss"],
            "pss": sums["Pss"],
            "private": sums["Private_Clean"] + sums["Private_Dirty"],
            "written": sums["Anonymous"],
        }


def ticks_while_idle(child, seconds, settle):
    """How many clock ticks `child` uses in `seconds` of nobody asking anything of it."""
    time.sleep(settle)
    child.require_running()
    before = child.ticks()
    time.sleep(seconds)
    child.require_running()
    return child.ticks() - before


def _ticks(pid):
    with open(f"/proc/{pid}/stat") as stat:
        # The second field is the program's name, which may hold anything, brackets included.
        fields = stat.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [int(child) for child in children.read().split()]
