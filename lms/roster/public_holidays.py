"""US public holidays, federal and state: what an office can take over into its calendar.

The library knows the law; which of these days an office is closed on, the office decides.
"""

from datetime import date

import holidays as library

from lms.progress.due import is_working

US = "US"
NAMES: dict[str, str] = dict(library.country_holidays(US).subdivisions_aliases)
REGIONS: dict[str, str] = {NAMES[name]: name for name in sorted(NAMES)}  # UT → Utah
EARLIEST, LATEST = 2000, 2199


def public_holidays(region: str, first_year: int, years: int) -> dict[date, str]:
    """The federal holidays and those of a state ("" for none), by day, with their names.

    Those on a weekend are left out, for nobody works then; the day on which they are observed
    instead is there. Years of which no calendar of ours knows give none.
    """
    span = range(max(first_year, EARLIEST), min(first_year + years, LATEST + 1))
    found: dict[date, str] = {}
    for subdivision in (None, region) if region else (None,):
        found |= dict(library.country_holidays(US, subdiv=subdivision, years=span).items())
    return {
        day: name.replace("'", "’")
        for day, name in sorted(found.items())
        if is_working(day, ()) and day.year in span
    }
