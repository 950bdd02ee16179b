"""Names -> actor ids: the gazetteer (YAML beside the code), its matcher, coreference and targets."""

from stance.actors.finder import MentionFinder
from stance.actors.gazetteer import Gazetteer
from stance.actors.mention import Mention
from stance.actors.targets import find_target

__all__ = ["Gazetteer", "Mention", "MentionFinder", "find_target"]
