"""收文: what a letter says of itself is proposed, the sure things are used and told, its handling is a trail."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from office_helpers import TODAY, example, issued

from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.index.extract import extract_text
from shenguan_docs.office.letters.issuing import Issued
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.correcting import correct
from shenguan_docs.office.received.handling import handle, listed
from shenguan_docs.office.received.letter_text import read_letter
from shenguan_docs.office.received.receiving import propose, receive
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import received

LETTER = """特急
益阳市示例林业局文件

益示林发〔2026〕13号

关于商请核查示例木业有限公司
林木采伐情况的函

益阳高新区社会事务局：
    根据工作安排，现商请你局核查该公司采伐情况。请于3月27日前将核查情况书面反馈我局。

益 阳 市 示 例 林 业 局
2026年3月16日
"""


def paper(folder: Path, text: str, name: str = "来函.txt") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("kind", ["reply", "meeting", "alert", "approval-result"])
def test_our_own_letters_are_read_as_they_were_written(office: Office, kind: str) -> None:
    letter: Issued = issued(office, kind)
    for place in (letter.pdf, letter.docx):
        path = office.root / place
        found = read_letter(extract_text(path, path.name).text)
        assert found.number and found.number.value == letter.number
        assert found.title and found.title.value == letter.title
        assert found.day and found.day.value == letter.date.isoformat()
        assert found.sender and found.sender.value == show(office, letter.id)["sender"]


@pytest.mark.parametrize(
    ("text", "sender", "number", "title", "day"),
    [
        # a head in one line with the urgency, a day in Chinese figures, a seal's mark beside the name
        (
            "加急 示发改函[2026]第7号\n关于征求意见的函\n区社会事务局:\n请研究。\n示例发展和改革局（盖章）\n二〇二六年三月十二日",
            "示例发展和改革局", "示发改函〔2026〕7号", "关于征求意见的函", "2026-03-12",
        ),
        # no number; name and day on one line
        (
            "关于申请延期的请示\n区社会事务局：\n因故申请延期。\n示例木业有限公司 2026年3月2日",
            "示例木业有限公司", "", "关于申请延期的请示", "2026-03-02",
        ),
        # a day in a table of the annex is not 成文日期
        (
            "示例局\n示例函〔2026〕1号\n关于报送情况的函\n区社会事务局：\n现报送。\n示例局\n2026年3月3日\n附件\n示例公司\n2025年6月12日",
            "示例局", "示例函〔2026〕1号", "关于报送情况的函", "2026-03-03",
        ),
        ("采购清单\n纸 10 包\n笔 20 支", "", "", "", ""),
        ("", "", "", "", ""),
    ],
)  # fmt: skip
def test_letters_of_others(text: str, sender: str, number: str, title: str, day: str) -> None:
    found = read_letter(text)
    told = [one.value if one else "" for one in (found.sender, found.number, found.title, found.day)]
    assert told == [sender, number, title, day]


@pytest.mark.parametrize(
    ("sentence", "day", "days"),
    [
        ("请于2026年3月27日前书面反馈我局", date(2026, 3, 27), 0),
        ("请你局于4月10日（星期五）17:00前将意见报送我局", date(2026, 4, 10), 0),
        ("请于1月10日前函复", date(2027, 1, 10), 0),  # the letter is of March: the next January
        ("请在收到本函之日起5个工作日内函复", None, 5),
        ("请自收到通知之日起十五日内整改完毕", None, 15),
        ("请于4月底前报送总结", date(2026, 4, 30), 0),
        ("该公司已于2026年3月1日前完成整改", None, -1),
        ("截至2026年3月27日前，没有反馈", None, -1),
    ],
)
def test_limits(sentence: str, day: date | None, days: int) -> None:
    found = read_letter(f"关于甲事的函\n区社会事务局：\n{sentence}。\n示例局\n2026年3月16日")
    assert [(one.day, one.days) for one in found.limits] == ([] if days < 0 else [(day, days)])


def test_what_is_sure_is_registered_and_said(office: Office, tmp_path: Path) -> None:
    got = receive(office, [paper(tmp_path, LETTER)])
    assert got.title == "关于商请核查示例木业有限公司林木采伐情况的函"
    assert set(got.proposed) == {"sender", "number", "title", "date", "urgency", "due"}
    shown = show(office, got.number)
    assert (shown["sender"], shown["sender_number"]) == ("益阳市示例林业局", "益示林发〔2026〕13号")
    assert (shown["date"], shown["due"], shown["urgency"]) == (date(2026, 3, 16), date(2026, 3, 27), "特急")


def test_what_a_person_says_wins_and_a_blank_stays_blank(office: Office, tmp_path: Path) -> None:
    got = receive(office, [paper(tmp_path, LETTER)], {"title": "别的标题", "办理期限": "", "份数": "2份"})
    shown = show(office, got.number)
    assert (shown["title"], shown["due"], shown["copies"]) == ("别的标题", None, 2)


def test_proposals_are_a_data_file_that_registers_the_same(office: Office, tmp_path: Path) -> None:
    path = paper(tmp_path, LETTER)
    told = propose(office, [path])
    assert "版头" in told.proposals["sender"].where
    got = receive(office, [path], tomllib.loads(told.data_file))
    assert show(office, got.number)["due"] == date(2026, 3, 27)
    assert any("内容相同" in word for word in propose(office, [path]).warnings)
    with office.reading() as conn:
        assert len(received.all_received(conn)) == 1


def test_an_answer_is_joined_to_the_letter_that_it_answers(office: Office, tmp_path: Path) -> None:
    asked = issued(office, "superior-submission")
    receiver = show(office, asked.id)["receivers"][0]
    text = (
        f"{receiver}\n示复〔2026〕4号\n关于审核意见的批复\n益阳高新区社会事务局：\n你局《{asked.title}》（{asked.number}）收悉。"
        f"\n同意。\n{receiver}\n2026年3月20日"
    )
    got = receive(office, [paper(tmp_path, text)])
    assert got.proposed["answers"].value == asked.number
    assert [r["number"] for r in show(office, got.number)["relations"]] == [asked.number]


def test_of_several_files_the_letter_is_found(office: Office, tmp_path: Path) -> None:
    cover = paper(tmp_path, "办文单\n示例", "办文单.txt")
    got = receive(office, [cover, paper(tmp_path, LETTER)])
    assert "来函.txt" in got.proposed["number"].where


def test_the_same_number_is_noticed_however_its_sender_is_written(office: Office, tmp_path: Path) -> None:
    receive(office, [paper(tmp_path, LETTER)])
    again = paper(tmp_path, LETTER.replace("特急\n", ""), "再来.txt")
    [warning] = receive(office, [again], {"sender": "市林业局", "number": "益示林发(2026)013号"}).warnings
    assert "已登记为“收〔2026〕1号”" in warning


def test_days_that_cannot_be(office: Office, tmp_path: Path) -> None:
    path = paper(tmp_path, LETTER)
    with pytest.raises(DataFaults, match="还没有到"):
        receive(office, [path], {"received_on": "2026-03-21"})
    with pytest.raises(DataFaults, match="晚于收文日期"):
        receive(office, [path], {"date": "2026-03-19", "received_on": "2026-03-18"})
    with pytest.raises(DataFaults, match="特级"):
        receive(office, [path], {"urgency": "特级"})
    assert receive(office, [path]).number == "收〔2026〕1号"  # no number was used


def test_from_拟办_to_办结(office: Office, tmp_path: Path) -> None:
    number = receive(office, [paper(tmp_path, LETTER)], {"received_on": "2026-03-17"}).number
    with pytest.raises(Refused, match="没有写拟办意见"):
        handle(office, number, "拟办", person="示例甲")
    handle(
        office, number, "拟办", person="示例甲", note="拟请林业股办", handler="林业股", on=date(2026, 3, 17)
    )
    with pytest.raises(Refused, match="要说明原因"):
        handle(office, number, "承办", person="示例乙", due=date(2026, 3, 25))
    handle(
        office, number, "批办", person="示例丙", note="同意,提前", due=date(2026, 3, 18), on=date(2026, 3, 17)
    )
    assert [row["late"] for row in listed(office, late=True)] == [2]
    with pytest.raises(Refused, match="还没有到"):
        handle(office, number, "办结", person="示例乙", on=date(2026, 3, 21))
    with pytest.raises(Refused, match="早于前面一步"):
        handle(office, number, "承办", person="示例乙", on=date(2026, 3, 19))
        handle(office, number, "办结", person="示例乙", on=date(2026, 3, 18))
    closed = handle(office, number, "办结", person="示例乙", note="已复函")
    assert (closed.closed_on, closed.handler, closed.state) == (TODAY, "林业股", "closed")
    assert listed(office, open_only=True) == []
    with pytest.raises(Refused, match="重办"):
        handle(office, number, "承办", person="示例乙")
    handle(office, number, "重办", person="示例丙", note="对方来电要求补充")
    steps = [(s["step"], s["person"]) for s in show(office, number)["steps"]]
    assert steps[0] == ("拟办", "示例甲") and steps[-1] == ("重办", "示例丙")
    assert verify_office(office).findings == ()
    rebuild(office.root, office)
    assert [(s["step"], s["person"]) for s in show(office, number)["steps"]] == steps


def test_a_letter_of_our_own_is_not_handled_as_收文(office: Office) -> None:
    with pytest.raises(Refused, match="本单位的发文"):
        handle(office, issued(office, "penalty").number, "办结", person="示例甲")


def test_the_reply_to_a_收文_is_told_beside_it(office: Office, tmp_path: Path) -> None:
    got = receive(office, [paper(tmp_path, LETTER)])
    incoming = example(office, "reply", incoming=got.number, received_on=TODAY.isoformat(), matters=None)
    from shenguan_docs.office.letters.drafting import draft
    from shenguan_docs.office.letters.issuing import issue

    told = issue(office, [draft(office, "reply", incoming, None).id])[0]
    assert show(office, got.number)["answered_by"] == [told.number]


def test_what_was_registered_wrongly_is_put_right(office: Office, tmp_path: Path) -> None:
    got = receive(office, [paper(tmp_path, LETTER)], {"sender": "市林业局"})
    with pytest.raises(Refused, match="说明原因"):
        correct(office, got.number, {"来文单位": "示例局"}, reason=" ")
    with pytest.raises(Refused, match="不能改"):
        correct(office, got.number, {"received_on": "2026-03-01"}, reason="写错")
    with pytest.raises(DataFaults, match="晚于收文日期"):
        correct(office, got.number, {"date": "2026-03-29"}, reason="写错")
    with pytest.raises(Refused, match="没有要改的"):
        correct(office, got.number, {"sender": "市林业局"}, reason="写错")
    right = correct(office, got.number, {"来文单位": "益阳市示例林业局", "due": ""}, reason="简称写错")
    assert (right.sender, right.due) == ("益阳市示例林业局", None)
    told = show(office, got.number)["life"][-1]
    assert told["what"] == "更正登记" and "市林业局 → 益阳市示例林业局" in told["detail"]
    rebuild(office.root, office)
    assert show(office, got.number)["sender"] == "益阳市示例林业局"
