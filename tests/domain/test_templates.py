"""Formats of a therapist's own: what a template gets, what it cannot do."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.hours import Story, rich, wedding

from sessiontui.domain.kinds.lookup import KINDS, Kind
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.prints.templates import (
    OwnFormat,
    find_own,
    format_names,
    own_formats,
    render_own,
    unused,
)
from sessiontui.domain.session.appointment import NONE
from sessiontui.errors import UsageError

DOCS = Path(__file__).parents[2] / "docs" / "templates.md"
RISK = "RISK\n 10:38 said better off without me; no plan; means asked\n"


def own(folder: Path, template: str, name: str = "mine") -> OwnFormat:
    path = folder / f"{name}.txt.j2"
    path.write_text(template, encoding="utf-8")
    return OwnFormat(name, "", path)


def printed(folder: Path, template: str, width: int = 80) -> str:
    return render_own(wedding(), own(folder, template), width)


def refusal(folder: Path, template: str) -> str:
    with pytest.raises(UsageError) as caught:
        render_own(rich(), own(folder, template), 80)
    return str(caught.value)


def test_the_example_of_the_docs(tmp_path: Path) -> None:
    example = re.search(r"```jinja\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert example

    assert printed(tmp_path, example[1]) == (
        "KESTREL-4, session 6, Tue 2026-03-10  start 10:02  stop 10:51 (49 min)"
        "  in person  client only\n"
        "RISK\n"
        " 10:38 said better off without me; no plan; means asked\n"
        " 10:39 Protective: brother stays tonight\n"
        " 10:40 Follow-up: call Thu 9am\n"
        " Not recorded: factors, reasoning\n"
        "Goal 1: I want to sit at that wedding and not plan my escape"
        "  Rating 3/10, Importance 7/10, Confidence 4/10\n"
        "10:19 Psychoeducation: adrenaline curve, drew it  #1\n"
        "10:20 Teach-back: so it peaks and drops if I stay\n"
        "10:31 Intervention: invited 5 min sitting near exit  #1\n"
        "10:33 Response: agreed to picture it first\n"
        "PLAN\n"
        " Next session: not recorded\n"
        " Homework: text my brother Sat 10am (likelihood 60%)\n"
        "   In the way: phone off\n"
        "   Smaller version: text him Fri night instead (likelihood 95%)\n"
        " Risk follow-up: call Thu 9am\n"
        " For next time: father called\n"
        " Not reached: work email\n"
        "Signed R. Amadi 2026-03-10 11:04   chain 7f3a..c2   addenda 0\n"
    )
    assert own_formats(tmp_path)[0].what == (
        "for my supervisor: the goal, what I did, how it was taken"
    )


def test_the_docs_name_every_kind_that_a_template_may_see() -> None:
    told = DOCS.read_text("utf-8")
    kinds = {row.kind for row in KINDS} - {Kind.PRIVATE, Kind.SCRATCH, Kind.CARD}

    assert all(f"`{kind}`" in told for kind in kinds)


@pytest.mark.parametrize("width", [80, 40, 0])
def test_a_template_that_leaves_risk_out_gets_it_ahead(
    tmp_path: Path, width: int
) -> None:
    text = printed(tmp_path, "{{ client }}\n", width)

    assert text.startswith("RISK\n 10:38 said better off without me;")
    assert "Not recorded: factors, reasoning\nKESTREL-4\n" in text


@pytest.mark.parametrize(
    "template",
    [
        "{% set kept = risk %}nothing\n",
        "{{ risk | upper }}\n",
        "{{ risk | truncate(3) }}\n",
        "{% if not risk %}{{ risk }}{% endif %}\n",
        "{% for line in lines if line.kind != 'risk' %}{{ line.said }}{% endfor %}\n",
    ],
)
def test_no_trick_of_a_template_loses_it(tmp_path: Path, template: str) -> None:
    assert printed(tmp_path, template).startswith(RISK)


def test_risk_stands_once_where_the_template_has_it(tmp_path: Path) -> None:
    text = printed(tmp_path, "{{ client }}\n{{ risk }}\n{{ risk }}\nend\n")

    assert text.startswith("KESTREL-4\n" + RISK)
    assert text.count("RISK\n") == 1


def test_what_was_done_stands_beneath_its_follow_up(tmp_path: Path) -> None:
    story = Story()
    follow_up = story.add(Kind.RISK, "ring her", sub="f")
    story.add(Kind.RISK, "she rang", sub="d", about=follow_up.id)

    text = render_own(story.sheet(), own(tmp_path, "{{ risk }}"), 80)
    assert " 10:03 Follow-up: ring her\n   10:04 Done: she rang\n" in text


def test_an_appointment_that_was_taken_out_is_no_line(tmp_path: Path) -> None:
    story = Story()
    story.add(Kind.APPOINTMENT, NONE)
    story.add(Kind.NOTE, "slept")
    each = "{% for line in lines %}{{ line.said }}/{% endfor %}"

    assert render_own(story.sheet(), own(tmp_path, each), 80) == "slept/\n"


def test_without_any_risk_nothing_is_printed_of_it(tmp_path: Path) -> None:
    story = Story()
    story.add(Kind.NOTE, "slept well")
    template = "{{ client }}\n{{ risk }}\nend\n"

    assert render_own(story.sheet(), own(tmp_path, template), 80) == "KESTREL-4\nend\n"


def test_no_words_of_a_client_can_stand_for_the_risk_block(tmp_path: Path) -> None:
    story = Story()
    story.add(Kind.RISK, "means asked")
    line = replace(story.add(Kind.NOTE, "x"), text="\x00risk\x00")
    sheet = replace(story.sheet(), lines=(story.lines[0], line))
    template = (
        "{% for line in lines if line.kind == 'note' %}{{ line.text }}{% endfor %}"
    )

    assert render_own(sheet, own(tmp_path, template), 80).startswith("RISK\n")


@pytest.mark.parametrize(
    "template",
    [
        "{{ lines | string }}{{ goals | string }}",
        "{% for l in lines %}{{ l.text }} {{ l.said }}{% endfor %}",
        *(f'{{{{ sections("{name}") | string }}}}' for name in FORMATS),
    ],
)
def test_private_and_scratch_never_reach_a_template(
    tmp_path: Path, template: str
) -> None:
    text = printed(tmp_path, template)

    assert "PRIVATE" not in text
    assert "SCRATCH" not in text


def test_what_a_line_is_about_is_not_told_once_it_became_scratch(
    tmp_path: Path,
) -> None:
    story = Story()
    gone = story.add(Kind.SCRATCH, "SCRATCH")
    story.add(Kind.HOMEWORK, "rain", sub="o", about=gone.id, builds_on=gone.id)

    text = render_own(story.sheet(), own(tmp_path, "{{ lines | string }}"), 80)
    assert "rain" in text
    assert "SCRATCH" not in text


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("\n{{ linez }}", "Template mine.txt.j2, line 2: 'linez' is undefined."),
        (
            "{% for line in lines %}\n\n{{ line.txt }}\n{% endfor %}",
            "Template mine.txt.j2, line 3: that cannot be worked out.",
        ),
        (
            "a\nb\n{% if %}",
            "Template mine.txt.j2, line 3: Expected an expression, got 'end of "
            "statement block'.",
        ),
        ("{{ 1 | center(9) }}", "mine.txt.j2, line 1: No filter named 'center'."),
        ('{% include "_p.txt.j2" %}', "Template _p.txt.j2, line 2: 'no' is undefined."),
        ('{% include "/etc/passwd" %}', "mine.txt.j2, line 1: what it includes is not"),
        ('{% include "../out.txt.j2" %}', "line 1: what it includes is not in"),
        ('{% include "_l.txt.j2" %}', "line 1: what it includes is not in"),
        ("{{ 1 / 0 }}", "Template mine.txt.j2, line 1: that cannot be worked out."),
    ],
)
def test_a_template_that_is_off_is_named_with_its_line(
    tmp_path: Path, template: str, sentence: str
) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "out.txt.j2").write_text("outside")
    (folder / "_p.txt.j2").write_text("\n{{ no }}")
    (folder / "_l.txt.j2").symlink_to(tmp_path / "out.txt.j2")

    assert sentence in refusal(folder, template)


LEAKS = [
    "{{ {}[lines[0].text] }}",
    "{{ lines[0][lines[0].text] }}",
    "{{ lines | map(lines[0].text) | list }}",
    "{% include lines[0].text %}",
    "{{ lines[lines[0].text] }}",
    "{{ lines[0].text() }}",
    "{{ lines[0].text.nothing }}",
    "{{ namespace(x=1)[lines[0].text] }}",
    "{{ lines[0].text | default(lines[0].text) + 1 }}",
]


@pytest.mark.parametrize("template", LEAKS)
def test_no_words_of_the_client_stand_in_the_sentence(
    tmp_path: Path, template: str
) -> None:
    story = Story()
    story.add(Kind.NOTE, "xylophone")
    with pytest.raises(UsageError) as caught:
        render_own(story.sheet(), own(tmp_path, template), 80)

    assert "xylophone" not in str(caught.value)
    assert "line 1" in str(caught.value)


ENDLESS = [
    "{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}",
    "{{ range(10000000000) | list }}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}"
    "{{ m(40) }}",
    "{% for line in lines recursive %}{{ loop(lines) }}{% endfor %}",
    '{% include "mine.txt.j2" %}{% include "mine.txt.j2" %}',
    '{{ "a" * 10000000000 }}',
    "{{ [1] * 10000000000 }}",
    "{% set b = 'x' * 200000 %}{{ ([b] * 200000) | map('upper') | list | length }}",
    "{% set b = 'x' * 200000 %}{{ ([b] * 5000) | map('upper') | list | length }}",
    "{% set b = 'x' * 200000 %}{{ [[b] * 2000] * 2000 }}",
    "{% set b = 'x' * 200000 %}{{ ([b] * 2000) | string | length }}",
    "{% set b = 'x' * 200000 %}{{ [[b] * 2000] | join | length }}",
    "{% set b = 'x' * 200000 %}{% for i in range(999) %}{% set c = b.upper() %}"
    "{% endfor %}",
    '{{ "%09999999999d" % 1 }}',
    '{{ "{:>9999999999}".format(1) }}',
    '{{ "a".ljust(9999999999) }}',
    "{{ (5).to_bytes(9999999999) }}",
    "{{ 9 ** 9 ** 9 }}",
    '{{ "a" | replace("", "b" * 150000) }}',
    '{% set n = namespace(x="aaaa") %}{% for i in range(99) %}'
    "{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x=9) %}{% for i in range(99) %}"
    "{% set n.x = n.x * n.x %}{% endfor %}",
    '{% set long = "a" * 150000 %}{% set kept %}{% for i in range(999) %}'
    "{{ long }}{% endfor %}{% endset %}",
]


@pytest.mark.parametrize("template", ENDLESS)
def test_no_template_runs_for_ever_or_fills_the_memory(
    tmp_path: Path, template: str
) -> None:
    begun = time.process_time()

    assert refusal(tmp_path, template).startswith("Template mine.txt.j2, line 1: ")
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ lines[0].__class__ }}",
        "{{ sections.__globals__ }}",
        "{{ lines.append(1) }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__ }}",
    ],
)
def test_a_template_stays_away_from_python(tmp_path: Path, template: str) -> None:
    assert refusal(tmp_path, template)


def test_a_long_hour_is_well_within_the_bounds(tmp_path: Path) -> None:
    story = Story()
    for _ in range(500):
        story.add(Kind.NOTE, "words " * 50)
    template = (
        '{% for name in ["soap", "dap", "girp", "narrative"] %}'
        "{% for section in sections(name) %}{% for item in section.entries %}"
        "{{ item.text | fold(1, 3) }}\n{% endfor %}{% endfor %}{% endfor %}"
    )

    assert render_own(story.sheet(), own(tmp_path, template), 80).count("words") > 9_000


def test_control_characters_of_a_record_come_out_of_no_template(tmp_path: Path) -> None:
    story = Story()
    line = replace(story.add(Kind.NOTE, "x"), text="a\x1b[2Jb\u202ec")
    sheet = replace(story.sheet(), lines=(line,))

    text = render_own(sheet, own(tmp_path, "{{ lines[0].text }}"), 80)
    assert text == "a[2Jbc\n"


def test_what_is_in_the_folder(tmp_path: Path) -> None:
    own(tmp_path, "{#- for the court -#}\n{{ client }}", "court-2")
    own(tmp_path, "no comment", "plain")
    own(tmp_path, "", "_part")
    own(tmp_path, "", "girp")
    own(tmp_path, "", "Upper")
    (tmp_path / "notes.txt").write_text("not a template")
    (tmp_path / "folder.txt.j2").mkdir()

    assert [(x.name, x.what) for x in own_formats(tmp_path)] == [
        ("court-2", "for the court"),
        ("plain", ""),
    ]
    assert set(unused(tmp_path)) == {"girp.txt.j2", "Upper.txt.j2"}
    assert format_names(tmp_path) == (*FORMATS, "court-2", "plain")
    assert find_own(tmp_path, "girp") is None
    assert find_own(tmp_path, "../court-2") is None
    assert format_names(tmp_path / "nowhere") == tuple(FORMATS)


def test_a_file_that_is_no_text_or_too_long(tmp_path: Path) -> None:
    path = own(tmp_path, "").path
    path.write_bytes(b"\xff\xfe{{ client }}")
    assert "is UTF-16. Save it as UTF-8." in _refused(path)
    path.write_bytes(b"\xff{{ client }}")
    assert "is not UTF-8" in _refused(path)
    path.write_text("a" * 64_001)
    assert "is longer than" in _refused(path)
    path.unlink()
    assert "cannot be read" in _refused(path)


def _refused(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        render_own(rich(), OwnFormat("mine", "", path), 80)
    return str(caught.value)


def test_times_are_those_of_the_wall(tmp_path: Path) -> None:
    assert printed(tmp_path, "{{ start }} {{ stop }} {{ minutes }}").endswith(
        "10:02 10:51 49\n"
    )


def test_a_link_out_of_the_folder_is_no_format(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "out.txt").write_text("{# a secret #}")
    (folder / "linked.txt.j2").symlink_to(tmp_path / "out.txt")
    (folder / "mine.txt.j2").write_text("{# mine #}")
    (folder / "again.txt.j2").symlink_to(folder / "mine.txt.j2")
    assert [own.name for own in own_formats(folder)] == ["again", "mine"]
    assert "leads out" in unused(folder)["linked.txt.j2"]
