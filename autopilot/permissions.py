"""Who may see and steer a mission: the session policy, asked of its learner."""

from uuid import UUID

from accounts.errors import NotAllowed
from accounts.models import Guardianship, User
from autopilot.errors import AssetNotFound, HopNotFound, MissionNotFound
from autopilot.models import Asset, Hop, Mission


def find_mission(user: User, mission_id: UUID, *, to_write: bool) -> Mission:
    """Fetch a mission the user may see; to write: the owner, or a child profile's guardian.

    Raises MissionNotFound and NotAllowed.
    """
    mission = Mission.objects.visible_to(user).select_related("user").filter(pk=mission_id).first()
    if mission is None:
        raise MissionNotFound("No such mission.")
    if to_write and not _may_write(user, mission):
        raise NotAllowed("You see this mission; steering it is its learner's.")
    return mission


def find_hop(user: User, hop_id: UUID) -> Hop:
    """Fetch a hop of a mission the user may see. Raises HopNotFound."""
    hop = Hop.objects.filter(pk=hop_id, mission__in=Mission.objects.visible_to(user)).first()
    if hop is None:
        raise HopNotFound("No such hop.")
    return hop


def find_asset(user: User, asset_id: UUID) -> Asset:
    """Fetch an asset of a mission the user may see. Raises AssetNotFound."""
    seen = Mission.objects.visible_to(user)
    asset = Asset.objects.filter(pk=asset_id, mission__in=seen).first()
    if asset is None:
        raise AssetNotFound("No such asset.")
    return asset


def _may_write(user: User, mission: Mission) -> bool:
    if mission.user_id == user.pk:
        return True
    wards = Guardianship.objects.of_guardian(user.pk)
    return mission.user.is_child_profile and wards.filter(learner_id=mission.user_id).exists()
