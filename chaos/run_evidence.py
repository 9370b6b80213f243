"""What the database, the probes and the logs hold of runs when everything is over."""

import json
from pathlib import Path
from typing import Any

import psycopg

from chaos.run_oracles import Entry, Step, Trails

UNTOUCHED_SECONDS = 45.0
RUNS = "SELECT id::text, status FROM autopilot_runs"
STEPS = """
SELECT run_id::text, sequence_order, status, id::text, execution_result IS NOT NULL
  FROM tool_steps ORDER BY run_id, sequence_order
"""
ENTRIES = """
SELECT session_id::text, action, phase, coalesce((metadata->>'forced')::boolean, false),
       coalesce(metadata->>'run_id', ''), coalesce((metadata->>'step')::int, 0)
  FROM agent_history ORDER BY session_id, seq
"""
ASSETS_TWICE = """
SELECT tool_step_id::text, subtype, count(*) FROM assets
 WHERE tool_step_id IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1
"""
ITEMS_TWICE = "SELECT quiz_item_id::text, count(*) FROM attempts GROUP BY 1 HAVING count(*) > 1"
EFFECTS = "SELECT (SELECT count(*) FROM assets) + (SELECT count(*) FROM attempts)"
# Due: a step to work on that nobody holds, or one whose holder's lease ran out.
STALLED = """
SELECT r.id::text, s.sequence_order, r.lease_token IS NOT NULL,
       extract(epoch FROM now() - greatest(r.lease_until, r.not_before, s.created_at, s.started_at,
         (SELECT max(h.at) FROM agent_history h WHERE h.session_id = r.session_id)))
  FROM autopilot_runs r JOIN tool_steps s ON s.id = r.step_id
 WHERE r.status = 'running' AND r.waiting_for = ''
   AND (r.lease_until IS NULL OR r.lease_until < now())
   AND (r.not_before IS NULL OR r.not_before < now())
"""
ROWS = """
SELECT r.id::text, r.status, r.waiting_for, s.sequence_order, s.tool_id, s.status, s.started_at,
       s.completed_at FROM autopilot_runs r JOIN tool_steps s ON s.run_id = r.id
 WHERE r.id::text = %s ORDER BY s.sequence_order DESC LIMIT 8
"""
TICKS = "SELECT slot, count(*) FROM chaos_ticks GROUP BY 1"
WINDOWS = "SELECT count(*) FROM job_runs WHERE job = 'chaos-tick'"


def read_trails(connection: psycopg.Connection[Any], probes: Path) -> Trails:
    """Return everything that the judges of runs need."""
    trails = Trails()
    trails.runs = dict(connection.execute(RUNS).fetchall())
    trails.steps = [Step(*row) for row in connection.execute(STEPS)]
    trails.entries = [Entry(*row) for row in connection.execute(ENTRIES)]
    for step, subtype, count in connection.execute(ASSETS_TWICE):
        trails.twice.append(f"step {step} left {count} assets of {subtype}")
    for item, count in connection.execute(ITEMS_TWICE):
        trails.twice.append(f"question {item} has {count} answers")
    trails.effects = (connection.execute(EFFECTS).fetchone() or (0,))[0]
    trails.ticks = dict(connection.execute(TICKS).fetchall())
    trails.claimed_windows = (connection.execute(WINDOWS).fetchone() or (0,))[0]
    trails.trace = read_trace(probes)
    return trails


def read_trace(probes: Path) -> list[dict[str, Any]]:
    path = probes / "trace.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]


def stalled(
    connection: psycopg.Connection[Any], at_least: float = UNTOUCHED_SECONDS
) -> tuple[list[str], int]:
    """Return the runs that were due and untouched for so long, and how many are due at all."""
    rows = connection.execute(STALLED).fetchall()
    found = [
        f"run {run}, step {order}: {'claimed' if held else 'due'}, untouched for {age:.0f} s"
        for run, order, held, age in rows
        if age > at_least
    ]
    return found, len(rows)


def rows_of_run(connection: psycopg.Connection[Any], run: str) -> list[str]:
    return [" ".join(map(str, row)) for row in connection.execute(ROWS, [run])]


def read_logs(folders: list[Path]) -> dict[str, str]:
    """Return every log by its name."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.log"))]
    return {f"{p.parent.name}/{p.name}": p.read_text(errors="replace") for p in paths}
