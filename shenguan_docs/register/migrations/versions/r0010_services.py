"""送达回证, their scans, the tray of scanned pages."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """送达回证, their scans, the tray of scanned pages."""
    op.create_table(
        "scan_tray",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("beside", sa.String(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('waits', 'matched', 'discarded')", name=op.f("ck_scan_tray_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_tray")),
    )
    with op.batch_alter_table("scan_tray", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_tray_picture"), ["picture"], unique=False)
        batch_op.create_index(batch_op.f("ix_scan_tray_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_scan_tray_state"), ["state"], unique=False)

    op.create_table(
        "services",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("served_time", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("proxy", sa.Text(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("through", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("served_at", sa.String(), nullable=True),
        sa.Column("served_by", sa.String(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("object_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'served', 'void')", name=op.f("ck_services_state")),
        sa.ForeignKeyConstraint(
            ["object_id", "object_version"],
            ["objects.object_id", "objects.version"],
            name=op.f("fk_services_object_id_object_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("code", name=op.f("uq_services_code")),
    )
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_services_made_on"), ["made_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_services_receiver"), ["receiver"], unique=False)

    op.create_table(
        "service_papers",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["service"], ["services.id"], name=op.f("fk_service_papers_service")),
        sa.PrimaryKeyConstraint("service", "position", name=op.f("pk_service_papers")),
    )
    with op.batch_alter_table("service_papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_papers_record"), ["record"], unique=False)

    op.create_table(
        "service_scans",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("tray", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint("what IN ('scan', 'evidence')", name=op.f("ck_service_scans_what")),
        sa.ForeignKeyConstraint(["service"], ["services.id"], name=op.f("fk_service_scans_service")),
        sa.PrimaryKeyConstraint("service", "position", name=op.f("pk_service_scans")),
    )
    with op.batch_alter_table("service_scans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_scans_picture"), ["picture"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_scans_sha256"), ["sha256"], unique=False)
