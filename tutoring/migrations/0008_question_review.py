"""The review of questions: decisions, flags of learners, item statistics."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.clock
import accounts.ids
import sessions_app.encryption

POSTGRESQL = """
CREATE FUNCTION review_decisions_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'review_decisions is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER review_decisions_guard BEFORE UPDATE ON review_decisions
    FOR EACH ROW EXECUTE FUNCTION review_decisions_guard();
"""
POSTGRESQL_REVERSE = """
DROP TRIGGER review_decisions_guard ON review_decisions;
DROP FUNCTION review_decisions_guard();
"""
SQLITE = """
CREATE TRIGGER review_decisions_guard BEFORE UPDATE ON review_decisions
BEGIN SELECT RAISE(ABORT, 'review_decisions is never changed'); END
"""
SQLITE_REVERSE = "DROP TRIGGER review_decisions_guard"


def guard(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if on_postgresql else SQLITE)


def unguard(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL_REVERSE if on_postgresql else SQLITE_REVERSE)


class Migration(migrations.Migration):
    dependencies = [
        ("tutoring", "0007_imported_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemStatistic",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                ("right", models.PositiveIntegerField()),
                ("difficulty", models.FloatField()),
                ("n_ability", models.PositiveIntegerField(default=0)),
                ("discrimination", models.FloatField(blank=True, null=True)),
                ("picks", models.JSONField(default=list)),
                ("median_ms", models.PositiveIntegerField(blank=True, null=True)),
                ("suspicion", models.CharField(blank=True, max_length=100)),
                (
                    "made_at",
                    models.DateTimeField(db_default=accounts.clock.ClockNow(), editable=False),
                ),
            ],
            options={
                "db_table": "item_statistics",
            },
        ),
        migrations.CreateModel(
            name="QuestionFlag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("key_wrong", "The key looks wrong"),
                            ("unclear", "It is unclear"),
                            ("typo", "There is a typo"),
                        ],
                        max_length=9,
                    ),
                ),
                ("note", sessions_app.encryption.EncryptedJSONField(default="")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("fixed", "fixed"),
                            ("no_fault", "no fault found"),
                            ("withdrawn", "question withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("reply", sessions_app.encryption.EncryptedJSONField(default="")),
                (
                    "created_at",
                    models.DateTimeField(db_default=accounts.clock.ClockNow(), editable=False),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "question_flags",
            },
        ),
        migrations.CreateModel(
            name="ReviewDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("release", "released"),
                            ("reject", "rejected"),
                            ("requeue", "put back into the queue"),
                            ("quarantine", "taken back into quarantine"),
                            ("retire", "retired"),
                            ("restore", "asked again"),
                            ("edit", "edited"),
                            ("look", "looked at the key before solving"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_default=accounts.clock.ClockNow(), editable=False)),
            ],
            options={
                "db_table": "review_decisions",
            },
        ),
        migrations.CreateModel(
            name="FlaggedQuestion",
            fields=[],
            options={
                "verbose_name": "flagged question",
                "verbose_name_plural": "flags from learners",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("tutoring.question",),
        ),
        migrations.CreateModel(
            name="QueuedQuestion",
            fields=[],
            options={
                "verbose_name": "question to review",
                "verbose_name_plural": "review queue",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("tutoring.question",),
        ),
        migrations.AlterModelOptions(
            name="question",
            options={"permissions": [("review_question", "Can review questions and answer flags")]},
        ),
        migrations.RemoveConstraint(
            model_name="blindsolve",
            name="blind_solve_number",
        ),
        migrations.RemoveConstraint(
            model_name="question",
            name="question_status",
        ),
        migrations.AddField(
            model_name="blindsolve",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("quarantined", "quarantined"),
                    ("released", "released"),
                    ("retired", "retired"),
                    ("rejected", "rejected"),
                ],
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="blindsolve",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", 3)),
                name="blind_solve_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="blindsolve",
            constraint=models.UniqueConstraint(
                condition=models.Q(("by__isnull", False)),
                fields=("question_version", "by"),
                name="blind_solve_one_for_each_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "quarantined", "released", "retired", "rejected"])
                ),
                name="question_status",
            ),
        ),
        migrations.AddField(
            model_name="itemstatistic",
            name="question",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="statistics",
                to="tutoring.question",
            ),
        ),
        migrations.AddField(
            model_name="itemstatistic",
            name="question_version",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="statistics",
                to="tutoring.questionversion",
            ),
        ),
        migrations.AddField(
            model_name="questionflag",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="questionflag",
            name="learner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="question_flags",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="questionflag",
            name="question_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="flags",
                to="tutoring.questionversion",
            ),
        ),
        migrations.AddField(
            model_name="questionflag",
            name="quiz_item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="flags",
                to="tutoring.quizitem",
            ),
        ),
        migrations.AddField(
            model_name="reviewdecision",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reviewdecision",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="tutoring.question",
            ),
        ),
        migrations.AddField(
            model_name="reviewdecision",
            name="question_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="tutoring.questionversion",
            ),
        ),
        migrations.AddIndex(
            model_name="itemstatistic",
            index=models.Index(
                condition=models.Q(
                    ("question_version__isnull", True), models.Q(("suspicion", ""), _negated=True)
                ),
                fields=["question"],
                name="statistic_suspicious",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemstatistic",
            constraint=models.UniqueConstraint(
                condition=models.Q(("question_version__isnull", False)),
                fields=("question_version",),
                name="statistic_one_for_each_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemstatistic",
            constraint=models.UniqueConstraint(
                condition=models.Q(("question_version__isnull", True)),
                fields=("question",),
                name="statistic_one_for_each_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemstatistic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("n__gte", 1), ("n_ability__lte", models.F("n")), ("right__lte", models.F("n"))
                ),
                name="statistic_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemstatistic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discrimination__isnull", True),
                    models.Q(("discrimination__gte", -1), ("discrimination__lte", 1)),
                    _connector="OR",
                ),
                name="statistic_discrimination",
            ),
        ),
        migrations.AddIndex(
            model_name="questionflag",
            index=models.Index(fields=["learner", "id"], name="flag_of_learner"),
        ),
        migrations.AddIndex(
            model_name="questionflag",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["question_version"],
                name="flag_open_of_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionflag",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["key_wrong", "unclear", "typo"])), name="flag_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="questionflag",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "fixed", "no_fault", "withdrawn"])),
                name="flag_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionflag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", True), ("seen_at__isnull", True), ("status", "open")
                    ),
                    models.Q(
                        models.Q(("status", "open"), _negated=True), ("answered_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="flag_answered_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionflag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("learner", "question_version"),
                name="flag_one_open_for_each_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        [
                            "release",
                            "reject",
                            "requeue",
                            "quarantine",
                            "retire",
                            "restore",
                            "edit",
                            "look",
                        ],
                    )
                ),
                name="review_decision_verb",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verb__in", ["reject", "retire"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="review_decision_says_why",
                violation_error_message="Say why.",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
