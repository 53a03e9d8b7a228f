"""The lead of a sentence before words as they were typed: it changes none of them."""

from __future__ import annotations

import re

from sessiontui.domain.text import one_line


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PAST = _words(
    """
    acknowledged added agreed allowed answered apologised apologized arranged arrived
    asked began believed breathed brought built called came challenged changed checked
    chose coached compared considered cried debriefed decided declined demonstrated
    described discussed drew elicited encouraged ended explained explored expressed
    filled formulated found frowned gave generated got grounded guided heard held
    helped hesitated identified imagined interpreted introduced invited joined labeled
    labelled laughed listed listened looked made mapped modeled modelled moved named
    nodded normalised normalized noticed offered paced paused pictured planned played
    pointed practiced practised prepared presented proposed questioned recalled
    recognised recognized recorded reflected reframed rehearsed remembered repeated
    replied reported responded reviewed role-played said sat seemed shared showed
    shrugged sighed slowed smiled spoke started stated stayed stopped suggested
    summarised summarized supported talked taught thanked thought told took traced
    tracked tried turned used validated ventured waited walked welcomed went wept
    wondered worked wrote
    """
)
"""Past forms that are nothing else: what begins with one follows its subject."""
_PERHAPS = _words(
    """
    closed cut felt guarded kept leaned leant left let lost mixed put raised read
    relaxed set withdrew worried
    """
)
"""Past forms that may be adjectives or nouns, too."""
_BODILY = _words(
    """
    breathed closed cried frowned held kept laughed leaned leant left moved nodded
    relaxed sat shrugged sighed slowed smiled stayed waited walked went wept
    """
)
"""Deeds of a client as well: behind the name of a method, such a verb takes nobody's
name, so `exposure: walked to the exit` does not make the therapist walk there."""
_BEHIND = re.compile(
    r"(?:her|his|their|the|a|an|to|with|at|on|in|back|up|down|out|[0-9]+)(?![\w-])"
)
_FIRST = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)?)(?=[\s,;.:]|\Z)\s*")
_LABEL = re.compile(r"((?:[^\s:()]+ ){0,2}[^\s:()]+): (?=\S)")
_ENDS = (".", "!", "?", "…")


def follows_subject(text: str) -> bool:
    """Tell whether words begin with a past form, so that a subject fits before."""
    first = _FIRST.match(text)
    if first is None:
        return False
    word = first.group(1).casefold()
    perhaps = word in _PERHAPS and _BEHIND.match(text, first.end()) is not None
    return text[:1].islower() and (word in _PAST or perhaps)


def with_subject(subject: str, text: str, otherwise: str) -> str:
    """The subject and what it did; behind a colon where the words are no such form.

    `MI: asked …` names what it belongs to, which goes into brackets.
    """
    if follows_subject(text):
        return f"{subject} {text}"
    label = _LABEL.match(text)
    rest = text[label.end() :] if label else ""
    doubted = subject.endswith("therapist") and _may_be_the_clients(rest)
    if label and follows_subject(rest) and not doubted:
        return f"{subject} ({label.group(1)}) {rest}"
    return f"{otherwise}: {text}"


def _may_be_the_clients(act: str) -> bool:
    return re.split(r"[\s,;.:]", act, maxsplit=1)[0] in _BODILY


def plain(text: str) -> str:
    """A therapist's words on one line."""
    return one_line(text.strip())


def stopped(sentence: str) -> str:
    """A sentence with its full stop, unless its words bring one."""
    return sentence if ends(sentence) else f"{sentence}."


def ends(sentence: str) -> bool:
    """Tell whether the words of a sentence end it by themselves."""
    return sentence.rstrip("”").endswith(_ENDS)


def capital(name: str) -> str:
    """A name that begins a sentence; one with capitals of its own stays as it is."""
    first = name.partition(" ")[0]
    return name[:1].upper() + name[1:] if first.islower() else name


def needs_block(text: str) -> bool:
    """Tell whether a client's words stand apart, since quotes would not hold them."""
    return any(sign in text for sign in "“”\n")


def quoted(text: str) -> str:
    """A client's words in quotes."""
    return f"“{text.strip()}”"
