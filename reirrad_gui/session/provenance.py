"""What the numbers rest on: files, with their hashes."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import MappingProxyType

from reirrad_gui.case import Case, SourceFile
from reirrad_gui.session.assessment import Input, source_files
from reirrad_gui.volume.registration import Origin, Registration

AT_ONCE_BYTES = 4 << 20
"""So much is read and hashed at a time: meanwhile other threads run, and they are seldom kept waiting for the next."""


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        room = memoryview(bytearray(min(AT_ONCE_BYTES, os.fstat(file.fileno()).st_size + 1)))
        while read := file.readinto(room):
            found.update(room[:read])
    return found.hexdigest()


Hashes = Mapping[Path, Future[str]]
"""Hashes that are there, or will be."""


@contextmanager
def hashing() -> Iterator[tuple[dict[Path, Future[str]], Callable[[Path], None]]]:
    """Hashes made beside other work, one after the other, and what begins the next one.

    What has not begun when the block is left is dropped.
    """
    begun: dict[Path, Future[str]] = {}
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="hashing") as beside:

        def begin(path: Path) -> None:
            if path not in begun:
                begun[path] = beside.submit(sha256_of, path)

        try:
            yield begun, begin
        finally:
            beside.shutdown(wait=False, cancel_futures=True)


@contextmanager
def hashed_meanwhile(case: Case, begun: Hashes = MappingProxyType({})) -> Iterator[Hashes]:
    """The hashes of a case's plans, doses and structures, made beside other work from now on.

    Those among `begun` are not made again. What has not begun when the block is left is dropped.
    """
    images = _images(case)
    with hashing() as (hashes, begin):
        for file, _, kept in _used(case, ()):
            if file.path not in begun and (kept or file.path not in images):
                begin(file.path)
        yield {**hashes, **begun}


@contextmanager
def inputs_meanwhile(
    case: Case, registrations: Sequence[Registration], images: bool = True, hashes: Hashes = MappingProxyType({})
) -> Iterator[Future[tuple[Input, ...]]]:
    """`inputs_of` beside other work: ask for the result in the block; the work stops when the block is left."""
    stop = Event()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="inputs") as beside:
        try:
            yield beside.submit(inputs_of, case, registrations, images, stop, hashes)
        finally:
            stop.set()


def inputs_of(
    case: Case,
    registrations: Sequence[Registration],
    images: bool = True,
    stop: Event | None = None,
    hashes: Hashes = MappingProxyType({}),
) -> tuple[Input, ...]:
    """Every file that was read for the numbers, with its hash.

    Without `images` those that no number rests on are left out; images of an automatic registration never are. What
    stands among `hashes` is waited for, everything else read now.
    """
    hashed: dict[Path, Input] = {}
    left_out = set() if images else _images(case)
    for file, purpose, kept in _used(case, registrations):
        if stop is not None and stop.is_set():
            break
        path = file.path
        if path not in hashed and (kept or path not in left_out):
            sha256 = hashes[path].result() if path in hashes else sha256_of(path)
            hashed[path] = Input(file.shown_as, file.sop_instance_uid, sha256, purpose)
    return tuple(hashed.values())


def _images(case: Case) -> set[Path]:
    return {file.path for series in case.series for file in series.files}


def _used(case: Case, registrations: Sequence[Registration]) -> Iterable[tuple[SourceFile, str, bool]]:
    """Files with what they are used for, and whether numbers rest on them whatever else they are."""
    for course in case.courses:
        for file in source_files(course):
            yield file, f"plan and dose of {course.label}", True
    for file in case.files:
        yield file, "structures, registrations, records and stories", False
    if any(r.origin is Origin.AUTOMATIC_RIGID for r in registrations):
        planning = {c.series_uid for c in case.courses}
        for series in case.series:
            if series.uid in planning:
                for file in series.files:
                    yield file, "images of the automatic registration", True
