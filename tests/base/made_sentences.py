"""Ordinary sentences of case work, made by the thousand, with the numbers such work is full of.

Nobody can be told by any of them. What is asked about by design is left out: a full date with its
year, and an author with a title.
"""

from random import Random

SLOTS: dict[str, tuple[str, ...]] = {
    "who": ("the client", "a family", "a couple", "an adult client", "the father", "the household",
            "a newcomer",
            "a young adult", "a parolee", "an asylee", "the new arrivals", "my colleague",
            "a mentor"),
    "staff": ("my supervisor", "the case manager", "the interpreter", "the nurse",
              "our job developer",
              "a volunteer", "the health team", "our training officer", "the program director"),
    "did": ("watched", "took part in", "observed", "prepared", "wrote notes on", "talked about",
            "helped with",
            "led", "read about", "practiced"),
    "what": ("an intake", "a needs assessment", "a home visit", "a plan review", "a case closure",
             "a referral",
             "a safety plan", "a budget session", "an orientation", "a school enrollment",
             "a team meeting",
             "a warm handoff", "a case conference", "a clinic visit", "a job interview"),
    "form": ("I-94", "I-589", "I-765", "I-730", "I-485", "I-131", "I-864", "DS-2031", "DS-3107",
             "I-9", "W-4", "W-2",
             "SSA-89", "SS-5", "N-400", "ORR-5", "G-28", "AR-11", "I-693", "1040", "1095-A"),
    "law": ("45 CFR 400.27", "45 CFR 400.28", "8 USC 1367", "34 USC 12291(b)(2)", "28 CFR 90.4",
            "2 CFR 200.334",
            "45 CFR 164.514(b)(2)", "INA 207", "INA 208(c)", "42 USC 10406(c)(5)", "8 CFR 274a.12"),
    "doc": ("policy letter 16-01", "PL 22-13", "DCL 23-11", "state letter 19-05",
            "the 2024 guidance", "standard 1.07",
            "section 3.2.1", "appendix A-2", "chapter 12", "page 148", "the FY26 work plan",
            "version 2.10.1"),
    "aid": ("RCA", "RMA", "TANF", "SNAP", "WIC", "Medicaid", "SSI", "Matching Grant",
            "Preferred Communities", "RSS"),
    "test": ("RHS-15", "PHQ-9", "GAD-7", "PCL-5", "AUDIT-10"),
    "month": ("January", "February", "March", "April", "June", "July", "August", "September",
              "October", "November"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "place": ("the front desk", "the clinic", "the school", "the food bank", "the DMV",
              "the library", "the bank",
              "the airport", "the Social Security office", "USCIS", "the county office",
              "the bus stop"),
    "line": ("988", "211", "911", "1-800-799-7233", "800-799-7233", "1-888-373-7888", "741741",
             "1-800-985-5990",
             "800-222-1222", "1-800-375-5283"),
    "count": ("two", "three", "four", "six", "a dozen", "2", "3", "5", "12", "40"),
}  # fmt: skip
NUMBERS: dict[str, tuple[int, int]] = {
    "n": (2, 60), "hours": (1, 12), "min": (5, 240), "percent": (1, 100), "year": (1980, 2027),
    "room": (100, 499),
    "age": (1, 88), "big": (1000, 99999), "money": (10, 9999), "k": (1, 999), "hh": (1, 12),
    "mm": (10, 59),
    "dd": (1, 28), "zip": (84101, 84199), "cents": (10, 99),
}  # fmt: skip
SENTENCES = tuple("""
I {did} {what} with {who} for {hours} hours.
On {day} I {did} {what}, and {staff} explained form {form}.
{staff} showed me {law} and {doc}.
We read {doc} before {what}; {law} says what may be shared.
The session took {min} minutes, {n} of them in the car.
{aid} lasts {n} months, {aid} is renewed every {n}.
Rent is ${big} a month, the deposit ${money}.{cents}.
The budget is ${k},{room},{room}, of which {percent}% is for housing.
About {percent}% of our clients came in {year} or later.
Between {year} and {year} the caseload rose from {n} to {k}.
The {test} has {n} questions; a score over {n} is followed up.
She scored {n} of {k} on the {test}, so we followed the protocol.
The training on {month} {dd} is in room {room}, from {hh}:{mm} to {hh}:{mm}.
The webinar of {month} {dd} runs {mm}:{mm} and has {n} slides.
Call {line} in a crisis, and {line} for anything else.
The hotline is {line}, day and night.
Children are between {age} and {age} years old there.
A {age}-year-old goes to grade {hh}.
Form {form} comes before form {form}, and {form} is for later.
The client asked what an A-number is and where it is printed on the card.
I learned what a SEVIS record, an ITIN and a receipt number are, and who needs one.
Social Security cards take {n} days, a green card about {n} months.
A passport is asked for on form {form}; a lost one is reported within {n} days.
We walked {n} blocks to {place} and waited {min} minutes.
Bus {n} goes to {place} every {min} minutes, and the {room} on weekends.
{staff} and I {did} {what}: {n} goals, {n} steps, {count} barriers.
The office in {zip} opens at {hh}:{mm} on {day}s.
The food bank gives out {k} boxes a week, {big} in {year}.
I will ask {staff} about {doc} on {day}.
Question {n}: how does {aid} differ from {aid}?
{n}) greet {n}) explain {n}) ask {n}) listen
The ratio was {n}:{n}, then {n} to 1; we want {n}/{n}.
HIPAA lists 18 identifiers, and we keep none of them here.
ORR counts {n} months from the date of eligibility, or {k} days.
{who} asked about {aid}; {staff} said it takes {n} to {n} days.
What went well: {staff} waited, and {who} spoke first.
I would do it differently: fewer papers, {count} questions, more time.
In FY{n} we had {k} intakes, {k} closures and {big} case notes.
Title {n}, part {k}, section {room}.{n} came up twice.
The birth certificate was translated, and the date of birth was asked for in private.
Many children born in camps have never been to school.
Of those born after {year}, {percent}% speak English.
The lease is for {n} months, ${money} a month, {count} bedrooms, {k} square feet.
Mileage was {n}.{n} miles, {k} in all, at $0.{cents} a mile.
The van seats {n}, costs ${big} and runs {n} miles per gallon.
Version {n}.{n} of the consent form replaces version {n}.{n}.
See https://www.example.org/learn/{big}{big}/part-{n} for the slides.
The slides are at example.org/icr/{year}05-0970-008/doc/158{big}.
The pilot ran {year}-{year}; {doc} was written then.
I compared the {year}, {year} and {year} guidelines.
{staff} keeps {count} lists: open, waiting, closed.
The income limit is {percent}% of the poverty line, ${big} for {n} people.
The interpreter spoke for {percent}% of the time; I counted {n} side talks.
Wages are ${hh}.{cents} to ${n} an hour, {n} hours a week.
COVID-19 rules of {year} were replaced in {year}.
Case file {n} of {n} had no consent form; file {n} had {count}.
For task {k} I {did} {what} and for task {room} {what}.
Apartment viewings take {min} minutes; {n} of {n} had heat.
{who} and I {did} {what}. It lasted from {hh} to {hh}.
The vitals chart says {k}/{n}; {staff} explained it.
Unit {room} was inspected; smoke alarms work in {n} of {n} rooms.
TB tests, I-693 exams and {count} vaccines are done within {n} days.
The plan has sections {n}.1, {n}.2.{n} and {n}.
Our hours are {hh}-{hh}, and on-call is staffed 24/7.
{day} was long: {hours} hours, {n} calls, {n} e-mails, {count} visits.
The DAP format has 3 parts; I wrote {n} lines in {min} minutes.
Lunch is at {hh}:{mm} in room {room}B, building {n}.
A 90-day plan, a {n}-day check and a {k}-day review are due.
We practiced with Case A, then Case B; Review file {n} of {n} is mine.
My reflection, part {n}: power, trust, and what silence can mean.
The client agreed that I could sit in, in person, with an interpreter.
{staff} gave {n} examples of bias; I knew {count} of them.
The school form asks for grade, shots since {year} and {count} contacts.
Section 8 has a wait list of {big} names and {n} months.
Plan A failed, so plan B {n} was used.
The grant has a {n}00000 dollar ceiling and {n} reports.
MS Teams, MS Word and the HMIS are on every laptop.
The client’s goals for {month} are English, work and a driver license.
Trafficking, T visas, U visas and VAWA were explained in the {hours} hour class.
RE1, AS1, GA6 and AM1 are codes of admission, {staff} said.
""".strip().splitlines())  # fmt: skip


def sentence(rng: Random) -> str:
    """One of them, with its places filled."""
    pieces = rng.choice(SENTENCES).split("{")
    found = pieces[0]
    for piece in pieces[1:]:
        slot, _, rest = piece.partition("}")
        if slot in SLOTS:
            found += rng.choice(SLOTS[slot]) + rest
        else:
            found += str(rng.randint(*NUMBERS[slot])) + rest
    return found[0].upper() + found[1:]
