"""A keeper whose states can be waited for, on a store in a folder."""

from contextlib import contextmanager
from threading import Condition

from reirrad_gui.session.keeping.keeper import Keeper
from reirrad_gui.store.cases import CaseStore

PATIENCE_S = 30.0


class Told:
    """What a keeper told its listener; `until` waits for a state."""

    def __init__(self):
        self.states = []
        self._news = Condition()

    def __call__(self, state):
        with self._news:
            self.states.append(state)
            self._news.notify_all()

    def until(self, wanted):
        """The first state, told so far or yet to come, for which `wanted` holds."""
        with self._news:
            assert self._news.wait_for(lambda: any(map(wanted, self.states)), PATIENCE_S), self.states[-3:]
            return next(state for state in self.states if wanted(state))

    def forget(self):
        """From now on only new states count."""
        with self._news:
            self.states.clear()


@contextmanager
def keeping(session, place, **how):
    """A keeper at work, and what it tells."""
    told = Told()
    open_store = how.pop("open_store", lambda: CaseStore.open(place))
    keeper = Keeper(
        session, open_store, who=how.pop("who", "A. Reader"), listener=told, look_s=0.02, retry_s=0.05, **how
    )
    keeper.start()
    try:
        yield keeper, told
    finally:
        keeper.close()


def labels(place, case_id=None):
    """The labels of a case's history (of the only case unless told), read from another window."""
    store = CaseStore.open(place)
    try:
        case_id = case_id or store.patients()[0].case_id
        assert store.faults(case_id) == ()
        return [row.label for row in store.history(case_id)]
    finally:
        store.close()
