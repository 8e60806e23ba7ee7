"""A number that was measured several times."""

import statistics

# Half of the middle half's width, relative to the median, beyond which a figure says little.
_TRUSTED = 0.10


class Figure:
    """The median of measurements, and how far apart they lie."""

    def __init__(self, values):
        self.values = list(values)
        self.median = statistics.median(self.values)

    @property
    def spread(self):
        """Half the width of the middle half of the measurements, relative to their median."""
        if len(self.values) < 3 or self.median == 0:
            return 0.0
        first, _, third = statistics.quantiles(self.values, n=4, method="inclusive")
        return (third - first) / 2 / abs(self.median)

    @property
    def is_reliable(self):
        """Whether the measurements agree well enough for their median to mean something."""
        return self.spread <= _TRUSTED

    def over(self, other):
        """The ratio to `other`, round by round: what slows down a round slows down both."""
        return Figure(mine / theirs for mine, theirs in zip(self.values, other.values))

    def shown(self, form="{:.2f}"):
        """The median, and the spread where there is one."""
        text = form.format(self.median)
        if len(self.values) < 3:
            return text
        return f"{text} ±{self.spread * 100:.0f} %" + ("" if self.is_reliable else " (noisy)")
