"""How the pages say times: in the zone and the language of the course."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_skeleton, format_time

from panal import language
from panal.language import gettext as _
from panal.language import ngettext

Moment = float | datetime
"""Seconds since 1970, or a time with its zone."""


class Clock:
    """Says times.

    Args:
        zone: such as `America/Bogota`; UTC if there is none of that name.
    """

    def __init__(self, zone: str) -> None:
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            self._zone = ZoneInfo("UTC")

    @property
    def zone(self) -> str:
        """The zone's name."""
        return self._zone.key

    def whole(self, moment: Moment) -> str:
        """With the day, the year and the zone.

        >>> language.use("en")
        >>> Clock("America/Bogota").whole(1.8e9).replace(chr(0x202F), " ")
        'January 15, 2027, 3:00 AM (America/Bogota)'
        """
        there, spoken = self._there(moment), language.used()
        return f"{format_date(there, 'long', spoken)}, {self.hour(moment)} ({self.zone})"

    def hour(self, moment: Moment) -> str:
        """The hour alone."""
        return format_time(self._there(moment), "short", self._zone, language.used())

    def short(self, moment: Moment, now: Moment | None = None) -> str:
        """The hour, with the day if it is not today, or not the day of `now`.

        >>> language.use("es")
        >>> Clock("UTC").short(1.8e9, 1.8e9 + 60), Clock("UTC").short(1.8e9, 1.81e9)
        ('8:00', '15 ene, 8:00')
        """
        there, today = self._there(moment), self._there(now or time.time())
        if there.date() == today.date():
            return self.hour(moment)
        form = "MMMd" if there.year == today.year else "yMMMd"
        day = format_skeleton(form, there, locale=language.used())
        return f"{day}, {self.hour(moment)}"

    def _there(self, moment: Moment) -> datetime:
        if not isinstance(moment, datetime):
            moment = datetime.fromtimestamp(moment, UTC)
        return moment.astimezone(self._zone)


def ahead(seconds: float) -> str:
    """How long it is until something, as people say it. Minutes are rounded up: nobody is to come
    too early.

    >>> language.use("es")
    >>> ahead(50), ahead(200), ahead(3 * 3600), ahead(50 * 3600)
    ('en 1 minuto', 'en 4 minutos', 'en 3 horas', 'en 2 días')
    """
    minutes = max(1, math.ceil(seconds / 60))
    return _in(minutes, round(minutes / 60))


def left(seconds: float) -> str:
    """How long it is until it is too late. Minutes are rounded down: nobody is to come too late.

    >>> language.use("es")
    >>> left(50), left(200), left(119 * 60), left(50 * 3600)
    ('en menos de un minuto', 'en 3 minutos', 'en 1 hora', 'en 2 días')
    """
    minutes = int(seconds // 60)
    if not minutes:
        return _("in less than a minute")
    return _in(minutes, minutes // 60)


def _in(minutes: int, hours: int) -> str:
    if minutes < 90:
        return ngettext("in {count} minute", "in {count} minutes", minutes).format(count=minutes)
    if hours < 48:
        return ngettext("in {count} hour", "in {count} hours", hours).format(count=hours)
    days = hours // 24
    return ngettext("in {count} day", "in {count} days", days).format(count=days)
