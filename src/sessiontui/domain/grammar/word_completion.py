"""The /words: all there are, what a beginning stands for, and the goals' own name."""

from __future__ import annotations

import re

from sessiontui.domain.grammar.slash_commands import COMMAND_WORDS, COMMANDS
from sessiontui.domain.kinds.lookup import KIND_WORDS, ROWS, SUB_WORDS, Kind, Store

_ONLY_A_GOAL = re.compile(r"#[1-9][0-9]?")
_LONGEST_NAME = 40
"""Characters after which a line cannot be the goals' name any more."""


def spellings(prefix: str) -> tuple[str, ...]:
    """The full /words that begin with the prefix, kinds first, in table order.

    The words of finer kinds come last, and only once something is typed. A word that
    is typed in full is there where no other begins that way; the card, which is for
    after the hour, only once its first letters are.
    """
    prefix = prefix.casefold()
    full = [x.words[0] for x in ROWS.values() if x.words and x.kind is not Kind.CARD]
    full += [row.words[0] for row in COMMANDS]
    if prefix:
        full += [*SUB_WORDS, *ROWS[Kind.CARD].words]
    fits = tuple(dict.fromkeys(word for word in full if word.startswith(prefix)))
    first = tuple(word for word in fits if not _is_in_full(word))
    return (first if prefix else fits) or fits


def _is_in_full(word: str) -> bool:
    row = KIND_WORDS.get(word) or COMMAND_WORDS.get(word)
    return row is not None and row.in_full


def named_in_words(line: str) -> str:
    """The /word of a finer kind that a line names as lists do: `/let go`; or ""."""
    for word, (_, sub) in SUB_WORDS.items():
        end = len(sub.label) + 1
        same = line[1:end].casefold() == sub.label and not line[end : end + 1].strip()
        if same and " " in sub.label:
            return word
    return ""


def completed_word(word: str, behind: str = "") -> str:
    """The full word that a unique beginning stands for, or the word itself.

    Kinds and commands come before the words of finer kinds, and what is kept in the
    private store before all. A word that says all by itself is not meant by its
    beginning where others follow: `/let it go` lets go of no goal.
    """
    if not word or word in KIND_WORDS or word in COMMAND_WORDS or word in SUB_WORDS:
        return word
    fits = spellings(word)
    for fit in fits:
        # Better apart from the record by mistake than in it.
        if fit in KIND_WORDS and KIND_WORDS[fit].store is Store.PRIVATE:
            return fit
    usual = [fit for fit in fits if fit not in SUB_WORDS] or list(fits)
    if len(usual) != 1:
        return word
    says_all = usual[0] in SUB_WORDS and SUB_WORDS[usual[0]][1].bare
    follows = behind.strip() and not _ONLY_A_GOAL.fullmatch(behind.strip())
    return word if says_all and follows else usual[0]


def leads_to_goals(line: str, label: str) -> bool:
    """Tell whether a /word is the goals' own name, or begins it and nothing else."""
    if len(line) > _LONGEST_NAME:
        return False
    typed = " ".join(line[1:].split()).casefold()
    label = label.casefold()
    if not typed or typed == label:
        return typed != ""
    first = typed.split()[0]
    known = first in KIND_WORDS or first in COMMAND_WORDS or spellings(first)
    return label.startswith(typed) and not known
