"""Settings, split by concern; every one of them can be set by the environment."""

from config.settings.environment import *
from config.settings.core import *
from config.settings.database import *
from config.settings.security import *
from config.settings.api import *
from config.settings.background import *
from config.settings.agents import *
from config.settings.material import *
from config.settings.logs import *
