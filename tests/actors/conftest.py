from __future__ import annotations

import pytest

from stance.actors import Gazetteer, MentionFinder


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="session")
def finder(gazetteer: Gazetteer) -> MentionFinder:
    return MentionFinder(gazetteer)
