"""How much of a stranger's file is read, and how a file is told that cannot be."""

from __future__ import annotations


class Limits:
    """Rows after the header, columns, and so on; memory and time of the process that reads."""

    def __init__(
        self,
        rows: int = 100_000,
        columns: int = 52,  # the reader allocates every cell up to the last one
        members: int = 2_000,  # of the archive
        inflated: int = 300_000_000,  # bytes of all members together
        ratio: int = 200,  # a filled-in sheet inflates about tenfold; deflate cannot do better than some thousandfold
        ratio_above: int = 5_000_000,
        text: int = 100_000_000,  # characters of all cells together, repeated ones counted each time
        cell: int = 32_767,  # characters that a cell of a spreadsheet can hold
        memory: int = 1_200_000_000,  # address space of the process
        processor: int = 60,  # seconds
        clock: int = 120,  # seconds
    ) -> None:
        self.rows, self.columns, self.members, self.inflated = rows, columns, members, inflated
        self.ratio, self.ratio_above, self.text, self.cell = ratio, ratio_above, text, cell
        self.memory, self.processor, self.clock = memory, processor, clock


class Unreadable(Exception):
    """A file that is not read: a code of `phrases.REFUSALS` and the figures of its sentence."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


def letters(column: int) -> str:
    """How a spreadsheet calls its column: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name
