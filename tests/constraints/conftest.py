"""Limits to judge by: the shipped ones, and one that every test can bend."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reirrad_gui.constraints import (
    Confidence,
    ConstraintSet,
    Evidence,
    Limit,
    Metric,
    Quantity,
    Scope,
    load_constraint_set,
)

PLAIN = Limit(
    key="rectum",
    organ="Rectum",
    applies_to=("Rectum",),
    metric=Metric.parse("D0.5cc"),
    limit_gy=80.0,
    quantity=Quantity.EQD2,
    alpha_beta_gy=3.0,
    scope=Scope.CUMULATIVE,
    recovery_basis="none assumed",
    endpoint="late bleeding",
    consensus="no panel",
    citation="Invented for this test",
    year=2020,
    evidence=Evidence.VERIFIED,
    confidence=Confidence.HIGH,
)


@pytest.fixture
def limit() -> Callable[..., Limit]:
    """A verified, unconditional 80 Gy limit with the given fields changed."""

    def changed(**fields: Any) -> Limit:
        return replace(PLAIN, **fields)

    return changed


@pytest.fixture(scope="session")
def pelvis() -> ConstraintSet:
    return load_constraint_set("pelvis-slevin-2021")


@pytest.fixture(scope="session")
def cord() -> ConstraintSet:
    return load_constraint_set("cord-nieder-hytec")


@pytest.fixture(scope="session")
def other_organs() -> ConstraintSet:
    return load_constraint_set("other-organs")
