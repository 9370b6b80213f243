"""Study material that learners upload: where it lies and how much of it is kept and read."""

from config.settings.core import MEDIA_ROOT
from config.settings.environment import env

MATERIAL_ROOT = MEDIA_ROOT / "material"  # no address leads into it
MATERIAL_MAX_FILES = env.int("MATERIAL_MAX_FILES", default=50)  # of one learner
MATERIAL_MAX_MB = env.int("MATERIAL_MAX_MB", default=200)  # of one learner, all files together
MATERIAL_READ_SECONDS = env.int("MATERIAL_READ_SECONDS", default=120)  # of one file
