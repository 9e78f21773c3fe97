"""Papers of sample cases: their words, and a PDF of them with or without a seal."""

from __future__ import annotations

from functools import cache
from html import escape

from shenguan_docs.bundle.make import shipped_layouts
from shenguan_docs.layout.pdf import PdfPrinter

WOOD = {
    "name": "示例木业有限公司", "uscc": "91430900MA00YL0018", "address": "益阳高新区示例路1号",
    "representative": "示例一", "phone": "0737-0000001",
}  # fmt: skip
FOREST = {
    "name": "示例林业开发有限公司", "uscc": "91430900MA00YL002B", "address": "益阳高新区示例路2号",
    "representative": "示例二", "phone": "0737-0000002",
}  # fmt: skip
DECISION_NUMBER, LICENCE_NUMBER = "益高社林罚决字〔2026〕第3号", "示例采字第000001号"

DECISION = """益阳高新区社会事务局
行政处罚决定书
益高社林罚决字〔2026〕第3号
当事人：示例木业有限公司
统一社会信用代码：91430900MA00YL0018
地址：益阳高新区示例路1号
法定代表人：示例一
经查，当事人于2026年1月19日在其位于示例路1号的木材加工场收购滥伐的杉木12立方米，价款9600元。
以上事实有现场检查笔录、询问笔录、收购单据等证据为证。
当事人的行为违反了《中华人民共和国森林法》（2019年修订）第六十五条的规定。
依据《中华人民共和国森林法》（2019年修订）第七十八条，决定给予以下行政处罚：
1.没收违法收购的杉木12立方米；
2.罚款人民币19200元（壹万玖仟贰佰元整）。
当事人应当自收到本决定书之日起十五日内将罚款缴至示例银行益阳分行，逾期不缴纳的，每日按罚款数额的百分之三加处罚款。
如不服本决定，可以自收到本决定书之日起六十日内向益阳高新区管理委员会申请行政复议，也可以在六个月内
直接向人民法院提起行政诉讼。
益阳高新区社会事务局
2026年3月6日
"""
NOTICE = """行政处罚事先告知书
示例木业有限公司：
拟对你单位作出没收违法收购的木材、罚款19200元的行政处罚。你单位有权陈述、申辩，也可以要求听证。
益阳高新区社会事务局
2026年2月20日
"""
HEARING = "听证笔录\n案由：示例木业有限公司违法收购木材\n听证时间：二〇二六年二月二十七日\n2026年2月27日\n"
FILING = "立案审批表\n当事人：示例木业有限公司\n案由：违法收购滥伐的木材\n2026年1月20日\n"
RECORD = "现场检查笔录\n被检查人：示例木业有限公司\n2026年1月19日\n"
LICENCE = """林木采伐许可证
示例采字第000001号
持证人：示例林业开发有限公司
统一社会信用代码：91430900MA00YL002B
采伐面积1.2公顷，蓄积96立方米
有效期自2026年3月18日至2026年6月16日
发证机关：益阳高新区经济合作局（政务管理服务局）
2026年3月18日
"""
APPLICATION = (
    "林木采伐申请书\n申请人：示例林业开发有限公司\n统一社会信用代码：91430900MA00YL002B\n2026年3月11日\n"
)
ACCEPTANCE = "受理通知书\n申请人：示例林业开发有限公司\n2026年3月11日\n"
CREDIT = "信用信息查询结果\n查询对象：示例林业开发有限公司\n无不良记录\n"
OPINION = "核查情况说明\n申请人：示例林业开发有限公司\n经核查，拟采伐的林木权属清楚。\n2026年3月16日\n"


def receipt(
    what: str, to: str, day: str, by: str = "示例戊、示例己", signed: str = "示例一", way: str = "直接送达"
) -> str:
    """Words of a 送达回证."""
    return (
        f"送达回证\n送达文书名称及文号：{what}\n受送达人：{to}\n送达地点：益阳高新区示例路\n送达方式：{way}\n"
        f"送达人：{by}\n收件人签名：{signed}\n送达时间：{day}\n代收理由：\n备注：\n"
    )


_STYLE = """<style>@page { size: A4; margin: 30mm 26mm } body { font-family: 仿宋_GB2312, FandolFang; font-size: 16pt }
p { margin: 0 0 2mm } .seal { position: relative; height: 0 }
.seal svg { position: absolute; right: 12mm; top: -40mm; width: 42mm; height: 42mm }</style>"""
_SEAL = """<div class="seal"><svg viewBox="0 0 42 42"><circle cx="21" cy="21" r="20" fill="none" stroke="#d00" stroke-width="1.2"/>
<path d="M21 13 L23.4 18.9 29.6 19.2 24.8 23.1 26.4 29.2 21 25.8 15.6 29.2 17.2 23.1 12.4 19.2 18.6 18.9Z" fill="#d00"/></svg></div>"""


@cache
def _printer() -> PdfPrinter:
    return PdfPrinter(shipped_layouts())


@cache
def paper_pdf(words: str, seal: bool = False) -> bytes:
    """Return a PDF of some words; ``seal``: with a red seal on the last lines."""
    body = "".join(f"<p>{escape(line)}</p>" for line in words.splitlines())
    return _printer().html_pdf(
        f"<!DOCTYPE html>{_STYLE}<body>{body}{_SEAL if seal else ''}</body>", "bundle.css"
    )
