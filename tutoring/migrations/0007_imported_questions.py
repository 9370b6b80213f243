"""Questions that are imported: their batch, what more they said, and no lesson at first."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.clock
import accounts.ids


class Migration(migrations.Migration):
    dependencies = [
        ("tutoring", "0006_bounded_choice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
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
                ("file_name", models.CharField(max_length=200)),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gift", "GIFT"),
                            ("moodle-xml", "Moodle XML"),
                            ("qti-1.2", "QTI 1.2"),
                            ("qti-2.1", "QTI 2.1 or 2.2"),
                            ("aiken", "Aiken"),
                            ("csv", "CSV table"),
                            ("json", "JSON"),
                            ("jsonl", "JSON lines"),
                            ("trivia", "OpenTriviaQA text"),
                            ("anki", "Anki package"),
                        ],
                        max_length=12,
                    ),
                ),
                ("size", models.PositiveIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                ("bank", models.CharField(max_length=200)),
                ("licence", models.CharField(blank=True, max_length=100)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("check", "check without storing"),
                            ("store", "store the questions"),
                        ],
                        default="check",
                        max_length=5,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("total", models.PositiveIntegerField(blank=True, null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("report", models.JSONField(blank=True, default=dict)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("lease_token", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=accounts.clock.ClockNow(), editable=False),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lesson",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tutoring.lesson",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "import batches",
                "db_table": "import_batches",
            },
        ),
        migrations.AddField(
            model_name="questionversion",
            name="extra",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="question",
            name="lesson",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questions",
                to="tutoring.lesson",
            ),
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="file",
                        serialize=False,
                        to="tutoring.importbatch",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
            options={
                "db_table": "import_files",
            },
        ),
        migrations.AddField(
            model_name="question",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="questions",
                to="tutoring.importbatch",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["status", "id"], name="question_of_status"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "released"), _negated=True),
                    ("lesson__isnull", False),
                    _connector="OR",
                ),
                name="question_released_has_lesson",
                violation_error_message="Choose a lesson before the question is released.",
            ),
        ),
        migrations.AddIndex(
            model_name="importbatch",
            index=models.Index(
                condition=models.Q(("status__in", ["waiting", "running"])),
                fields=["lease_until"],
                name="import_batch_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "running", "done", "failed"])),
                name="import_batch_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["check", "store"])), name="import_batch_step"
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "format__in",
                        [
                            "",
                            "gift",
                            "moodle-xml",
                            "qti-1.2",
                            "qti-2.1",
                            "aiken",
                            "csv",
                            "json",
                            "jsonl",
                            "trivia",
                            "anki",
                        ],
                    )
                ),
                name="import_batch_format",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "failed"), models.Q(("failure", ""), _negated=True)),
                    models.Q(models.Q(("status", "failed"), _negated=True), ("failure", "")),
                    _connector="OR",
                ),
                name="import_batch_failed_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("status__in", ["done", "failed"])),
                    models.Q(("ended_at__isnull", True), ("status__in", ["waiting", "running"])),
                    _connector="OR",
                ),
                name="import_batch_ended",
            ),
        ),
    ]
