"""A run in a session without a plan begins by making one."""

from autopilot.services.assets import leave_plan
from autopilot.services.records import record
from autopilot.services.stage import Follow, Next, Outcome, Stage
from autopilot.states import RunPhase, ToolId
from sessions_app.states import StudyPhase
from tutoring.models import StudyPlan
from tutoring.services.plans import MadePlan, Wish, prepare_plan, store_plan

DAYS, HOURS_PER_DAY = 7, 1.0  # of a learner who said nothing about either


class MakePlan:
    def work(self, stage: Stage) -> Outcome:
        if stage.session.phase != StudyPhase.INTAKE:
            return Outcome()
        wish = Wish(goal="", days=DAYS, hours_per_day=HOURS_PER_DAY)
        made = prepare_plan(
            exam_type=stage.session.exam_type, wish=wish, learner=stage.session.user
        )
        return Outcome(made, made.turns)

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        made: MadePlan | None = outcome.found
        then = Next(ToolId.CHOOSE_TOPIC, "Choose a topic")
        if made is None or stage.session.phase != StudyPhase.INTAKE:
            accepted = StudyPlan.objects.filter(session=stage.session, was_accepted=True).first()
            if accepted is not None:
                leave_plan(stage, accepted)
            return Follow({"plan": "kept"}, then, phase=RunPhase.SELECTING_TOPIC)
        plan = store_plan(stage.session.pk, made, None)
        leave_plan(stage, plan)
        record(stage, "plan_updated", "The session had no plan; a verified one was made.")
        return Follow({"plan": str(plan.pk)}, then, phase=RunPhase.SELECTING_TOPIC)
