"""Page furniture: the lines of a page that are not its text - credits, bylines, adverts, share buttons.

The text keeps them, and so do offsets; they only bear no tag. A normal sentence must not count as furniture,
so every rule is tied to the start of a line, to the whole of it, or to a credit at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.text.lines import Line, logical_lines
from stance.text.shadow import shadow


def furniture_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) characters of the lines of `text` that are page furniture, in order."""
    plain = shadow(text)
    lines = logical_lines(plain)
    flags = furniture_lines(plain, lines)
    return [(line.start, line.end) for line, furniture in zip(lines, flags, strict=True) if furniture]


def furniture_lines(plain: str, lines: Sequence[Line]) -> list[bool]:
    """Say for each logical line of a text's shadow whether it is furniture.

    Besides what `is_furniture` knows, the short line right above a photo credit is its caption.
    """
    flags = [_is_furniture(plain, line.start, line.end) for line in lines]
    for i in range(2, len(lines)):
        above, line = lines[i - 1], lines[i]
        if flags[i] and above.block == line.block and above.end - above.start <= 80:
            unfinished = plain[above.end - 1] not in '.!?:"”'
            flags[i - 1] |= unfinished and _PHOTO.match(plain, line.start, line.end) is not None
    return flags


def is_furniture(line: str) -> bool:
    """Say whether one line of text is page furniture. A line without a letter or digit is."""
    plain = shadow(line).strip()
    return not plain or _is_furniture(plain, 0, len(plain))


_LONG = 240  # characters; whole-line rules look no further
_TAIL = 90  # characters at a line's end where a photo credit may stand


def _any(*patterns: str, ignore_case: bool = True) -> str:
    """Return one pattern for several; a space in them stands for any run of blanks."""
    flags = "i" if ignore_case else ""
    return f"(?{flags}:{'|'.join(patterns)})".replace(" ", r"\s+")


_WORD = r"[^\W\d_a-z][\w.’'-]+"  # with a capital
_PERSON = rf"{_WORD}(?:\s+(?:{_WORD}|[A-Z]\.|van|von|der|den|de|la|da|bin|al|el)){{1,4}}"
_PEOPLE = rf"{_PERSON}(?:, {_PERSON})*(?:,? (?:and|&) {_PERSON})?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?"
_DATE = _any(
    rf"(?:{_WEEKDAY},? )?{_MONTH} {_DAY},? \d{{4}}",
    rf"(?:{_WEEKDAY},? )?{_DAY}\.? {_MONTH},? \d{{4}}",
    r"\d{4}-\d\d?-\d\d?",
    r"\d\d?[./]\d\d?[./]\d{4}",
)
_CLOCK = r"\d{1,2}(?:[:.]\d\d){1,2}(?:\s?(?i:[ap]\.?m\.?|uhr|h))?(?:\s\(?[A-Z]{2,4}\)?)?"
_AGENCY = _any(
    r"AP|AFP|Reuters|Getty(?: Images)?|EPA(?:-EFE)?|EFE|DPA|dpa|TASS|Tass|Sputnik|Xinhua|Bloomberg|Alamy",
    r"Shutterstock|[Pp]icture [Aa]lliance|Anadolu(?: Agency)?|ANSA|Kyodo|Yonhap|UPI",
    r"PA(?: Images| Wire)?|Zuma(?: Press)?",
    ignore_case=False,
)

_PHOTO_LINE = _any(
    r"(?:photo|photograph|image|picture|pic|illustration|graphic|caption|file photo)s?"
    r"(?: (?:credit|by|courtesy(?: of)?|source))?\s*[:=|…]",
    r"credits?\s*[:…|]",
    r"<\s?photo\b",
    r"\[(?:photo|image|picture)\b",
    r"(?:photo(?:graph)?|image)s? (?:by|courtesy of) (?-i:[A-Z])",
    r"(?:photo|image) credit\b",
)

# Line starts that no sentence of an article has.
_LINE_START = _any(
    _PHOTO_LINE,
    r"related (?:article|post|story|stories|content|topic|news|link|coverage|reading|video)s?\s*(?::|$)",
    r"(?:read|see|watch|listen) (?:more|also|next|now|here)\s*(?::|$|…|\.\.\.|\babout\b|>|»|\|)",
    r"(?:also read|must read|more on this|more from|most read|you may also like)\s*(?::|$)",
    r"recommended(?: for you)?\s*(?::|$)",
    r"(?-i:READ|WATCH|SEE|ALSO|MORE)\s?: ",
    r"sign up (?:for|to|here|now|today)\b",
    r"subscribe (?:to|now|here|today|for)\b",
    r"subscribers? agree to\b",
    r"by (?:signing up|subscribing|clicking|submitting)\b.{0,80}\byou (?:agree|accept|consent)",
    r"(?:click|tap) here\b",
    r"(?:follow|like|join|find) us on\b",
    r"download (?:our|the) (?:free )?app\b",
    r"(?:get|receive) (?:our|the|all the) .{0,60}\b(?:newsletter|inbox|alerts)\b",
    r"enter your (?:e-?mail|name)\b",
    r"share (?:this|on|via)\b(?=.{0,40}$)",
    r"(?:leave|post|add|write) a comment\b",
    r"give your comments?\b",
    r"(?:we|this (?:web)?site) uses? cookies\b",
    r"accept (?:all )?cookies\b",
    r"please (?:enable|disable) your?\b",
    r"all rights reserved\b",
    r"copyright (?:\(c\)|©|\d{4}|by\b)",
    r"©|\(c\) \w",
    r"(?:additional |more )?(?:reporting|writing|editing|translation|compiled|produced|translated)"
    r" (?:and \w+ )?by (?-i:[A-Z])",
    r"\((?:with )?(?:additional )?(?:report|writ|edit|translat|compil|produc)(?:ing|ion|ed)\b",
    r"\((?:with inputs?|this story|updates?)\b",
    r"(?:tags?|topics?|filed under|categor(?:y|ies)|keywords)\s*:",
    r"(?:status|publish(?:ed)?|publication date|posted|(?:last )?updated|last modified|first published"
    rf"|issued|date)(?: (?:on|at))?\s*:?\s*(?:{_DATE}|{_CLOCK})(?=.{{0,60}}$)",
    r"(?:original (?:url|link|article)|source (?:url|link|site)|permalink|via|url|link)"
    r"\s*:?\s*(?:https?://\S+)?\s*$",
    r"sources?\s?: (?=.{1,60}$)(?!.*[.!?]$)",
    r"(?:the post .{1,160} )?(?:first appeared|appeared first) on\b",
    r"this (?:article|story|post|report) (?:was|has been|originally|first)"
    r"(?: (?:originally|first|last))? (?:published|updated|produced|translated|appeared|corrected)\b",
    r"our standards\s?:",
    r"(?:advertisement|sponsored)\b(?=.{0,30}$)",
    r"story continues below\b",
)

