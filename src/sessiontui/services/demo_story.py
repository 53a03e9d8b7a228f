"""Fictional clients for the demo: codes, and what was typed in each session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNER = "R. Amadi"
"""The fictional therapist, where the settings name nobody."""
MINUTES = 49
"""The minutes of a fictional session."""
TODAY_MINUTES = 12
"""The minutes that the hour of today has run for, which is under way."""
CODE = "KESTREL-4"
"""The client whom the demo opens with: an hour that is about to begin."""
MID_HOUR = "HERON-2"
"""The client whose hour is under way in the demo."""


QUESTION = "What do you take home today?"
"""A closing question of this fictional therapist's own."""


@dataclass(frozen=True, slots=True)
class Story:
    """A client's sessions, a week apart, and how long after now their hour is."""

    code: str
    after: timedelta
    sessions: tuple[str, ...]


_KESTREL_TODAY = """
arrived early, took the chair by the door
= mood 5
" I slept six hours on Thursday, I checked twice because I did not believe it
: sleep 15m
: sister's wedding
: work email mine
@3
+w texted my brother on Friday night and he texted back a heron
@o phone was off until noon
/observed shoulders lower than last week, laughed at the heron
"""

_HERON_TODAY = """
= mood 5
: the garden 15m
: Saturday
@3
+w coffee on the step, four mornings of seven
" the step is mine now, the cat agrees
! asked again; no such thoughts this week
!p steps still on the fridge, read them to her daughter
/observed garden soil under her nails, showed it, laughed
"""

_KESTREL = Story(
    CODE,
    timedelta(0),
    (
        """
: what brings me here
: my sister's wedding in spring
" I have a map of exits for every room I know
> I want to sit at that wedding and not plan my escape
>m I want it for me, not for the photographs
>e my sister would look for me in the third row
= #1 2
= imp 8
= conf 3
/consent later
+ I still go to choir every Tuesday, even shaking
+s in the front row, where everybody can see me shake
+p my brother, he does not ask, he just drives
+v being there for my people
/formulation leaving early brings relief at once, so staying never gets its chance
>g staying in company while the alarm is on, instead of leaving #1
>t 7 #1
/card came my sister's wedding in spring, and nine months of leaving early
/card for panic with agoraphobia (F40.01)
/card before eight hours of counselling at nineteen
@ notice one room this week that feels all right %80 #1 #+1
/helped That you did not tell me to breathe.
/differently Could we sit so that I see the door?
""",
        """
/changed moved the chairs; the door is in sight
= mood 4
= GAD-7 15/21
: the room that felt all right
: nights
/consent yes
third week at the new desk, commute is long but hers alone
@4
+w the bakery, I stayed for the whole queue
" it is not the wedding, it is the week before it
> I want to sleep before I decide anything
= #2 2
/did psy sleep pressure and the worry clock, drew two lines
/response so lying there earlier gives me more night, not more sleep #2
^d I would like a morning that is mine
@ sleep diary, five lines, no sums %70 #2
/pace -1
/next
/next
? the seating plan
/helped Sitting by the door, thank you.
""",
        """
= mood 3
: sleep diary 15m
: the phone call with my sister
@2
@o two nights at my mother's
" I said yes to everything and then I lay there counting it
/observed tearful for some minutes, tissues, silence; asked to go on
+c counting backwards in choir songs got me through the meeting #1
^n I cannot do another year like this one
/did reflected both sides; asked what a no would protect
/response a no would protect my Sundays
/next
/next
@ one Sunday kept free, told to nobody %90 #+3
/helped The quiet. You let it be quiet.
/differently Less about my mother, more about the week.
""",
        """
/changed the week came first, my mother last
= mood 5
: the free Sunday
: rehearsal dinner
@4
sister has found a hall by the river; date is set for May
= imp 8 #1
= conf 4 #1
= ready 5 #1
/card often weekly
/card by exposure at her pace, motivational interviewing
/card done when she has sat at the wedding
/card agreed treatment and its limits, in the first hour
/card agreed the plan, today
/card telehealth yes, for the weeks of the move
+w said no to a Sunday and nobody died, they had cake without me
= #1 3
= #2 4
^a I did it once, so it can be done
/did imagined the room together: table, music, the door
/response my heart went, and then it got boring #1
/pace +1
/next
/next
@ three short walks, any weather %75 #1 #+4
? ask who sits at my table
/helped Walking through the room in my head.
/differently More time on the sleep diary.
""",
        """
/changed the diary first, a quarter of an hour
= mood 4
= GAD-7 11/21
" better than Sunday
: sleep 15m
: sister's wedding
: work email mine
@2
@o rain
+w I went out once even in the rain
wedding is in nine weeks, invitation is on the fridge
/next
+ I rang my brother before it got bad
^r he'd see me there
= imp 7 #1
= conf 4
= ready 6
= #1 3
/did psy adrenaline curve, drew it #1
/response so it peaks and drops if I stay
/did invited 5 min sitting near exit #1
/back
/response agreed to picture it first
~ strain: felt lectured for a moment; named it, she softened
. ring the surgery about the room booking
/pace a little further, not faster +1
>z #2
@ text my brother Sat 10am %60 #1 #+2
@o phone off
@s text him Fri night instead %95
/next
? father called
/again in 1 week
/told family doctor: began treatment, with her consent
/answer That boring is allowed.
/helped The picture thing.
/differently Less homework talk at the start.
""",
    ),
)

