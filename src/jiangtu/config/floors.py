"""The floors of the house, from the top: an upper room uses lower ones, rooms of one floor never each other.

The one place where a room is named. From here the settings take what is installed, `./run check floors` what may
import what, and docs/index.md its picture of the house. A room in brackets is still to come: its floor is kept for it.
"""

FLOORS: tuple[dict[str, str], ...] = (
    {"demo": "pilot data, one-click roles"},
    {"console": "the program `jiangtu`: runs what the rooms offer, and is used by none"},
    {"desks": "front pages per role, class page, analysis: only composes what rooms bring"},
    {"(monitoring)": "gathers every room's checks, so it stands above them all"},
    {"(funding)": "settles what was done below", "(publications)": "tells what was proven below"},
    {"(credentials)": "attests what stages, pairs and courses have shown"},
    {"allowances": "the Measures, runs, statements, payment: pays mentors for what the record of their pairs shows"},
    {"mentoring": "profiles, pairing, contracts, reviews; knows nothing of money"},
    {"apprenticeships": "roster, apprenticeship, stage progress, certificates; decides who sees which person"},
    {"training": "class, register, sessions, attendance, log: what was delivered of a programme"},
    {"programmes": "programme, versions, stages, hours rules, whose assessment counts"},
    {
        "(learning)": "library, courses, questions",
        "(surveys)": "questionnaires, answers, needs",
        "(events)": "workshops, talks, action plans",
        "assessment": "what somebody found of a competence",
    },
    {"competences": "frameworks, competences, occupations, levels, wherever they are taught"},
    # they tell, find, prove and seal what upper rooms bring, so they stand below them all
    {
        "notices": "who is told what, where and when",
        "search": "one field for people, classes, pages, rules, words",
        "papers": "what proves a printed paper to whoever scans its code",
        "seals": "what the journal and pay entries were, in batches that nobody changes unnoticed",
    },
    {"institutions": "institution, membership, hats, partnership: who stands for which house"},
    {"people": "person, account, consent; knows nothing of the field"},
    # strangers' spreadsheets hold anything: it knows no person and no institution
    {"sheets": "spreadsheets that came in: layouts, checks by line and column, taken over"},
    {"core": "the kit: actor, verdict, machine, journal, rulebook, page: no word of the field"},
)
NO_ROOMS = ("demo", "console")  # they have no tables and no pages of every installation
# From the ground up.
ROOMS = [room for floor in reversed(FLOORS) for room in floor if not room.startswith("(") and room not in NO_ROOMS]
