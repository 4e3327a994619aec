"""doccano: its own import, the code behind the upload form, into a database of its own."""

import importlib.util
import os
import sys
from pathlib import Path

from expected import ARTICLES, FOLDER, ok, same, same_roles, same_spans

BACKEND = Path(importlib.util.find_spec("backend").origin).parent
sys.path.insert(0, str(BACKEND))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings.development",
    "DATABASE_URL": f"sqlite:///{FOLDER / 'doccano.db'}",
}
import django  # noqa: E402

django.setup()

from data_import.datasets import load_dataset  # noqa: E402
from data_import.pipeline.catalog import RELATION_EXTRACTION, create_file_format  # noqa: E402
from data_import.pipeline.readers import FileName  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from examples.models import Example  # noqa: E402
from labels.models import Relation, Span  # noqa: E402
from projects.models import ProjectType, SequenceLabelingProject  # noqa: E402

call_command("migrate", verbosity=0)
user = get_user_model().objects.create(username="admin")


def imported(file, task, column):
    """The examples that doccano makes of a file, in a project that allows overlaps and relations."""
    project = SequenceLabelingProject.objects.create(
        name=file,
        description="x",
        guideline="x",
        project_type=ProjectType.SEQUENCE_LABELING,
        created_by=user,
        allow_overlapping=True,
        use_relation=True,
    )
    names = [FileName(full_path=str(FOLDER / file), generated_name=file, upload_name=file)]
    dataset = load_dataset(task, create_file_format("JSONL"), names, project, **column)
    dataset.save(user)
    same([error.dict() for error in dataset.errors], [], f"errors of {file}")
    return Example.objects.filter(project=project).order_by("id")


def label_of(name):
    """Our label; a head's names its category too."""
    return name.partition(":")[0]


for file, task, column, what in (
    ("doccano.jsonl", RELATION_EXTRACTION, {}, "entities with their words, relations"),
    (
        "doccano-labels.jsonl",
        ProjectType.SEQUENCE_LABELING,
        {"column_label": "label"},
        "labels with their words",
    ),
):
    for example, article in zip(imported(file, task, column), ARTICLES, strict=True):
        same(example.text, article["text"], file)
        spans = Span.objects.filter(example=example)
        found = {
            (
                label_of(one.label.text),
                one.start_offset,
                one.end_offset,
                example.text[one.start_offset : one.end_offset],
            )
            for one in spans
        }
        same_spans(article, found, file)
        if task == RELATION_EXTRACTION:
            related = Relation.objects.filter(example=example)
            roles = [(one.from_id.start_offset, one.type.text, one.to_id.start_offset) for one in related]
            same_roles(article, roles, file)
    ok(f"import of `{file.split('.')[0]}`, as from the upload form: {what}")
