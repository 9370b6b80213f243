"""Indexes that let a quiz be chosen from a bank of any size without reading the whole of it."""

from django.db import migrations, models

# Which questions reveal a misconception: SQLite has no such index and looks at the texts.
REVEALING = "question_version_reveals"


def create_revealing(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {REVEALING} ON question_versions USING gin (options jsonb_path_ops)"
        )


def drop_revealing(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {REVEALING}")


class Migration(migrations.Migration):
    dependencies = [
        ("tutoring", "0005_typed_answers_and_material"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("current__isnull", False), ("status", "released")),
                fields=["lesson", "difficulty", "concept"],
                name="question_to_ask",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("generator__isnull", False)),
                fields=["lesson"],
                name="question_generated",
            ),
        ),
        migrations.RunPython(create_revealing, drop_revealing),
    ]
