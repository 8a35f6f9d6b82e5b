"""Business days: weekends and public holidays of the rep's country and region are none (package holidays)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from agent.errors import ConfigError

if TYPE_CHECKING:
    from holidays import HolidayBase

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days of one place. `country` is an ISO 3166-1 alpha-2 code, `region` the part after the hyphen of an
    ISO 3166-2 code; "" for none. Without a country only Saturdays and Sundays are free. `timezone` is an IANA name.
    """

    country: str = ""
    region: str = ""
    timezone: str = "UTC"

    def is_business_day(self, day: date) -> bool:
        """Whether people work on this day. Raises ConfigError for a country or region that is unknown."""
        return _is_business_day(self.country.upper(), self.region.upper(), day)

    def add_business_days(self, day: date, n: int) -> date:
        """The n-th business day after `day`: Monday + 4 is Friday, Saturday + 1 is Monday; n = 0 gives `day` itself.

        Raises ValueError for a negative n.
        """
        if n < 0:
            raise ValueError(f"a number of business days is never negative: {n}")
        while n:
            day += _ONE_DAY
            n -= self.is_business_day(day)
        return day

    def subtract_business_days(self, day: date, n: int) -> date:
        """The n-th business day before `day`. Raises ValueError for a negative n."""
        if n < 0:
            raise ValueError(f"a number of business days is never negative: {n}")
        while n:
            day -= _ONE_DAY
            n -= self.is_business_day(day)
        return day

    def business_days_between(self, first: date, last: date) -> int:
        """How many business days lie after `first`, up to and with `last`; 0 where `last` is not later."""
        count = 0
        while first < last:
            first += _ONE_DAY
            count += self.is_business_day(first)
        return count

    def local_date(self, at: datetime) -> date:
        """The day that the calendar on the rep's wall shows at this aware time."""
        return local_date(at, self.timezone)


def local_date(at: datetime, timezone: str) -> date:
    """The date at an aware time in an IANA time zone. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError("a time without an offset has no date")
    return at.astimezone(_zone(timezone)).date()


# The countries that the package knows, so that a configuration is checked without loading every calendar (0.1 s); held true by a test.
_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK
ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UK UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
KNOWN_COUNTRIES = frozenset(_COUNTRIES.split())


def calendar_problem(country: str, region: str) -> str | None:
    """What is wrong with a country and region, for the rep; None when business days can be told for them."""
    if not region and (not country or country.upper() in KNOWN_COUNTRIES):
        return None
    try:
        _public_holidays(country.upper(), region.upper())
    except ConfigError as error:
        return error.problems[0]
    return None


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def _public_holidays(country: str, region: str, year: int | None = None) -> HolidayBase | None:
    """The holidays of one year, whole before anybody sees them: a calendar that grows as it is asked is wrong for a second thread."""
    if not country:
        return None
    import holidays  # 65 ms: only when a business day is asked for

    try:
        return holidays.country_holidays(country, subdiv=region or None, years=year, expand=False)
    except NotImplementedError:
        pass
    if country not in holidays.list_supported_countries():
        raise ConfigError(
            [
                f'[me] country = "{country}" is not a country whose holidays are known: expected a code such as "US" or "DE".'
            ]
        )
    known = ", ".join(holidays.list_supported_countries()[country])
    raise ConfigError(
        [
            f'[me] region = "{region}" is not a region of {country}: expected {f"one of {known}" if known else "none"}.'
        ]
    )


@lru_cache(maxsize=65_536)
def _is_business_day(country: str, region: str, day: date) -> bool:
    free = _public_holidays(country, region, day.year)
    return day.weekday() < _SATURDAY if free is None else free.is_working_day(day)
