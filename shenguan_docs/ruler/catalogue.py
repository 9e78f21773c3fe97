"""The rules that the ruler knows, in the order of the standard; ``RULES`` finds one by its name.

A rule whose millimetres only a page shows is measured in PDF alone, a rule about settings in DOCX alone;
``word_rules`` serve both. Which consequences a breach has is declared here and nowhere else.
"""

from __future__ import annotations

from shenguan_docs.ruler.finding import Level, Rule

_E: Level = "error"
_W: Level = "warning"
_H: Level = "hint"

_CATALOGUE = (
    # 5 paper, text area, lines
    Rule("paper-size", "用纸为 A4(210 × 297 mm)", "5.1", _E,
         ("margin-top", "margin-left", "text-width", "text-height", "lines-per-page", "characters-per-line",
          "outside-text-area", "folio-gap", "folio-side", "imprint-bottom", "mark-top", "letter-foot-rule",
          "letter-rule-width", "mark-centred", "number-place", "line-grid", "table-width", "head-rule-width",
          "date-place", "organ-place", "signer-place")),
    Rule("margin-top", "天头 37 ± 1 mm", "5.2.1", _E,
         ("mark-top", "text-height", "outside-text-area", "lines-per-page", "annex-label-place",
          "annex-title-place", "folio-gap", "letter-foot-rule")),
    Rule("margin-left", "订口（左边）28 ± 1 mm", "5.2.1", _E,
         ("text-width", "characters-per-line", "outside-text-area", "letter-rule-centred")),
    Rule("text-width", "版心宽 156 mm", "5.2.1", _E,
         ("characters-per-line", "outside-text-area", "character-pitch", "head-rule-width", "imprint-width", "table-width",
          "letter-rule-width", "letter-rule-centred", "number-place", "signer-place", "date-place")),
    Rule("text-height", "版心高 225 mm", "5.2.1", _E,
         ("lines-per-page", "line-grid", "folio-gap", "imprint-bottom", "outside-text-area")),
    Rule("outside-text-area", "版心以外没有文字", "5.2.1", _E),
    Rule("body-face", "正文用仿宋", "5.2.2", _E),
    Rule("body-size", "正文用 3 号字（16 pt）", "5.2.2", _E,
         ("characters-per-line", "line-pitch", "lines-per-page", "body-indent", "character-pitch")),
    Rule("line-pitch", "行距 225 ÷ 22 = 10.23 mm", "5.2.3", _W,
         ("lines-per-page", "signature-gap", "recipients-gap", "title-gap", "enclosure-gap", "annex-title-place")),
    Rule("lines-per-page", "每面排 22 行", "5.2.3", _W),
    Rule("characters-per-line", "每行排 28 字", "5.2.3", _W),
    Rule("character-pitch", "字距 156 ÷ 28 = 5.57 mm", "5.2.3", _W, ("characters-per-line", "text-width")),
    Rule("line-filled", "整行撑满版心", "5.2.3", _W),
    Rule("line-grid", "文档网格每面 22 行，不用字符网格", "5.2.3", _H),
    Rule("paragraph-spacing", "段前、段后不留空", "5.2.3", _W, ("lines-per-page",)),
    Rule("soft-break", "分段用回车，不用软回车", "7.3.3", _W),
    Rule("line-break-rules", "打开行首行末标点的换行规则", "GB/T 15834", _W),
    Rule("auto-space", "中文与西文、数字之间不自动加空隙", "5.2.3", _H),
    Rule("body-edge", "正文右边到版心边缘", "5.2.3", _E, ("characters-per-line",)),
    Rule("latin-face", "西文、数字用与正文相称的字体（与中文同一字体或 Times New Roman）", "5.2.2", _H),
    Rule("bold", "字体不另加粗", "5.2.2", _W),
    Rule("text-colour", "文字为黑色", "5.2.4", _E),
    # 7.2 head
    Rule("copy-number", "份号为 6 位数字，版心左上角第一行顶格", "7.2.1", _W),
    Rule("urgency-face", "紧急程度用 3 号黑体", "7.2.3", _E),
    Rule("urgency-place", "紧急程度顶格在版心左上角", "7.2.3", _E),
    Rule("urgency-word", "紧急程度写特急、加急", "7.2.3", _W),
    Rule("mark-missing", "有发文机关标志", "7.2.4", _E),
    Rule("mark-face", "发文机关标志用小标宋", "7.2.4", _W),
    Rule("mark-size", "发文机关标志醒目（大于标题）", "7.2.4", _W),
    Rule("mark-colour", "发文机关标志为红色", "7.2.4", _E),
    Rule("mark-centred", "发文机关标志居中", "7.2.4", _E),
    Rule("mark-top", "发文机关标志上边缘距版心上边缘 35 mm（信函：距上页边 30 mm）", "7.2.4", _E,
         ("letter-rule-gap", "number-gap")),
    Rule("mark-word", "信函的发文机关标志不加“文件”", "10.1", _E),
    Rule("number-missing", "有发文字号", "7.2.5", _W),
    Rule("number-brackets", "发文字号的年份用六角括号〔〕", "7.2.5", _E),
    Rule("number-year", "发文字号的年份写全四位", "7.2.5", _E),
    Rule("number-word", "发文字号不加“第”字", "7.2.5", _E),
    Rule("number-noughts", "发文字号不编虚位（1 不写成 01）", "7.2.5", _E),
    Rule("number-form", "发文字号由机关代字、年份、序号和“号”组成", "7.2.5", _E),
    Rule("number-face", "发文字号用仿宋", "7.2.5", _W),
    Rule("number-size", "发文字号用 3 号字", "7.2.5", _W),
    Rule("number-gap", "发文字号在标志下空二行（信函：距第一条双线 3 号字高的 7/8）", "7.2.5", _E,
         ("head-rule-gap",)),
    Rule("number-place", "发文字号居中（上行文居左空一字；信函居右顶格）", "7.2.5", _E),
    Rule("signer-place", "签发人居右空一字", "7.2.6", _E),
    Rule("signer-face", "“签发人：”用仿宋，姓名用楷体", "7.2.6", _E),
    Rule("signer-row", "最后一个签发人与发文字号同一行", "7.2.6", _E),
    Rule("head-rule", "发文字号下有红色分隔线", "7.2.7", _E),
    Rule("head-rule-gap", "版头分隔线在发文字号下 4 mm", "7.2.7", _E),
    Rule("head-rule-width", "版头分隔线与版心等宽", "7.2.7", _E),
    Rule("head-rule-colour", "版头分隔线为红色", "7.2.7", _E),
    # 7.3 main part
    Rule("title-missing", "有标题", "7.3.1", _E),
    Rule("title-face", "标题用小标宋", "7.3.1", _E),
    Rule("title-size", "标题用 2 号字（22 pt）", "7.3.1", _E),
    Rule("title-centred", "标题居中", "7.3.1", _E),
    Rule("title-gap", "标题在分隔线下空二行", "7.3.1", _E),
    Rule("title-shape", "多行标题排成梯形或菱形", "7.3.1", _H),
    Rule("title-break", "标题回行词意完整，不拆开书名号、数字", "7.3.1", _W, ("title-shape",)),
    Rule("title-genre", "标题以文种结尾", "7.3.1", _W),
    Rule("title-punctuation", "标题末尾不用标点", "7.3.1", _W, ("title-genre",)),
    Rule("recipients-gap", "主送机关在标题下空一行", "7.3.2", _E),
    Rule("recipients-left", "主送机关顶格", "7.3.2", _E),
    Rule("recipients-hang", "主送机关回行仍顶格", "7.3.2", _E),
    Rule("recipients-colon", "主送机关末尾用全角冒号", "7.3.2", _E),
    Rule("first-page-body", "首页有正文", "7.3.3", _E),
    Rule("body-indent", "每段首行空二字", "7.3.3", _E),
    Rule("body-hang", "正文回行顶格", "7.3.3", _E),
    Rule("level-1-face", "“一、”用黑体", "7.3.3", _E),
    Rule("level-2-face", "“（一）”用楷体", "7.3.3", _E),
    Rule("level-3-face", "“1.”用仿宋", "7.3.3", _W),
    Rule("level-4-face", "“（1）”用仿宋", "7.3.3", _W),
    Rule("level-mark", "层次序数写作“一、”“（一）”“1.”“（1）”", "7.3.3", _W, ("punctuation-width",)),
    Rule("level-order", "层次序数连续，逐级使用", "7.3.3", _W),
    Rule("enclosure-gap", "附件说明在正文下空一行", "7.3.4", _E),
    Rule("enclosure-indent", "附件说明左空二字", "7.3.4", _E),
    Rule("enclosure-hang", "附件名称回行与名称首字对齐", "7.3.4", _E),
    Rule("enclosure-colon", "“附件”后用全角冒号", "7.3.4", _E),
    Rule("enclosure-numbering", "附件有多个时用 1. 2. 编号", "7.3.4", _E),
    Rule("enclosure-end", "附件名称后不加标点", "7.3.4", _E),
    Rule("date-missing", "有成文日期", "7.3.5", _W),
    Rule("signature-gap", "署名与正文之间的空行（不加盖印章：一行）", "7.3.5", _W),
    Rule("signature-order", "署名在成文日期之上", "7.3.5", _E),
    Rule("organ-place", "署名的位置", "7.3.5", _E),
    Rule("date-place", "成文日期的位置", "7.3.5", _E, ("organ-place",)),
    Rule("date-form", "成文日期用阿拉伯数字写全年月日", "7.3.5.4", _E, ("date-place", "organ-place")),
    Rule("date-noughts", "成文日期月、日不编虚位", "7.3.5.4", _E),
    Rule("date-alone", "署名、成文日期与正文同面", "7.3.5.5", _E),
    Rule("page-without-text", "不用“此页无正文”", "7.3.5.5", _E),
    Rule("note-indent", "附注左空二字", "7.3.6", _E),
    Rule("note-brackets", "附注加圆括号", "7.3.6", _E, ("note-width",)),
    Rule("note-width", "附注用全角圆括号", "7.3.6", _W),
    Rule("note-place", "附注在成文日期下一行", "7.3.6", _E),
    Rule("annex-page", "附件另面编排", "7.3.7", _E, ("annex-label-place", "annex-title-place")),
    Rule("annex-label-place", "“附件”在版心左上角第一行顶格", "7.3.7", _E, ("annex-title-place",)),
    Rule("annex-label-face", "“附件”用 3 号黑体", "7.3.7", _E),
    Rule("annex-label-form", "“附件”后不加冒号", "7.3.7", _W),
    Rule("annex-title-place", "附件标题居中在版心第三行", "7.3.7", _E),
    Rule("annex-agrees", "附件的序号、标题与附件说明一致", "7.3.7", _E),
    # 7.4 imprint
    Rule("imprint-missing", "有版记", "7.4", _W),
    Rule("imprint-lines", "版记有首、末两条分隔线和要素间的细线", "7.4.1", _E, ("imprint-bottom",)),
    Rule("imprint-thick", "版记首、末条分隔线粗 0.35 mm", "7.4.1", _W),
    Rule("imprint-thin", "版记中间分隔线粗 0.25 mm", "7.4.1", _W),
    Rule("imprint-width", "版记分隔线与版心等宽", "7.4.1", _E),
    Rule("imprint-bottom", "版记末条线与最后一面版心下边缘重合", "7.4.1", _E),
    Rule("imprint-letter", "信函的版记不加印发机关、印发日期和分隔线", "10.1", _E),
    Rule("copies-face", "抄送用仿宋", "7.4.2", _E),
    Rule("copies-size", "抄送用 4 号字（14 pt）", "7.4.2", _E, ("copies-indent", "copies-hang")),
    Rule("copies-indent", "抄送左右各空一字", "7.4.2", _E),
    Rule("copies-hang", "抄送回行与冒号后首字对齐", "7.4.2", _E),
    Rule("copies-colon", "“抄送”后用全角冒号", "7.4.2", _E),
    Rule("copies-stop", "抄送末尾用句号", "7.4.2", _E),
    Rule("printed-by-face", "印发机关和印发日期用仿宋", "7.4.3", _E),
    Rule("printed-by-size", "印发机关和印发日期用 4 号字", "7.4.3", _E, ("printed-by-place",)),
    Rule("printed-by-place", "印发机关左空一字，印发日期右空一字", "7.4.3", _E),
    Rule("printed-by-word", "印发日期后加“印发”", "7.4.3", _E),
    Rule("printed-by-date", "印发日期写全年月日，不编虚位", "7.4.3", _E),
    # 7.5 page numbers
    Rule("folio-missing", "有页码", "7.5", _E),
    Rule("folio-form", "页码左右各放一条一字线", "7.5", _E),
    Rule("folio-face", "页码用宋体", "7.5", _W),
    Rule("folio-size", "页码用 4 号字", "7.5", _E),
    Rule("folio-width", "页码用半角数字", "7.5", _E),
    Rule("folio-gap", "页码的一字线距版心下边缘 7 mm", "7.5", _E),
    Rule("folio-side", "单页页码居右空一字，双页居左空一字", "7.5", _E),
    Rule("folio-order", "页码连续", "7.5", _E),
    Rule("folio-letter", "信函首页不显示页码", "10.1", _E),
    # 8 tables
    Rule("table-width", "表格不超出版心", "8", _E, ("outside-text-area",)),
    Rule("table-head", "跨面的表格每面有表头", "8", _H),
    # 10.1 letters
    Rule("letter-rule", "标志下有红色双线", "10.1", _E, ("number-gap", "letter-rule-order")),
    Rule("letter-rule-gap", "红双线在标志下 4 mm", "10.1", _E),
    Rule("letter-rule-width", "红双线长 170 mm", "10.1", _E, ("letter-rule-centred",)),
    Rule("letter-rule-centred", "红双线居中", "10.1", _E),
    Rule("letter-rule-colour", "双线为红色", "10.1", _E),
    Rule("letter-rule-order", "第一条双线上粗下细", "10.1", _E),
    Rule("letter-foot-rule", "第二条红双线距下页边 20 mm", "10.1", _E),
    Rule("letter-foot-order", "第二条双线上细下粗", "10.1", _E),
    # 10.3 minutes
    Rule("roster-face", "“出席：”等用黑体，名单用仿宋", "10.3", _E),
    Rule("roster-indent", "“出席：”左空二字", "10.3", _E),
    Rule("roster-hang", "名单回行与冒号后首字对齐", "10.3", _E),
    # words everywhere (GB/T 15834 punctuation, GB/T 15835 numerals)
    Rule("cited-number", "所引文号的年份用六角括号〔〕", "7.2.5", _W),
    Rule("body-date", "文中日期写作 2026年1月5日", "GB/T 15835", _W),
    Rule("punctuation-width", "中文之间用全角标点", "GB/T 15834", _W),
    Rule("digit-width", "数字和字母用半角", "GB/T 15835", _W),
    Rule("quotes", "引号用“”", "GB/T 15834", _W),
    Rule("ellipsis", "省略号为两个三连点（……），破折号占两字（——）", "GB/T 15834", _H),
    Rule("pairs", "括号、引号、书名号成对", "GB/T 15834", _W),
    Rule("line-start", "行首不放句号、逗号、后括号等", "GB/T 15834", _W),
    Rule("line-end", "行末不放前括号、前引号", "GB/T 15834", _W),
    Rule("blank-indent", "不用空格代替缩进和字距", "5.2.3", _H),
    # the page as a picture
    Rule("overlap", "文字互不重叠", "5.2", _E),
    Rule("fonts-kept", "字体嵌在文件里", "5.2.2", _H),
)  # fmt: skip

RULES: dict[str, Rule] = {rule.name: rule for rule in _CATALOGUE}


def consequences(name: str) -> frozenset[str]:
    """All rules that a breach of ``name`` may break too, the consequences of consequences among them."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for one in RULES[waiting.pop()].consequences:
            if one not in seen and one != name:
                seen.add(one)
                waiting.append(one)
    return frozenset(seen)
