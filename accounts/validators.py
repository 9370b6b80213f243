"""What a birthdate, an e-mail and a time zone may be; used by API and pages alike."""

import zoneinfo
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

EARLIEST_YEAR = 1900


def validate_birthdate(value: date) -> None:
    """Refuse dates in the future and before 1900."""
    if value > timezone.now().date() or value.year < EARLIEST_YEAR:
        raise ValidationError("This is not a birthdate.")


def validate_timezone(value: str) -> None:
    """Refuse what the time zone database does not know."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError("This time zone is not known.")
