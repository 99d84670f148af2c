"""What the headers of a folder repeat byte for byte, so that it need not be walked over again.

Where a walk over elements leads depends on nothing but their bytes. So where a file has, behind the same tag, the same
bytes as files before it, the walk over them would end the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Walked = tuple[int, int, int, int]
"""The tag in front of an element, its own tag, where it begins and where it ends."""

FILES_TO_LEARN_FROM = 2
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring elements: their bytes together and one by one, their wanted values, and the last one's tag."""

    content: bytes
    parts: tuple[tuple[int, bytes], ...]
    values: Mapping[int, bytes]
    last: int


@dataclass(slots=True)
class Runs:
    """The runs known so far, each by the tag in front of it.

    Whenever one breaks, the element that differed belongs to no run any more, and two files are learnt from again. So
    what differs between images, and then what differs between series, is soon known.
    """

    learning: int = FILES_TO_LEARN_FROM
    after: dict[int, Run] = field(default_factory=dict)
    _restless: set[int] = field(default_factory=set)
    _before: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def broke(self, tag: int, data: bytes, position: int) -> None:
        """The run behind `tag` is not what stands at `position`, unless no more of the file has been read."""
        run = self.after[tag]
        if position + len(run.content) > len(data):
            return
        del self.after[tag]
        self.learning = FILES_TO_LEARN_FROM
        for own, part in run.parts:
            if not data.startswith(part, position):
                self._restless.add(own)
                return
            position += len(part)

    def learn(self, walked: Sequence[Walked], data: bytes, values: Mapping[int, bytes]) -> None:
        """New runs from what this file has in common with the one before it."""
        now = {(front, tag): data[begin:end] for front, tag, begin, end in walked}
        run: list[tuple[int, bytes]] = []
        head = 0
        for (front, tag), part in now.items():
            alike = tag not in self._restless and self._before.get((front, tag)) == part
            if run and not (alike and front == run[-1][0]):
                self._keep(head, run, values)
                run = []
            if alike:
                head = head if run else front
                run.append((tag, part))
        self._keep(head, run, values)
        self._before.update(now)

    def file_done(self) -> None:
        """Called after each file; learning stops once enough of them were walked."""
        if self.learning:
            self.learning -= 1

    def _keep(self, head: int, run: Sequence[tuple[int, bytes]], values: Mapping[int, bytes]) -> None:
        if len(run) >= SHORTEST:
            wanted = {tag: values[tag] for tag, _ in run if tag in values}
            self.after[head] = Run(b"".join(part for _, part in run), tuple(run), wanted, run[-1][0])


def unlearnt() -> Runs:
    """For a single file: knows nothing and learns nothing."""
    return Runs(learning=0)
