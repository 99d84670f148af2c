"""What the numbers rest on: files, with their hashes."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import MappingProxyType

from reirrad_gui.case import Case, SourceFile
from reirrad_gui.session.assessment import Input, source_files
from reirrad_gui.volume.registration import Origin, Registration


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


Hashes = Mapping[Path, Future[str]]
"""Hashes that are there, or will be."""


@contextmanager
def hashed_meanwhile(case: Case) -> Iterator[Hashes]:
    """The hashes of a case's plans, doses and structures, made beside other work from now on.

    What has not begun when the block is left is dropped.
    """
    images = _images(case)
    paths = dict.fromkeys(file.path for file, _, kept in _used(case, ()) if kept or file.path not in images)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="hashing") as beside:
        try:
            yield {path: beside.submit(sha256_of, path) for path in paths}
        finally:
            beside.shutdown(wait=False, cancel_futures=True)


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
