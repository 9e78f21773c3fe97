"""What a paper is, by the words of its title: the steps of a penalty and of a licence in their order."""

from __future__ import annotations

import re

# The first that fits counts. What merely tells of a decision (通报、推送 …) is no decision.
_STAGES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (stage, re.compile(words))
    for stage, words in (
        ("letter", r"^关于.*的(函|复函|通知|请示|报告)$"),
        ("service", r"送达回证|送达回执"),
        ("notice", r"处罚(事先|听证)?告知书|事先告知|听证告知|陈述申辩告知"),
        ("hearing", r"听证(笔录|报告|通知|意见|会)"),
        ("filing", r"立案"),
        ("approval-form", r"审批表|审批单|呈批|集体讨论"),
        ("spared", r"不予(行政)?处罚"),
        ("decision", r"(?<!不予)处罚决定(书)?(?!.*(通报|公示|信息))"),
        ("acceptance", r"受理(通知书|决定书|单|凭证|回执)"),
        (
            "licence",
            r"许可(证|决定书)|准予.{0,12}决定书|核准(文件|书|的批复)|备案(证明|通知书|表)|批复|审查(意见书|合格书)|证书",
        ),
        ("evidence", r"笔录|勘验|检查记录|鉴定|照片|证据"),
        ("performance", r"缴款|罚没|票据|执行|履行|结案"),
        ("post", r"邮(件|寄|政).*(回执|单|凭证)|EMS|签收单|投递"),
    )
)


def stage_of(title: str) -> str:
    """Return the step that a paper of this title belongs to, "" where its title does not say."""
    plain = re.sub(r"[\s《》“”\"]", "", title)
    return next((stage for stage, words in _STAGES if words.search(plain)), "")
