"""What each kind of step does."""

from autopilot.services.stage import Tool
from autopilot.services.tools.asking import Ask, MakeQuiz
from autopilot.services.tools.choosing import ChooseTopic
from autopilot.services.tools.deciding import Analyse, Decide
from autopilot.services.tools.planning import MakePlan
from autopilot.services.tools.reviewing import Review
from autopilot.services.tools.teaching import MicroLesson
from autopilot.states import ToolId

TOOLS: dict[str, Tool] = {
    ToolId.MAKE_PLAN: MakePlan(),
    ToolId.CHOOSE_TOPIC: ChooseTopic(),
    ToolId.MICRO_LESSON: MicroLesson(),
    ToolId.MAKE_QUIZ: MakeQuiz(),
    ToolId.ASK: Ask(),
    ToolId.ANALYSE: Analyse(),
    ToolId.DECIDE: Decide(),
    ToolId.REVIEW: Review(),
}
