"""What every page knows: where the learner goes on."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tutoring.selectors.places import Place, continue_place_of

CACHE_ATTRIBUTE = "_continue_place"


def continue_place(request: HttpRequest) -> dict[str, object]:
    """Give ``continue_place`` (an object with url and label) or None; two queries, when used."""
    return {"continue_place": SimpleLazyObject(lambda: place_for(request))}


def place_for(request: HttpRequest) -> Place | None:
    """Return where who is studying goes on, remembered for the request."""
    if not hasattr(request, CACHE_ATTRIBUTE):
        setattr(request, CACHE_ATTRIBUTE, _find(request))
    return getattr(request, CACHE_ATTRIBUTE)


def _find(request: HttpRequest) -> Place | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    learner = getattr(request, "learner", None)
    return continue_place_of(learner.pk) if learner else None
