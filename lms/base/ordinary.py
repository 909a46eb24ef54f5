"""Ordinary sentences of case work, with the numbers that such work is full of.

An office may add the shape of its own case numbers. One that fits what people write every day
would stop them every day, so it is tried on these first; they are our own, and about nobody.
"""

ORDINARY = tuple(
    """
I shadowed an intake with a family that had arrived the week before.
The interpreter joined by phone after a ten-minute wait.
My supervisor explained how an I-94 shows the date of admission.
Form I-589 is for asylum, I-765 for work permits, I-730 for family members, I-485 for adjusting.
The DS-2031 and the DS-3107 came up in the briefing.
45 CFR 400.27 and 400.28 say what may be shared and what must be kept.
Confidentiality is also in 8 USC 1367 and 34 USC 12291(b)(2), and in 28 CFR 90.4.
HIPAA lists 18 identifiers in 45 CFR 164.514(b)(2).
We keep award records for three years under 2 CFR 200.334.
I read policy letter 16-01, then PL 22-13 and DCL 23-11.
ORR-eligible clients can enroll in Preferred Communities within five years of arrival.
A 90-day plan was reviewed, and two of its seven goals were closed.
The caseload in our office is 25 to 30 clients per specialist.
The session lasted 2 hours each way, with a 15 minute drive between visits.
She scored 14 of 27 on the PHQ-9 and 12 of 21 on the GAD-7, so we followed the protocol.
The RHS-15 is a screening tool with 15 questions.
I observed 3 home visits, 2 assessments and 1 case closure this month.
Call 988 in a crisis, 911 in danger, 211 for anything else; text 741741 at any hour.
The National Domestic Violence Hotline is 800-799-7233 or 1-800-799-7233.
Budget for the year is $1,250,000, of which 12.5% is for emergency housing.
The grant has a 1000000 dollar ceiling; 250000 of it is for one-time help.
The poverty line for a family of four was $32,150 in 2025.
Attendance rose from 120 to 145 between 2024 and 2025, and to 1,480 visits in all.
Rent is $1,875 a month, the deposit $900, the application fee $45.50.
The slides of the training of March 14 are in the shared folder, version 2.10.
The training ran from 9:00 to 12:30 in room 204B, Building 7.
Passport offices in 84111 and 84115 are open on Saturdays.
The plan has sections 1.1, 1.2.3 and 4; appendix A-2 has the forms.
A 2026-2027 work plan is being drafted for FY26 and FY27.
The webinar runs 59:21 and the quiz has 20 questions.
COVID-19 rules changed in 2021, 2022 and again in 2023.
The van takes 12 people; bus 35M and line S-70 stop at the door.
Units 101, 102 and 1204 were inspected; the fair market rent is 1,480.
W-2, W-4 and I-9 are for work, 1040 and 1095-A for taxes.
Title 42 ended; INA 207 and 208 are about refugees and asylees.
Most clients are between 18 and 64 years old; a few are over 89.
Medicaid renews every 12 months, SNAP every 6, RCA lasts 4.
I wrote case notes on DAP format, 3 pages, in 45 minutes.
Children under 5 and adults over 65 go first; grade 10 starts at 7:45.
The code of ethics, standard 1.07, says what is private.
Step 1 of 4: greet, explain, ask, listen. Question 7b was hard.
Ein Gespräch über Geduld; une visite à domicile; una visita de seguimiento.
""".strip().splitlines()
)
