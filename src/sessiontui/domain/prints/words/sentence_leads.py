"""The lead of a sentence before words as they were typed: it changes none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessiontui.domain.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PAST = _words(
    """
    accepted acknowledged added addressed administered agreed allowed answered
    apologised apologized arranged arrived asked assessed assigned became began believed
    blushed brainstormed breathed brought built called came challenged changed checked
    chose chuckled clarified coached compared completed confirmed considered continued
    corrected counted created cried debriefed decided declined defined demonstrated
    described did directed disagreed discovered discussed distinguished drew elicited
    encouraged ended estimated evaluated examined explained explored expressed
    facilitated filled flinched followed formulated found frowned gave gazed generated
    gestured giggled glanced got grew grimaced grinned grounded guided had handed heard
    held helped hesitated highlighted hugged hummed identified imagined inquired
    instructed interpreted interrupted introduced invited joined labeled labelled
    laughed linked listed listened looked made mapped modeled modelled monitored moved
    murmured muttered named nodded normalised normalized noted noticed observed offered
    opened outlined paced paused picked pictured planned played pointed practiced
    practised praised prepared presented probed processed proposed provided pulled
    pushed questioned ran rang rated reassured recalled recognised recognized recorded
    reflected reframed refused rehearsed reinforced rejected remembered reminded
    repaired repeated replied reported requested resisted responded returned reviewed
    role-played rolled rubbed said sat scheduled scored screened seemed sent shared
    shivered shouted showed shrugged sighed sketched slowed smiled sobbed sorted spelled
    spoke stared started stated stayed stood stopped studied stuttered suggested
    summarised summarized summed supported swallowed swapped swore talked tapped taught
    tensed tested texted thanked thought told took touched traced tracked trembled tried
    turned underlined understood unpacked used validated ventured verified visited
    volunteered waited walked was watched weighed welcomed went wept whispered winced
    wiped wondered worked wrote yawned
    """
)
"""Past forms that are nothing else: what begins with one follows its subject."""
_PERHAPS = _words(
    """
    clenched closed connected cut felt gripped guarded kept leaned leant left let lost
    mixed put raised read relaxed set stretched withdrew worried
    """
)
"""Past forms that may be adjectives or nouns, too."""
_BODILY = _words(
    """
    became blushed breathed chuckled clenched closed cried flinched frowned gazed
    gestured giggled glanced grew grimaced grinned gripped had handed held hugged hummed
    kept laughed leaned leant left moved murmured muttered nodded picked ran relaxed
    returned rubbed sat sent shivered shouted shrugged sighed slowed smiled sobbed
    stared stayed stood stuttered swallowed swore tapped tensed texted touched trembled
    tried understood waited walked was watched went wept whispered winced wiped yawned
    """
)
"""Deeds of a client as well: of what was done in the hour such a verb takes nobody's
name, so `walked to the exit` does not make the therapist walk there."""
_TO_THE_CLIENT = _words(
    """
    acknowledged asked challenged clarified coached elicited encouraged explained
    explored guided helped inquired instructed interrupted invited normalised normalized
    offered praised proposed questioned reassured reflected reframed reminded requested
    suggested summarised summarized supported taught thanked validated wondered
    """
)
"""Acts that are turned to the client: who else is named behind one is not who acts."""
_WHOSE = re.compile(
    r"\b(?:she\b|he\b|they\b|(?:her|him|them)sel(?:f|ves)\b|hers\b|his\b|theirs?\b"
    r"|her (?!(?:a|about|again|an|and|as|at|back|by|down|for|from|how|if|in|into|on"
    r"|out|over|that|the|through|to|up|what|when|where|why|with)\b)(?=\w))",
    re.IGNORECASE,
)
"""Words for somebody who may be either of the two; a plain object is the client."""
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
    therapist = subject.endswith("therapist")
    if follows_subject(text) and not (therapist and _may_be_the_clients(text)):
        return f"{subject} {text}"
    label = _LABEL.match(text)
    rest = text[label.end() :] if label else ""
    doubted = therapist and _may_be_the_clients(rest)
    if label and follows_subject(rest) and not doubted:
        return f"{subject} ({label.group(1)}) {rest}"
    return f"{otherwise}: {text}"


def _may_be_the_clients(act: str) -> bool:
    verb = re.split(r"[\s,;.:]", act, maxsplit=1)[0]
    if verb in _BODILY:
        return True
    return verb not in _TO_THE_CLIENT and _WHOSE.search(act) is not None


def plain(text: str) -> str:
    """A therapist's words on one line."""
    return one_line(text.strip())


def stopped(sentence: str) -> str:
    """A sentence with its full stop, unless its words bring one."""
    return sentence if ends(sentence) else f"{sentence}."


def ends(sentence: str) -> bool:
    """Tell whether the words of a sentence end it by themselves."""
    return sentence.rstrip("”").endswith(_ENDS)


def in_one_row(parts: Iterable[str]) -> str:
    """Several parts one behind the other, also where one brings its own full stop."""
    row = ""
    for part in parts:
        if row and ends(row):
            row = f"{row} {part[:1].upper()}{part[1:]}"
        else:
            row = f"{row}; {part}" if row else part
    return row


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
