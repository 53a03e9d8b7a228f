"""Matters that the law keeps out of psychotherapy notes, and words that hint at them.

45 CFR 164.501 leaves these out by definition, so that they belong into the record's
progress notes (domain.md 2.4). Words are only a hint: whoever wrote them decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MEDICINES = (
    "agomelatine|alprazolam|amisulpride|amitriptyline|aripiprazole|atomoxetine"
    "|bupropion|buspirone|carbamazepine|chlordiazepoxide|citalopram|clomipramine"
    "|clonazepam|clozapine|desvenlafaxine|diazepam|doxepin|duloxetine|escitalopram"
    "|fluoxetine|fluvoxamine|haloperidol|hydroxyzine|imipramine|lamotrigine"
    "|lisdexamfetamine|lithium|lorazepam|lurasidone|methylphenidate|mirtazapine"
    "|naltrexone|nortriptyline|olanzapine|oxazepam|paliperidone|paroxetine|pregabalin"
    "|promethazine|propranolol|quetiapine|risperidone|sertraline|temazepam|trazodone"
    "|valproate|venlafaxine|vortioxetine|ziprasidone|zolpidem|zopiclone"
)
"""Medicines of psychiatry that are often met, by their generic names."""
_HINTS: tuple[tuple[str, str, str], ...] = (
    (
        "safety",
        r"suicid\w*|self[ -]?harm\w*|overdos\w+|kill(?:ing)? (?:my|him|her|them)sel\w+",
        "",
    ),
    (
        "medication",
        r"medicat\w+|meds|dos(?:e|es|age)|prescri\w+|antidepressants?|side effects?"
        rf"|\d+ ?(?:mg|mcg|µg|μg|ml)|{_MEDICINES}",
        "SSRIs?|SNRIs?",
    ),
    (
        "times of the session",
        r"(?:start|began|begun|stop|end|arriv|left|came)\w*\b[^.\n]{0,30}?"
        r"\d{1,2}[:.]\d{2}",
        "",
    ),
    (
        "modality or frequency",
        r"modalit\w+|weekly|fortnightly|biweekly|(?:once|twice) a (?:week|month)"
        r"|every (?:other |second |two |2 )?weeks?",
        "CBT|DBT|EMDR|ACT|IPT",
    ),
    (
        "a test's result",
        r"test results?|scored?|scores|questionnaires?",
        r"PHQ(?:-?\d+)?|GAD(?:-?\d+)?|BDI(?:-II)?|BAI|PCL(?:-?5)?|CORE(?:-OM|-?10)"
        r"|OQ-?45|ORS|SRS|AUDIT|MMSE|WHODAS|Y-BOCS",
    ),
    (
        "diagnosis",
        r"diagnos\w+|comorbid\w*|disorders?",
        r"ICD(?:-?1[01])?|DSM(?:-?(?:5|V|IV))?|F\d\d(?:\.\d+)?|PTSD|OCD|ADHD",
    ),
    ("functional status", r"functional status|functioning|sick leave|off work", "GAF"),
    ("treatment plan", r"treatment (?:plan|goal)s?|care plans?|plan of care", ""),
    (
        "symptoms",
        r"symptom\w*|insomnia|panic attacks?|flashbacks?|nightmares?|hallucinat\w+"
        r"|dissociat\w+|anhedonia|low mood",
        "",
    ),
    ("prognosis", r"prognos\w+", ""),
    (
        "progress to date",
        r"progress\w*|improve\w*|deteriorat\w+|relaps\w+|remission",
        "",
    ),
)
"""A matter, the words in any case that hint at it, and those in capitals only."""
_TABLE = tuple(
    (
        what,
        re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{capitals})(?!\w)") if capitals else None,
    )
    for what, words, capitals in _HINTS
)
SUBJECTS = tuple(what for what, *_ in _HINTS)
"""All that a note may be about and belong into the record."""


def belongs_in_record(text: str) -> tuple[str, ...]:
    """The matters of a psychotherapy note that seem to belong into the record."""
    return tuple(
        what
        for what, words, capitals in _TABLE
        if words.search(text) or (capitals and capitals.search(text))
    )


def candidates(texts: Iterable[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The notes that may belong into the record, by number from 1, each with why."""
    for number, text in enumerate(texts, start=1):
        if found := belongs_in_record(text):
            yield number, found
