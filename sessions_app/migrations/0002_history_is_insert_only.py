"""Make the agent history insert-only: UPDATE never, DELETE only under a permit."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION agent_history_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'agent_history is insert-only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM history_erase_permits WHERE session_id = OLD.session_id) THEN
        RAISE EXCEPTION 'agent_history is deleted only by the erase or retention service'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER agent_history_guard BEFORE UPDATE OR DELETE ON agent_history
    FOR EACH ROW EXECUTE FUNCTION agent_history_guard();
"""
POSTGRESQL_REVERSE = """
DROP TRIGGER agent_history_guard ON agent_history;
DROP FUNCTION agent_history_guard();
"""
SQLITE = [
    """
CREATE TRIGGER agent_history_no_update BEFORE UPDATE ON agent_history
BEGIN SELECT RAISE(ABORT, 'agent_history is insert-only'); END
""",
    """
CREATE TRIGGER agent_history_guarded_delete BEFORE DELETE ON agent_history
WHEN NOT EXISTS (SELECT 1 FROM history_erase_permits WHERE session_id = OLD.session_id)
BEGIN SELECT RAISE(ABORT, 'agent_history is deleted only by the erase or retention service'); END
""",
]
SQLITE_REVERSE = [
    "DROP TRIGGER agent_history_no_update",
    "DROP TRIGGER agent_history_guarded_delete",
]


def create(apps, schema_editor):
    statements = [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in [POSTGRESQL_REVERSE] if on_postgresql else SQLITE_REVERSE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
