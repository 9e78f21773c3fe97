"""The table of commands: where each one is written, its one-line help, its section of ``--help``.

Only what is called is imported, so ``shenguan --help`` stays as quick as click itself. The help line is the
first line of the command's own help text; a test compares the two.
"""

from __future__ import annotations

from shenguan_docs.cli.lazy import Entry

_HERE = "shenguan_docs.cli."

COMMANDS: dict[str, Entry] = {
    "init": Entry(_HERE + "office_commands:init", "新建一个单位文件夹。", "单位"),
    "departments": Entry(
        _HERE + "plan_commands:departments", "部门和外单位：名称、代字、地址、电话。", "单位"
    ),
    "district": Entry(
        _HERE + "district_commands:district", "区县：几个区县用一个单位时，各有哪些部门。", "单位"
    ),
    "people": Entry(_HERE + "plan_commands:people", "人员：姓名、部门、电话、任期。", "单位"),
    "officers": Entry(_HERE + "plan_commands:officers", "部门之间的推送与接收联络员。", "单位"),
    "leave": Entry(_HERE + "arrange_commands:leave", "不在岗的人和代理人。", "单位"),
    "claim-ways": Entry(
        _HERE + "arrange_commands:claim_ways", "两个部门商定的认领方式（不用平台推送时）。", "单位"
    ),
    "workdays": Entry(_HERE + "arrange_commands:workdays", "工作日：各年的放假调休安排。", "单位"),
    "users": Entry(_HERE + "desk_commands:users", "用办公桌（浏览器）的人：角色、部门、密码。", "单位"),
    "serve": Entry(_HERE + "desk_commands:serve", "在浏览器里办公：启动服务。", "单位"),
    "matters": Entry(_HERE + "plan_commands:matters", "审管联动事项清单：谁审批、谁主管、什么编码。", "单位"),
    "event": Entry(_HERE + "event_commands:event", "业务事件：发生了什么，要发哪些文书。", "事件"),
    "law-change": Entry(
        _HERE + "event_change_commands:law_change",
        "法规政策变动：哪些事项以它为依据，哪些申请、许可受影响。",
        "事件",
    ),
    "company": Entry(
        _HERE + "company_commands:company", "行政相对人：往来、信用查询、警示、曾用名。", "事件"
    ),
    "warnings": Entry(
        _HERE + "company_commands:warnings", "警示信息库：谁在警示中、等级、原因、期限。", "事件"
    ),
    "kinds": Entry(_HERE + "kind_commands:kinds", "文书的类别。", "发文"),
    "draft": Entry(
        _HERE + "letter_commands:draft", "起草一件文书（先核对填写的内容），或者由一张表起草许多件。", "发文"
    ),
    "drafts": Entry(_HERE + "letter_commands:drafts", "还没有印发的草稿。", "发文"),
    "preview": Entry(_HERE + "letter_commands:preview", "看草稿印出来的样子（不编号）。", "发文"),
    "manuscript": Entry(
        _HERE + "letter_commands:manuscript", "发文稿纸：拟稿、核稿、会签、签发的意见和日期。", "发文"
    ),
    "revise": Entry(_HERE + "flow_commands:revise", "改一件草稿，前一稿的文字留着。", "发文"),
    "compare": Entry(_HERE + "flow_commands:compare", "比较一件草稿的两稿，逐段列出不同的文字。", "发文"),
    "submit": Entry(_HERE + "flow_commands:submit", "送审一件草稿。", "发文"),
    "approve": Entry(_HERE + "flow_commands:approve", "审核（会签）一件送审的草稿，同意进入下一步。", "发文"),
    "return": Entry(_HERE + "flow_commands:return_", "退回一件送审、审核中或者已签发的草稿。", "发文"),
    "sign": Entry(_HERE + "flow_commands:sign", "签发一件草稿。", "发文"),
    "issue": Entry(
        _HERE + "letter_commands:issue", "编号印发：给文号，出 DOCX 和 PDF，归档，可检索。", "发文"
    ),
    "void": Entry(_HERE + "letter_commands:void", "作废一件文书，文号保留并注明原因。", "发文"),
    "attach-signed": Entry(
        _HERE + "flow_commands:attach_signed", "附上盖章件的扫描件（PDF、OFD、图片），原样归档。", "发文"
    ),
    "dispatch": Entry(_HERE + "flow_commands:dispatch", "登记一件文书的发出。", "发文"),
    "claim": Entry(_HERE + "flow_commands:claim", "登记一件文书的认领（签收）。", "发文"),
    "service": Entry(
        _HERE + "service_commands:service", "送达回证：制作、登记送达、扫描件归位、缺哪些。", "发文"
    ),
    "receive": Entry(_HERE + "received_commands:receive", "收文登记：登记一件外来文书。", "收文"),
    "handle": Entry(
        _HERE + "received_commands:handle", "登记一件收文的办理：拟办、批办、承办、传阅、催办、办结。", "收文"
    ),
    "correct": Entry(_HERE + "received_commands:correct", "更正收文登记写错的项。", "收文"),
    "received": Entry(
        _HERE + "received_commands:received", "收文：办到哪一步，谁承办，期限是哪一天，逾期没有。", "收文"
    ),
    "duties": Entry(
        _HERE + "duty_commands:duties", "未了结的义务：谁对谁、什么时候以前、做什么，逾期几天。", "义务"
    ),
    "missing": Entry(
        _HERE + "duty_commands:missing",
        "缺了哪些往来：方案要求而没有的，每项写明条款、事件和补办的命令。",
        "义务",
    ),
    "remind": Entry(
        _HERE + "duty_commands:remind",
        "催办：把一个部门逾期的事项写成一件催办函，逐件列明文号、日期、逾期天数。",
        "义务",
    ),
    "figures": Entry(
        _HERE + "duty_commands:figures",
        "往来的数字：印发、发出、认领、应复、按时、逾期、催办、督办，按部门、月份、类别。",
        "义务",
    ),
    "search": Entry(_HERE + "search_commands:search", "检索发文、收文和附件的全文。", "查找"),
    "show": Entry(_HERE + "search_commands:show", "看一件文书：内容、经过、往来。", "查找"),
    "timeline": Entry(
        _HERE + "timeline_commands:timeline",
        "往来时间线：事件、发文、发出、认领、收文、待办，按日期排列。",
        "查找",
    ),
    "numbers": Entry(_HERE + "number_commands:numbers", "号段账：每一组文号的每一个号。", "查找"),
    "register": Entry(
        _HERE + "register_commands:register", "发文登记簿、收文登记簿：打印，补录以前的。", "登记"
    ),
    "filing": Entry(_HERE + "filing_commands:filing", "归档：档号、归档文件目录、备考表、移交。", "登记"),
    "check": Entry(_HERE + "check_commands:check", "量 DOCX、PDF 合不合公文格式（GB/T 9704）。", "发文"),
    "bundle": Entry(_HERE + "bundle_commands:bundle", "导出案卷：封面、卷内目录、文书、备考表。", "案卷"),
    "case": Entry(_HERE + "case_commands:case", "案件：把一次选择存下来，以后用名称导出案卷。", "案卷"),
    "profiles": Entry(
        _HERE + "case_commands:profiles", "案卷类型：案卷里有什么、什么次序、正卷副卷、封面各项。", "案卷"
    ),
    "review": Entry(
        _HERE + "review_commands:review",
        "案卷评查：按评分表打分，每处写明哪一件、哪一页、扣几分、怎样补正。",
        "案卷",
    ),
    "verify": Entry(_HERE + "office_commands:verify", "核验档案、流水账和号段账是否完好。", "维护"),
    "heads": Entry(
        _HERE + "proof_commands:heads", "树头：签过名的流水账摘要，改动了以前的登记就对不上。", "维护"
    ),
    "rebuild": Entry(_HERE + "office_commands:rebuild", "由档案重新生成登记数据库和检索索引。", "维护"),
    "move": Entry(
        _HERE + "office_commands:move", "把登记、档案、检索索引搬到服务器上，或者搬回单位文件夹。", "维护"
    ),
    "index": Entry(_HERE + "office_commands:index", "检索索引。", "维护"),
    "backup": Entry(
        _HERE + "backup_commands:backup", "备份：只存新的内容，写完读回；列出、检查、演练。", "维护"
    ),
    "restore": Entry(_HERE + "backup_commands:restore", "由备份恢复成一个新的单位文件夹。", "维护"),
    "clock": Entry(_HERE + "office_commands:clock", "时钟：和最后一条登记的时间对不对得上。", "维护"),
    "doctor": Entry(_HERE + "office_commands:doctor", "检查安装是否完好，缺什么怎么补。", "维护"),
}
