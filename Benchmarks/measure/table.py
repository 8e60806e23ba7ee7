"""The table that is printed: what was measured, what it should be, whether it is."""

import os
import platform
from dataclasses import dataclass


@dataclass
class Row:
    """A line of the table. `value` is compared with `limit`, the most it may be; `None` means no limit."""

    what: str
    shown: str
    value: float = 0.0
    limit: float | None = None
    limit_shown: str = ""

    @property
    def is_met(self):
        return self.limit is None or self.value <= self.limit


def machine():
    """The facts about this machine that the numbers depend on."""
    model = "unknown processor"
    with open("/proc/cpuinfo") as cpuinfo:
        for line in cpuinfo:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    with open("/proc/meminfo") as meminfo:
        memory = int(meminfo.readline().split()[1]) / (1 << 20)
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.1f} GiB, {platform.system()} {platform.release()}, "
        f"load average at the start {load:.1f}"
    )


def render(rows):
    """The table in Markdown, columns aligned."""
    cells = [("what", "measured", "at most", "")]
    for row in rows:
        verdict = "" if row.limit is None else "ok" if row.is_met else "MISSED"
        cells.append((row.what, row.shown, row.limit_shown, verdict))
    widths = [max(3, *(len(line[column]) for line in cells)) for column in range(4)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
