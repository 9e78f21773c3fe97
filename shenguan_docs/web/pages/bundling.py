"""案卷: saved cases; one to be chosen, ordered, reviewed, exported, with the findings beside the documents."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from shenguan_docs.bundle.profile import Profile, find_profile, load_profiles
from shenguan_docs.errors import NotFound, Refused, ShenguanError
from shenguan_docs.office.bundling import cases
from shenguan_docs.office.bundling.assembling import profile_places
from shenguan_docs.office.bundling.looking import Look, look, order_of
from shenguan_docs.office.companies.looking_up import find as find_company
from shenguan_docs.office.masking.given import read_given
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.reviewing.judging import Said, judge
from shenguan_docs.register.cases import Case
from shenguan_docs.web import bundle_work
from shenguan_docs.web.bundle_state import State, moved, state_of, state_of_case
from shenguan_docs.web.jobs import Job, Jobs
from shenguan_docs.web.mending import mend_of
from shenguan_docs.web.once import given, once
from shenguan_docs.web.places import office
from shenguan_docs.web.words import Wrong, sentence, status

pages = Blueprint("bundling", __name__)


@pages.get("/bundles")
def listed() -> str:
    """The saved cases, and where a new one begins."""
    desk = office()
    with desk.reading() as conn:
        found = cases.listed_cases(desk, conn)
    return render_template("bundles.html", cases=found, state=State(), **_choices(desk))


@pages.get("/bundles/choose")
def choose() -> str | Response | tuple[str, int]:
    """One bundle: what goes in, what stays out and why, the findings of the review that was made."""
    desk = office()
    state = state_of(request.args)
    if state.case and state == State(case=state.case):
        with desk.reading() as conn:
            state = state_of_case(cases.find_case(desk, conn, state.case))
        return redirect(url_for("bundling.choose", **state.arguments()))
    if state.choice.is_empty():
        return redirect(url_for("bundling.listed"))
    if state.choice.company and (named := _named(desk, state)) != state:
        return redirect(url_for("bundling.choose", **named.arguments()))
    return _page(desk, state)


def _page(desk: Office, state: State, wrongs: list[Wrong] | None = None) -> str | tuple[str, int]:
    found, code = None, 200
    try:
        found = look(desk, state.choice, profile=state.profile, wishes=state.wishes(_name_of(desk, state)))
    except ShenguanError as error:
        wrongs, code = [*(wrongs or ()), Wrong("", sentence(error))], status(error)
    job, left = _left(desk)
    here = url_for("bundling.choose", **state.arguments(), work=job.id if job else None)
    company = _company_id(desk, state, found)
    data = left.data if left else None
    findings: dict[str, list[dict[str, Any]]] = {}
    for one in (*data["findings"], *data["unseen"]) if data else ():
        findings.setdefault(one["id"], []).append(one | {"mend_at": mend_of(one, here, company)})
    rows = {row.id for row in found.rows} if found else set()
    whole = [one for id, several in findings.items() if id not in rows for one in several]
    page = render_template(
        "bundle.html", state=state, look=found, wrongs=wrongs, job=job, data=data, findings=findings, whole=whole,
        judging=bool(left and left.reviewed and rights.may(desk, "judge")), here=here, case=_case(desk, state),
        profile=_profile(desk, state), **_choices(desk),
    )  # fmt: skip
    return page if code == 200 else (page, code)


def _named(desk: Office, state: State) -> State:
    """An id stands for the company that it names: the cover says names."""
    if not re.fullmatch(r"C\d+", state.choice.company):
        return state
    with desk.reading() as conn:
        company = find_company(desk, conn, state.choice.company)
    if company.uscc:
        return state.with_choice(company="", uscc=company.uscc)
    return state.with_choice(company=company.name)


def _left(desk: Office) -> tuple[Job | None, bundle_work.Left | None]:
    id = request.args.get("work", "")
    if not id:
        return None, None
    try:
        job = _jobs().of(id, g.user)
    except NotFound:
        return None, None
    return job, bundle_work.left_by(desk, job)


def _jobs() -> Jobs:
    found: Jobs = current_app.extensions["jobs"]
    return found


def _choices(desk: Office) -> dict[str, Any]:
    return {
        "profiles": list(load_profiles(profile_places(desk)).values()),
        "wide_sight": rights.sees_all(desk),
    }


def _profile(desk: Office, state: State) -> Profile:
    try:
        return find_profile(profile_places(desk), state.profile)
    except NotFound:
        return find_profile(profile_places(desk), State().profile)


def _case(desk: Office, state: State) -> Case | None:
    if not state.case:
        return None
    with desk.reading() as conn:
        try:
            return cases.find_case(desk, conn, state.case)
        except NotFound:
            return None


def _name_of(desk: Office, state: State) -> str:
    case = _case(desk, state)
    return case.name if case else ""


def _company_id(desk: Office, state: State, found: Look | None) -> str:
    cover = found.assembly.cover if found and found.assembly else None
    typed = (cover.uscc or cover.party) if cover else state.choice.company or state.choice.uscc
    if not typed or not rights.may(desk, "look"):
        return ""
    try:
        with desk.reading() as conn:
            return find_company(desk, conn, typed).id
    except ShenguanError:
        return ""


# -- what the form of a bundle says ------------------------------------------------------------


def _sent() -> State:
    """The state that the form was shown for, with its ticks, order, profile and cover as they are now."""
    desk, form = office(), request.form
    state = state_of(MultiDict([*form.items(multi=True)]))
    known = {name for line in _profile(desk, state).cover for name in (line.key, line.label)}
    state = replace(state, cover={k: v for k, v in state.cover.items() if k in known})  # of another profile
    rows, ticked = form.getlist("row"), set(form.getlist("in"))
    gone = [*(id for id in rows if id not in ticked), *form.getlist("stays")]
    back = set(form.getlist("back"))
    state = state.with_choice(without=tuple(id for id in dict.fromkeys(gone) if id not in back), order=())
    if rows:
        found = look(desk, state.choice, profile=state.profile, wishes=state.wishes(_name_of(desk, state)))
        state = state.with_choice(
            order=order_of(found, moved(rows, form.getlist("head"), form.get("move", "")))
        )
    return state


def _refused(error: ShenguanError) -> tuple[str, int]:
    state = state_of(MultiDict([*request.form.items(multi=True)]))
    page = _page(office(), state, [Wrong(error.where, sentence(error))])
    return (page if isinstance(page, str) else page[0]), status(error)


@pages.post("/bundles/choose")
def change() -> Response | tuple[str, int]:
    """Take over ticks, order, profile and cover: the address says them from now on."""
    try:
        return redirect(url_for("bundling.choose", **_sent().arguments()))
    except ShenguanError as error:
        return _refused(error)


@pages.post("/bundles/review")
def review() -> Response | tuple[str, int]:
    """Begin the review."""
    return _begin("评查案卷", lambda state, asked: bundle_work.reviewing(asked, _address_of(state)))


@pages.post("/bundles/export")
def export() -> Response | tuple[str, int]:
    """Begin the export."""
    return _begin("导出案卷", lambda state, asked: bundle_work.exporting(asked, _address_of(state)))


@pages.post("/bundles/mask")
def mask() -> Response | tuple[str, int]:
    """Begin the export of the 脱敏 copy."""
    form = request.form
    told = read_given(form.get("hide", "").splitlines(), form.get("keep", "").splitlines())
    return _begin("导出脱敏副本", lambda state, asked: bundle_work.masking(asked, told, _address_of(state)))


def _begin(what: str, work_of: Any) -> Response | tuple[str, int]:
    desk = office()
    try:
        state = _sent()
        name = _name_of(desk, state)
        heading = look(desk, state.choice, profile=state.profile, wishes=state.wishes(name)).assembly
        if heading is None:
            raise NotFound("没有可以编入案卷的材料", remedy="勾选要编入的材料")
        asked = state.asked(_case(desk, state))
        job = _jobs().start(
            f"{what}：{heading.cover.heading}", g.user, work_of(state, asked),
            once=f"{request.endpoint}{given()}" if given() else "",
        )  # fmt: skip
    except ShenguanError as error:
        return _refused(error)
    return redirect(url_for("working.show", id=job.id))


def _address_of(state: State) -> Any:
    address = url_for("bundling.choose", **state.arguments())
    return lambda job: f"{address}{'&' if '?' in address else '?'}work={job.id}"


# -- cases, judgements, what is begun from here ------------------------------------------------


@pages.post("/bundles/cases")
def save() -> Response | tuple[str, int]:
    """Save the choice as a case, or the case as it is now."""
    desk, form = office(), request.form

    def act() -> str:
        state = _sent()
        changes = cases.Changes(profile=state.profile, values=dict(state.cover), note=form.get("note"))
        case = _case(desk, state)
        if case is not None and form.get("anew") != "1":
            gone = {label: "" for label in case.cover if label not in state.cover}
            told = cases.Changes(
                choice=state.choice,
                profile=state.profile,
                values=gone | dict(state.cover),
                name=form.get("name", ""),
            )
            done = cases.change_case(desk, case.id, told)
        else:
            done = cases.save_case(desk, form.get("name", ""), state.choice, changes)
        return url_for("bundling.choose", **state_of_case(done).arguments())

    try:
        return redirect(once(act))
    except ShenguanError as error:
        return _refused(error)


@pages.post("/bundles/cases/<id>/drop")
def drop(id: str) -> Response:
    """Take a case off the list."""

    def act() -> str:
        cases.drop_case(office(), id)
        return url_for("bundling.listed")

    return redirect(once(act))


@pages.post("/bundles/judge")
def judge_one() -> Response | tuple[str, int]:
    """Enter the reviewer's own judgement of a finding."""
    desk, form = office(), request.form
    job = _jobs().of(form.get("work", ""), g.user)
    reviewed = bundle_work.left_by(desk, job).reviewed
    if reviewed is None:
        raise Refused("这次评查太久了，不能再写意见", remedy="再评查一次，然后写")

    def act() -> str:
        points = form.get("points", "").strip()
        if points and not points.replace(".", "", 1).isdecimal():
            raise Refused("扣几分要写数字", remedy="如 2 或者 0.5")
        said = Said(
            form.get("rule", ""), form.get("verdict") != "disagree", form.get("reason", ""), g.user.name,
            form.get("document", ""), float(points) if points else None,
        )  # fmt: skip
        judge(desk, reviewed, said)
        return f"{job.address}#findings"

    return redirect(once(act))
