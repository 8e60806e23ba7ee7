"""The tables that are printed: what was measured, what it should be, whether it is."""

import os
import platform
from dataclasses import dataclass, field


@dataclass
class Row:
    """A line of the table. `value` is compared with `limit`, the most it may be, and with `aim`, what it should
    better be; `None` means that there is none. With `is_least` they are the least it may be."""

    what: str
    shown: str
    value: float = 0.0
    limit: float | None = None
    limit_shown: str = ""
    aim: float | None = None
    aim_shown: str = ""
    is_least: bool = False
    is_reliable: bool = True

    @property
    def is_met(self):
        return self.limit is None or self._reaches(self.limit)

    @property
    def verdict(self):
        """What there is to say of it, in a word or two."""
        if self.limit is None:
            return ""
        if not self.is_met:
            return "MISSED" if self.is_reliable else "missed, but noisy"
        return "aim reached" if self.aim is not None and self._reaches(self.aim) else "ok"

    def _reaches(self, bound):
        return self.value >= bound if self.is_least else self.value <= bound


@dataclass
class Line:
    """The same measured for several relays, by their names."""

    what: str
    shown: dict[str, str] = field(default_factory=dict)


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
    """The table of `rows` in Markdown, columns aligned."""
    with_aims = any(row.aim is not None for row in rows)
    cells = [["what", "measured", "must", "aim", ""] if with_aims else ["what", "measured", "at most", ""]]
    for row in rows:
        bounds = [row.limit_shown, row.aim_shown] if with_aims else [row.limit_shown]
        cells.append([row.what, row.shown, *bounds, row.verdict])
    return _aligned(cells)


def render_lines(lines, names):
    """The table of `lines` in Markdown, a column for each of `names` that any of them knows."""
    names = [name for name in names if any(name in line.shown for line in lines)]
    return _aligned([["", *names]] + [[line.what, *(line.shown.get(name, "-") for name in names)] for line in lines])


def _aligned(cells):
    widths = [max(3, *(len(line[column]) for line in cells)) for column in range(len(cells[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
