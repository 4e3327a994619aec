"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("n_sentences", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tokenizer", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("sentences", sa.Text(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("meta", sa.Text(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("key <> ''", name=op.f("ck_article_key")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_article_sha256")),
        sa.CheckConstraint("n_sentences BETWEEN 0 AND 2147483647", name=op.f("ck_article_n_sentences")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("key", name=op.f("uq_article_key")),
        sa.UniqueConstraint("sha256", name=op.f("uq_article_sha256")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_n_sentences"), ["n_sentences"], unique=False)

    op.create_table(
        "round",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("arm IN ('shown', 'hidden', 'random')", name=op.f("ck_round_arm")),
        sa.CheckConstraint("state IN ('open', 'frozen', 'adjudicated')", name=op.f("ck_round_state")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_round")),
    )
    op.create_table(
        "scheme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compiled", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("outlet", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("meta", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_publication_article_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("article_id", "source_id", name=op.f("uq_publication_article_id_source_id")),
    )
    op.create_table(
        "stream",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("annotator", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("pass", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("submitted_seq", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n_sentences", sa.Integer(), nullable=False),
        sa.Column("n_done", sa.Integer(), nullable=False),
        sa.Column("n_flags", sa.Integer(), nullable=False),
        sa.Column("n_ties", sa.Integer(), nullable=False),
        sa.CheckConstraint("layer <> 'human' OR annotator <> ''", name=op.f("ck_stream_annotator")),
        sa.CheckConstraint("layer IN ('human', 'suggestion', 'gold')", name=op.f("ck_stream_layer")),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (submitted_seq IS NULL)", name=op.f("ck_stream_submitted")
        ),
        sa.CheckConstraint(
            "n_done BETWEEN 0 AND n_sentences AND n_flags BETWEEN 0 AND n_sentences AND n_ties >= 0",
            name=op.f("ck_stream_sums"),
        ),
        sa.CheckConstraint("pass BETWEEN 1 AND 2147483647", name=op.f("ck_stream_pass")),
        sa.CheckConstraint("seq BETWEEN 0 AND 2147483647", name=op.f("ck_stream_seq")),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_stream_article_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"], ["round.name"], name=op.f("fk_stream_round"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream")),
        sa.UniqueConstraint(
            "article_id",
            "annotator",
            "round",
            "pass",
            "layer",
            name=op.f("uq_stream_article_id_annotator_round_pass_layer"),
        ),
    )
    with op.batch_alter_table("stream", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stream_annotator_round_pass_layer"),
            ["annotator", "round", "pass", "layer"],
            unique=False,
        )

    op.create_table(
        "event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.CheckConstraint("verb <> ''", name=op.f("ck_event_verb")),
        sa.CheckConstraint("seq BETWEEN 1 AND 2147483647", name=op.f("ck_event_seq")),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["stream.id"],
            name=op.f("fk_event_stream_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
        sa.UniqueConstraint("stream_id", "seq", name=op.f("uq_event_stream_id_seq")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rejected",
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("suggested", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('tie', 'span')", name=op.f("ck_rejected_kind")),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["stream.id"],
            name=op.f("fk_rejected_stream_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("stream_id", "id", name=op.f("pk_rejected")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sentence_cut",
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Boolean(), nullable=False),
        sa.CheckConstraint("start BETWEEN 0 AND 2147483647", name=op.f("ck_sentence_cut_start")),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["stream.id"],
            name=op.f("fk_sentence_cut_stream_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("stream_id", "start", name=op.f("pk_sentence_cut")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sentence_status",
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("flag", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'done', 'nothing', 'skipped')", name=op.f("ck_sentence_status_status")
        ),
        sa.CheckConstraint("start BETWEEN 0 AND 2147483647", name=op.f("ck_sentence_status_start")),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["stream.id"],
            name=op.f("fk_sentence_status_stream_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("stream_id", "start", name=op.f("pk_sentence_status")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "span",
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("fate", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["stream.id"],
            name=op.f("fk_span_stream_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("stream_id", "id", name=op.f("pk_span")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("sentence_start", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("suggestions", sa.String(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.CheckConstraint("suggestions IN ('shown', 'hidden', 'none')", name=op.f("ck_visit_suggestions")),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_visit_seconds")),
        sa.CheckConstraint("sentence_start BETWEEN 0 AND 2147483647", name=op.f("ck_visit_start")),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["stream.id"],
            name=op.f("fk_visit_stream_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_stream_id"), ["stream_id"], unique=False)

    op.create_table(
        "fragment",
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("span_id", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "0 <= start AND start < stop AND stop <= 2147483647", name=op.f("ck_fragment_bounds")
        ),
        sa.ForeignKeyConstraint(
            ["stream_id", "span_id"],
            ["span.stream_id", "span.id"],
            name=op.f("fk_fragment_stream_id_span_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("stream_id", "span_id", "start", name=op.f("pk_fragment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tie",
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("head_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("reciprocal", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("fate", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stream_id", "head_id"],
            ["span.stream_id", "span.id"],
            name=op.f("fk_tie_stream_id_head_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["stream_id"], ["stream.id"], name=op.f("fk_tie_stream_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("stream_id", "id", name=op.f("pk_tie")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("tie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tie_stream_id_head_id"), ["stream_id", "head_id"], unique=False)

    op.create_table(
        "role",
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("tie_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("span_id", sa.String(), nullable=True),
        sa.Column("implicit", sa.String(), nullable=True),
        sa.Column("nested_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN span_id IS NULL THEN 0 ELSE 1 END + CASE WHEN implicit IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN nested_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_role_one_filler"),
        ),
        sa.ForeignKeyConstraint(
            ["stream_id", "nested_id"],
            ["tie.stream_id", "tie.id"],
            name=op.f("fk_role_stream_id_nested_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["stream_id", "span_id"],
            ["span.stream_id", "span.id"],
            name=op.f("fk_role_stream_id_span_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["stream_id", "tie_id"],
            ["tie.stream_id", "tie.id"],
            name=op.f("fk_role_stream_id_tie_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("stream_id", "tie_id", "place", name=op.f("pk_role")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_stream_id_nested_id"), ["stream_id", "nested_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_role_stream_id_span_id"), ["stream_id", "span_id"], unique=False)