_HERON = Story(
    "HERON-2",
    timedelta(hours=2),
    (
        """
: the evenings since the move
" the flat is too quiet and then I am too loud in it
> I want evenings I do not have to get through
= #1 2
+v I am a good neighbour, I always was
+c the radio on low worked in the old place
@ radio on before the key is out of the door %85
/helped Being asked what I miss, not what is wrong.
""",
        """
= mood 2
! easier not to be here, some evenings; asked openly: no plan, no wish to act
!p daughter rings every evening at eight; wants to see the garden grow
!f call Thursday 9am; knows the night line and has it on the fridge
@3
" it helps that you asked it straight
/did wrote the safety steps together, in her words
/response this is mine, I can read my own writing
+p my daughter, at eight, every day
@ card with the steps on the fridge %100
/helped You asked and you did not flinch.
/differently Start with how the week was.
""",
        """
= mood 4
: how the week was
: the garden
/changed began with how the week was
@4
+w dug the first bed, it is crooked and it is mine
! no such thoughts since Tuesday, asked again
!p steps still on the fridge
= #1 4
^c I will be out there on Saturday, whatever it does
/next
/next
@ coffee on the step, not in the kitchen %80
/again in 1 week
/card gp informed, with her consent
/card until 2026-01-31
/helped Starting with the week.
""",
    ),
)

_WREN = Story(
    "WREN-7",
    timedelta(days=1, hours=-1),
    (
        """
: starting at the new school
" my stomach knows it is Monday before I do
> I want to get to second break without ringing home
= #1 4
+ I draw birds when it is loud, nobody minds
+p my teacher lets me sharpen pencils in her room
/did psy the alarm bell and the smoke, with a drawing
/response so the bell is allowed to be wrong
@ one drawing at first break %90
/helped The bell.
/differently Can I bring my pencils?
""",
        """
came in with a drawing of a wren, put it on the shelf
= mood 6
: pencils
: second break
@4
+w second break twice, rang home once, only to tell
^t I sat at the window table
/changed pencils on the table from the start
= #1 9
>r and I only rang home to tell #1
> I want to stay for swimming
= #2 3
/next
/next
@ ask one person their favourite bird %65
@s show the drawing, ask nothing %90
? swimming lessons
/again in 1 week
/helped Drawing while we talk.
""",
    ),
)

_PLOVER = Story(
    "PLOVER-1",
    timedelta(days=2, hours=3),
    (
        """
: back at work, half days
" I am not tired, I am done, there is a difference
> I want to leave at one and not explain it
> I want them all to understand
= #1 3
>l nobody has to understand, they only have to let me go #2
+c lists on paper, never in the phone
+v doing a thing well, even a small one
/formulation rest has to be earned in this family; stopping early feels like theft
^d I want my hands back
@ leave at one on Wednesday, say only goodbye %55
@o the lift, everybody is in the lift
@s take the stairs %90
/helped The stairs.
/differently A bit slower, please.
/card came sent home from work in autumn, nothing left by noon
/card ended moves to the coast next week, by agreement
/card advice a colleague at the coast; three names on paper
/card how to come back ring or write, the number stays
""",
    ),
)

STORIES: tuple[Story, ...] = (_KESTREL, _HERON, _WREN, _PLOVER)

TODAY: Mapping[str, str] = MappingProxyType(
    {CODE: _KESTREL_TODAY, MID_HOUR: _HERON_TODAY}
)
"""Lines typed so far today, of a client whose hour is under way."""
