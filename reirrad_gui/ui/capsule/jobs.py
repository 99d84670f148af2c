"""What is slow about capsules, on the job's thread, where everything heavy is imported. No Qt."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reirrad_gui.ui.capsule.rows import Wish
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.opening import load_libraries, load_plots

if TYPE_CHECKING:
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.assessment import Assessment
    from reirrad_gui.session.capsule.opening import Compared, TakenIn
    from reirrad_gui.session.capsule.saving import CapsuleWish, Saved


def wish_of(wish: Wish) -> "CapsuleWish":
    """As the session takes it."""
    from reirrad_gui.session.capsule.saving import CapsuleWish

    return CapsuleWish(wish.to, wish.with_files, wish.deidentified, wish.leave_out_flagged, wish.overwrite)


def check(wish: Wish) -> None:
    """Raises what stands in the way of writing there."""
    from reirrad_gui.session.capsule.saving import check_wish

    check_wish(wish_of(wish))


def saving(session: "Session", wish: Wish, shelf: Shelf | None, case_id: str | None) -> "Callable[[Ticket], Saved]":
    """The job that saves the case as it is now, whatever is done to it meanwhile."""
    from reirrad_gui.session.capsule.saving import Captured, save_capsule
    from reirrad_gui.session.keeping.keeper import user_name

    captured = Captured.of(session)

    def job(ticket: "Ticket") -> "Saved":
        ticket.step(0, 0, "Reading the history of the case")
        chain = None
        if shelf is not None and case_id is not None and not wish.deidentified:
            from reirrad_gui.store.capsule.shelf import stored_chain

            chain = stored_chain(shelf.store(), case_id)
        source = captured.source(chain=chain, who=user_name())
        return save_capsule(source, wish_of(wish), ticket.step)

    return job


def take_in(shelf: Shelf, path: Path, ticket: "Ticket") -> "TakenIn":
    """A capsule into the case store, with its files."""
    ticket.step(0, 0, "Checking the capsule")
    load_libraries()
    from reirrad_gui.session.capsule.opening import taken_in
    from reirrad_gui.session.keeping.keeper import user_name

    return taken_in(path, shelf.store(), shelf.cases, user_name(), ticket.step)


def copy_in(shelf: Shelf, case_id: str, ticket: "Ticket") -> int:
    """The files of a kept case copied into this program's own folder."""
    ticket.step(0, 0, "Copying the files")
    from reirrad_gui.session.capsule.place import copied_in
    from reirrad_gui.session.keeping.keeper import user_name

    return copied_in(shelf.store(), case_id, shelf.cases, user_name(), ticket.step)


def look_at(path: Path, ticket: "Ticket") -> "Compared":
    """A capsule opened where cases are not kept."""
    ticket.step(0, 0, "Checking the capsule")
    load_libraries()
    from reirrad_gui.session.capsule.opening import compared

    found = compared(path, ticket.step)
    load_plots()
    return found


def compare(assessment: "Assessment", taken: "TakenIn", ticket: "Ticket") -> tuple[str, ...]:
    """What the capsule has to say of the case that is now on the screen."""
    ticket.step(0, 0, "Comparing the numbers")
    return taken.lines(assessment)
