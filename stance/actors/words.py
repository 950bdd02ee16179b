"""The closed word lists of the reader: prepositions, determiners and the like."""

# Kinds of reading that can own an agent (`Turkish police`).
OWNERS = frozenset(
    {
        "adjective",
        "before",
        "body",
        "capital",
        "city",
        "ethnic",
        "group",
        "member",
        "organisation",
        "people",
        "person",
        "seat",
        "state",
        "surname",
    }
)
# Kinds of owner that may be joined (`Belgian, Dutch and German police`).
JOINED = frozenset({"adjective", "before", "ethnic", "group", "organisation", "state"})
# Kinds of reading that are a person.
PERSONS = frozenset({"common surname", "person", "surname"})
# A state or capital after one of these is a place, no doer.
LOCATIVE = frozenset(
    {
        "above",
        "across",
        "along",
        "around",
        "at",
        "beyond",
        "entering",
        "from",
        "in",
        "inside",
        "into",
        "near",
        "off",
        "onto",
        "outside",
        "over",
        "reached",
        "reaching",
        "through",
        "throughout",
        "toward",
        "towards",
        "via",
        "within",
    }
)
# Possessives before an agent (`his government`).
POSSESSIVE = frozenset({"Her", "His", "Its", "Our", "Their", "her", "his", "its", "our", "their", "whose"})
# Pronouns that may be mentions.
PRONOUNS = frozenset({"He", "She", "he", "she"})
# Determiners that belong to a noun phrase.
DETERMINERS = frozenset(
    {"A", "An", "Several", "Some", "The", "a", "an", "several", "some", "the", "both", "Both", "each", "Each"}
)
# Words that make a phrase of two parties (`both sides`).
BOTH = frozenset({"Both", "Each", "Two", "both", "each", "two"})
# Small words inside a name (`Mohammed bin Salman`).
PARTICLES = frozenset(
    {
        "abu",
        "al",
        "ben",
        "bin",
        "bint",
        "da",
        "de",
        "del",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "ud",
        "ul",
        "ur",
        "van",
        "von",
    }
)
# Capitalised words that are no name.
NOT_NAMES = frozenset(
    {
        "A",
        "An",
        "And",
        "April",
        "At",
        "August",
        "But",
        "December",
        "February",
        "For",
        "Friday",
        "He",
        "In",
        "It",
        "January",
        "July",
        "June",
        "March",
        "Monday",
        "November",
        "October",
        "On",
        "Saturday",
        "September",
        "She",
        "Sunday",
        "The",
        "They",
        "Thursday",
        "Tuesday",
        "Wednesday",
    }
)
# After a hyphen these leave the name a doer (`Saudi-led`).
LED = frozenset({"brokered", "dominated", "drafted", "imposed", "led", "mediated", "run", "sponsored", "supplied"})
# Prepositions from an envoy to the place of the post (`ambassador to Berlin`).
TITLE_LINK = frozenset({"at", "for", "in", "on", "to"})
# Kinds of name that are taken for an object where nothing follows that they could do.
OBJECTS = frozenset({"capital", "organisation", "people", "seat", "state"})
# After one of these such a name is whom or what something is about.
TOWARDS = frozenset({"against", "for", "of"})
# After one of these a name at the end of a sentence may still be the doer (`signed by Iran.`).
SUBJECT_BEFORE = frozenset(
    {"and", "between", "by", "did", "do", "does", "from", "had", "has", "or", "said", "says", "with"}
)
# Whom something `fell to` or is `attributed to` did it.
FALLS = frozenset({"according", "attributed", "belonging", "fall", "fallen", "falls", "fell", "linked", "traced"})
# What an actor sends: `from` after one of these names the doer (`orders from Baghdad`).
MESSAGES = frozenset(
    {
        "aid", "anger", "appeal", "appeals", "apology", "approval", "assurance", "assurances", "backing", "call",
        "calls", "came", "complaint", "complaints", "condemnation", "credit", "criticism", "demand", "demands",
        "denunciation", "fire", "guarantee", "guarantees", "help", "hint", "invitation", "letter", "loan", "message",
        "messages", "offer", "offers", "order", "orders", "permission", "pledge", "pledges", "praise", "pressure",
        "promise", "promises", "proposal", "protest", "protests", "rebuke", "rebukes", "reply", "request", "response",
        "signal", "signals", "statement", "support", "threat", "threats", "ultimatum", "warning", "warnings", "word",
    }
)  # fmt: skip
# Buildings: they are attacked and visited, but do nothing.
PREMISES = frozenset({"consulate", "embassies", "embassy"})
# One fighter, who before another noun only describes it (`rebel stronghold`).
FIGHTER = frozenset({"guerrilla", "militant", "rebel", "separatist"})
# A bare agent after one of these is acted upon.
OBJECT_OF = frozenset(
    {"about", "at", "for", "from", "in", "into", "of", "on", "over", "through", "to", "under", "without"}
)
# Agents that often only describe another noun (`military analyst`).
MASS = frozenset(
    {
        "air",
        "army",
        "court",
        "courts",
        "force",
        "government",
        "military",
        "navy",
        "parliament",
        "police",
        "security",
        "state",
    }
)
# Nouns so described (`police station`).
POLICE_NOUNS = frozenset(
    {
        "academy",
        "action",
        "airport",
        "analyst",
        "analysts",
        "barracks",
        "base",
        "bases",
        "budget",
        "building",
        "car",
        "cars",
        "headquarters",
        "hospital",
        "post",
        "posts",
        "reform",
        "reforms",
        "school",
        "spending",
        "station",
        "stations",
    }
)
# An actor after one of these is the one addressed.
TOLD = frozenset({"asked", "if", "informed", "reminded", "should", "told", "unless", "urged", "warned"})
# A name after one of these is the one acted upon.
RECEIVED = frozenset(
    {
        "asked",
        "gave",
        "give",
        "giving",
        "if",
        "informed",
        "on",
        "over",
        "recognise",
        "recognised",
        "recognize",
        "recognized",
        "reminded",
        "should",
        "to",
        "told",
        "unless",
        "upon",
        "urged",
        "warned",
    }
)
# Kinds of reading that an event may be named after.
NAMED = frozenset({"capital", "organisation", "state"})
# Counts before a people (`two Americans`) make it no actor.
COUNTS = frozenset(
    {
        "all",
        "dozen",
        "eight",
        "elderly",
        "eleven",
        "fellow",
        "few",
        "five",
        "four",
        "hundred",
        "hundreds",
        "many",
        "million",
        "most",
        "nine",
        "ordinary",
        "other",
        "seven",
        "several",
        "six",
        "some",
        "ten",
        "thousand",
        "thousands",
        "three",
        "twelve",
        "two",
        "young",
    }
)
# Nouns that a place only describes (`the Bucharest summit`).
EVENTS = frozenset(
    {
        "accord",
        "accords",
        "agreement",
        "agreements",
        "airport",
        "area",
        "assembly",
        "border",
        "borders",
        "building",
        "bureau",
        "charter",
        "coast",
        "conference",
        "convention",
        "correspondent",
        "crisis",
        "daily",
        "declaration",
        "embassy",
        "exchange",
        "festival",
        "film",
        "games",
        "headquarters",
        "hotel",
        "market",
        "meeting",
        "metro",
        "newspaper",
        "newspapers",
        "office",
        "offices",
        "olympics",
        "pact",
        "process",
        "protocol",
        "radio",
        "region",
        "resolution",
        "resolutions",
        "session",
        "stock",
        "street",
        "streets",
        "suburb",
        "suburbs",
        "summit",
        "talks",
        "time",
        "treaty",
        "university",
        "war",
        "wars",
    }
)
# Words after which a noun phrase is known to have ended.
AFTER_NOUN = frozenset(
    {
        "after",
        "against",
        "agreed",
        "also",
        "and",
        "are",
        "as",
        "at",
        "before",
        "began",
        "but",
        "by",
        "can",
        "could",
        "demand",
        "demanded",
        "did",
        "do",
        "does",
        "for",
        "from",
        "gave",
        "had",
        "has",
        "have",
        "if",
        "in",
        "into",
        "is",
        "made",
        "may",
        "might",
        "must",
        "not",
        "now",
        "of",
        "on",
        "or",
        "over",
        "put",
        "refused",
        "reject",
        "rejected",
        "said",
        "say",
        "says",
        "sent",
        "set",
        "should",
        "still",
        "than",
        "that",
        "to",
        "told",
        "took",
        "under",
        "want",
        "wanted",
        "was",
        "were",
        "when",
        "while",
        "who",
        "will",
        "with",
        "would",
    }
)

# Before a hyphen these leave an adjective that names no doer (`anti-American`).
PREFIXES = frozenset({"anti", "ex", "non", "post", "pre", "pro"})
