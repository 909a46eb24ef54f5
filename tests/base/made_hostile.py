"""Pieces which, repeated, are hard to read: beginnings of what each rule of the guard looks for."""

ATOMS = (
    "A", "A ", "1", "1 ", "12-", "123-45-", "012345678 ", "1/1/", "Mr. ", "a@", "a@a.", "a.", "+1 ",
    "(2", "born ", "dob 1", "1 Ab ", "1 a a ", "https://", "www.a", "٣", "\u200b", "a", "a1", "x.",
)  # fmt: skip
# What is found, and what nearly is, with the words that give it its meaning.
MADE = (
    "A204 881 736 ", "A#204 881 73 ", "alien 204 881 736 ", "A 1 2 3 4 5 6 ", "204-881-",
    "204 881 ",
    "SSN 417325508 ", "417-32-550 ", "last four ssn ", "XXX-XX-550", "941-78-330 ", "itin 9 ",
    "card 204 881 736 ", "73018842956 ", "I-94 1 1 1 ", "EAC ", "EAC-10-123-4567", "N00377152",
    "sevis 003771520 ", "passport P4471902 ", "passport P44719", "4111 1111 1111 ",
    "case number 1234 ",
    "medicaid id UT", "born 1/1/1988 ", "DOB 7/19/88 ", "dob dob 1/1/88", "born 1 born ",
    "1988 born ",
    "1 1 1 ", "9 9 ", "417\t32\t", "call 385-224-719 ", "call 0799 12 ", "+1 385 22", "0011 1",
    "a@a ",
    "[at", "a(at)a", "@a ", "facebook.com/a ", "t.me/", "12-12-12-", "arrived March ",
    "arrived 3/1 ",
    "May ", "12 n Ab ", "1 Ab Cd ", "apt 1", "UT 8411", "zip 8411 ", "plate A1", "1.1.1.",
    "91 years ol",
    "aged 9", "mr ", "M.", "client named A", "client A. ", "her T-", "she is RE", "her T visa ",
    "VAWA ",
)  # fmt: skip
