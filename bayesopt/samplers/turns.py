"""Which trials may be for something else than what the process wants most: turns by number.

Whatever is wrong with what a process believes, half of the trials, the odd ones, make use of it:
they are for the acquisition, or a step along a quadratic function (`descent`). At the others the
first of these says where to go that finds its moment come:

| turn | of whom | its moment |
| --- | --- | --- |
| TPE | TPE, in the default's studies (`choosing`) | little was gained, and no level has turns |
| ANEW, later ASIDE | a study within the study, there too (`anew`) | little was gained for long |
| ASIDE | draws that go anywhere (`plateau`) | values tell no point from another |
| LEVEL, odd or even | the best trial, again (`repeat`) | of finitely many points, foreseen badly |
| LEVEL, odd or even | a level that is hardly ever visited (`neglect`) | always |
| ASIDE | the level that is neglected most (`neglect`) | little is left to gain |
| ASIDE | optimism (`stall`, `escape`) | little was gained lately |
"""

ASIDE = 2
TPE = ANEW = 4
LEVEL = 5


def falls(turn: int, number: int) -> bool:
    """Whether trial `number` is one of every `turn`."""
    return number % turn == 0
