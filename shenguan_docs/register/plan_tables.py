"""The tables of the plan: districts, departments, people, officers, matter lists; projected from the journal."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from shenguan_docs.register.columns import Words, metadata, place, words

districts = Table(
    "districts",
    metadata,
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("closed", Boolean, nullable=False, default=False),
)

departments = Table(
    "departments",
    metadata,
    Column("key", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    words("short_name"),
    Column("aliases", Words, nullable=False),
    words("mark"),
    words("address"),
    words("phone"),
    words("postcode"),
    words("signatory"),
    words("signatory_title"),
    Column("outside", Boolean, nullable=False, default=False),
    Column("parent", String, ForeignKey("departments.key")),
    Column("district", String, ForeignKey("districts.code")),  # NULL: of the city
)
Index(
    "uq_departments_mark",
    departments.c.mark,
    unique=True,
    sqlite_where=departments.c.mark != "",
    postgresql_where=departments.c.mark != "",
)

sections = Table(
    "sections",
    metadata,
    Column("key", String, primary_key=True),
    Column("department", String, ForeignKey("departments.key"), nullable=False),
    Column("name", String, nullable=False),
    UniqueConstraint("department", "name"),
)

people = Table(
    "people",
    metadata,
    Column("key", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("department", String, ForeignKey("departments.key"), nullable=False),
    Column("section", String, ForeignKey("sections.key")),
    words("title"),
    words("phone"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
)

officers = Table(
    "officers",
    metadata,
    Column("sender", String, ForeignKey("departments.key"), primary_key=True),
    Column("receiver", String, ForeignKey("departments.key"), primary_key=True),
    Column("role", String, primary_key=True),
    Column("person", String, ForeignKey("people.key"), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date, nullable=False),
    CheckConstraint("role IN ('push', 'receive')", name="role"),
)

matter_lists = Table(
    "matter_lists",
    metadata,
    place("version"),
    Column("name", String, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("imported_on", Date, nullable=False),
    words("source_name"),
    words("source_sha256"),
    Column("letter", String, nullable=False, default="", server_default=""),  # the letter that issued it
    # Why it never takes effect: the letter was made void before its day.
    Column("withdrawn", String, nullable=False, default="", server_default=""),
    Column(
        "district", String, nullable=False, default="", server_default=""
    ),  # whose list it is, "" the city's
)

matters = Table(
    "matters",
    metadata,
    Column("version", Integer, ForeignKey("matter_lists.version"), primary_key=True, autoincrement=False),
    place(),
    words("row"),
    Column("name", String, nullable=False),
    Column("approver", String, ForeignKey("departments.key"), nullable=False),
    Column("supervisor", String, ForeignKey("departments.key")),
    words("approver_section"),
    words("approver_person"),
    words("approver_phone"),
    words("supervisor_section"),
    words("supervisor_person"),
    words("supervisor_phone"),
    words("credit_check"),
    words("legal_basis"),
    CheckConstraint("credit_check IN ('', '必须', '鼓励')", name="credit_check"),
)

matter_codes = Table(
    "matter_codes",
    metadata,
    place("version"),
    place(),
    place("ordinal"),
    Column("code", String, nullable=False, index=True),
    words("item"),
    ForeignKeyConstraint(["version", "position"], ["matters.version", "matters.position"]),
)
