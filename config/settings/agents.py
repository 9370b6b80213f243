"""Who teaches: the built-in agents, or a language model with the built-in ones behind it."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

AGENTS: dict[str, str] = {
    "planner": env.str("AGENT_PLANNER", default="builtin"),
    "tutor": env.str("AGENT_TUTOR", default="builtin"),
    "quizmaster": env.str("AGENT_QUIZMASTER", default="builtin"),
    "misconception": env.str("AGENT_MISCONCEPTION", default="builtin"),
    "evaluator": env.str("AGENT_EVALUATOR", default="builtin"),
    "router": env.str("AGENT_ROUTER", default="builtin"),
}
for _role, _chosen in AGENTS.items():
    if _chosen not in {"builtin", "model"}:
        raise ImproperlyConfigured(
            f"AGENT_{_role.upper()} is {_chosen!r}; it must be 'builtin' or 'model'."
        )

MODEL_NAME = env.str("MODEL_NAME", default="")
MODEL_BASE_URL = env.str("MODEL_BASE_URL", default="")
MODEL_API_KEY = env.str("MODEL_API_KEY", default="")
MODEL_DEADLINE_SECONDS = env.float("MODEL_DEADLINE_SECONDS", default=15.0)
MODEL_RETRIES = env.int("MODEL_RETRIES", default=2)