# Whole lines.
_WHOLE_LINE = "|".join(
    (
        r"(?:https?://|www\.)\S+(?:\s\S{1,40})?",
        r"\S+@\S+\.\w{2,}",
        r"\[?\+?\d+\schars\]?",
        _any(
            r"share|tweet|print|e-?mail|facebook|twitter|whatsapp|telegram|linkedin|reddit|pinterest",
            r"instagram|youtube|copy link|comments?|menu|save|search|home|close|reply|next|previous",
            r"skip to content|photos?|videos?|gallery|live|sources?|newsletter"
            r"|gift article|share full article|listen to this article",
            r"read in app|log in|sign in|back to top|load more|show more|continue reading|play video",
            r"view comments|terms of (?:use|service)|privacy policy|contact us|about us|advertising",
            r"\d+ (?:comments?|shares?|views?|likes?)|comments? \(\d+\)|\d+ ?min(?:ute)?s? read",
            r"page \d+(?: of \d+)?",
        ),
        _any(rf"(?i:by )?{_PEOPLE}(?:, | \| | [-–—] | \(?(?:for|of) ){_AGENCY}\)?", ignore_case=False),
        _any(rf"[Bb][Yy] {_PEOPLE}(?:(?: for|,| in) {_WORD}(?: {_WORD}){{0,4}})?", ignore_case=False),
        _any(r"by (?:our|staff|news|a) (?:own |staff )?(?:correspondents?|reporters?|writers?|agencies)"),
        rf"{_PERSON},?\s(?i:staff|senior|chief|diplomatic|foreign|political|security)"
        r"\s(?i:writer|reporter|editor|correspondent)",
        rf"{_PERSON},\s[A-Z]{{2,6}}(?:\s{_WORD}){{1,3}}(?:,\s[^.!?]*)?",  # broadcast: name, station and city
        rf"[^.!?]{{0,90}}?,?\s?{_CLOCK},?\s{_DATE}",  # broadcast: programme, time and date
        rf"\(?(?:{_WORD}(?:\s{_WORD}){{0,3}},\s)?{_DATE}(?:,?\s(?:at\s|\|\s|-\s)?{_CLOCK})?\)?\.?",
        r"(?:[A-Z][a-z]+){2,}",  # a site's name: CamelCase
        rf"{_AGENCY}(?:[/,\s]+{_AGENCY})*",
    )
)

# Credits at the end of a caption.
_LINE_END = "|".join(
    (
        r"[(\[](?i:(?:ap|file|pool) photo|photos?|image|picture|handout|credit|screenshot)\b[^()]{0,60}[)\]]",
        rf"[(\[]{_AGENCY}/[^()]{{1,40}}[)\]]",
        rf"{_PERSON}\s?/\s?{_AGENCY}(?:(?:\s?/\s?|\svia\s){_AGENCY})*",
        r"[/\s](?:via\s)?Getty\sImages",
        r"©\s?[^©]{1,40}",
        r"(?i:photo(?:graph)?|credit|image)\s?:\s[^:]{1,40}",
        r"(?<=[.!?]\s)[a-z0-9-]{2,30}(?:\.[a-z]{2,4}){1,2}",  # a site, after the caption's full stop
    )
)

_PHOTO = re.compile(_PHOTO_LINE)
_START = re.compile(_LINE_START)
_WHOLE = re.compile(_WHOLE_LINE)
_END = re.compile(f"(?:{_LINE_END})$")
_MARK = re.compile(r"[#>*•\s]*+")
_WORDLESS = re.compile(r"[\W_]*+$")


def _is_furniture(plain: str, start: int, end: int) -> bool:
    mark = _MARK.match(plain, start, end)
    start = mark.end() if mark else start
    if _START.match(plain, start, min(end, start + _LONG)):
        return True
    if end - start <= _LONG and _WHOLE.fullmatch(plain, start, end):
        return True
    if plain[end - 1] not in '.!?"”’' and _END.search(plain, max(start, end - _TAIL), end):
        return True
    return _WORDLESS.match(plain, start, end) is not None
