"""Click in Chinese: every message of click that a user can meet.

Click looks its messages up by gettext, which chooses the language by the machine's locale; a fresh server
has none, and the office wants Chinese there too. So the look-up itself is replaced, inside click only.
The keys are click's own message texts, of 8.1 and later; a test compares them with the installed click.
"""

from __future__ import annotations

import sys

import click

MESSAGES: dict[str, str] = {
    # help pages
    "Usage:": "用法：",
    "Options": "选项",
    "Positional arguments": "参数",
    "Commands": "命令",
    "Show this message and exit.": "显示本说明。",
    "Show the version and exit.": "显示版本号。",
    "Confirm the action without prompting.": "不再询问，直接执行。",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "env var: {var}": "环境变量：{var}",
    "default: {default}": "默认：{default}",
    "required": "必填",
    "(dynamic)": "（临时计算）",
    "deprecated": "已停用",
    "(Deprecated) {text}": "（已停用）{text}",
    "(DEPRECATED)": "（已停用）",
    # commands and options that are wrong or missing
    "Error: {message}": "错误：{message}",
    "Error: {e.message}": "错误：{e.message}",
    "Try '{command} {option}' for help.": "用法见：{command} {option}",
    "Missing command.": "没有写明要执行的命令。",
    "No such command {name!r}.": "没有“{name}”这个命令。",
    "No such option: {name}": "没有“{name}”这个选项。",
    "No such option {name!r}.": "没有“{name}”这个选项。",
    "Did you mean {possibility}?": "是不是 {possibility}?",
    "(Did you mean one of: {possibilities}?)": "是不是下列之一：{possibilities}?",
    "(Possible options: {possibilities})": "是不是下列之一：{possibilities}?",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Got unexpected extra argument ({args})": "多写了参数：{args}",
    "Got unexpected extra arguments ({args})": "多写了参数：{args}",
    "Argument {name!r} takes {nargs} values.": "参数“{name}”要 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项“{name}”后面不带值。",
    "Option {name!r} requires an argument.": "选项“{name}”后面要带一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项“{name}”后面要带 {nargs} 个值。",
    "Takes {nargs} values but 1 was given.": "要 {nargs} 个值，只给了 1 个。",
    "Takes {nargs} values but {len} were given.": "要 {nargs} 个值，给了 {len} 个。",
    "{len_type} values are required, but {len_value} was given.": "要 {len_type} 个值，给了 {len_value} 个。",
    "{len_type} values are required, but {len_value} were given.": "要 {len_type} 个值，给了 {len_value} 个。",
    "DeprecationWarning: The command {name!r} is deprecated.": "提示：命令“{name}”已停用。",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
        "提示：命令“{name}”已停用。{extra_message}"
    ),
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
        "提示：“{name}”已停用。{extra_message}"
    ),
    # values
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Value must be an iterable.": "要写成几个值。",
    "Choose from:\n\t{choices}": "可以写：{choices}",
    "{value!r} is not {choice}.": "“{value}”不行，只能写 {choice}。",
    "{value!r} is not one of {choices}.": "“{value}”不在可选之列，可以写：{choices}。",
    "{value!r} does not match the format {format}.": "“{value}”不合格式 {format}。",
    "{value!r} does not match the formats {formats}.": "“{value}”不合格式 {formats} 中的任何一种。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是{number_type}。",
    "{value} is not in the range {range}.": "{value} 超出范围（{range}）。",
    "{value!r} is not a valid boolean.": "“{value}”不是“是”或“否”，请写 yes 或 no。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "“{value}”不行，可以写：{states}。",
    "{value!r} is not a valid UUID.": "“{value}”不是 UUID。",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "{name} {filename!r} does not exist.": "{name}“{filename}”不存在。",
    "{name} {filename!r} is a file.": "“{filename}”是文件，这里要文件夹。",
    "{name} {filename!r} is a directory.": "“{filename}”是文件夹，这里要文件。",
    "{name} {filename!r} is not readable.": "没有权限读取{name}“{filename}”。",
    "{name} {filename!r} is not writable.": "没有权限写入{name}“{filename}”。",
    "{name} {filename!r} is not executable.": "没有权限执行{name}“{filename}”。",
    "Could not open file {filename!r}: {message}": "打不开文件“{filename}”：{message}",
    "unknown error": "原因不明",
    # questions
    "Do you want to continue?": "要继续吗？",
    "Repeat for confirmation": "请再输入一次",
    "Error: The two entered values do not match.": "错误：两次输入不一致。",
    "Error: The value you entered was invalid.": "错误：输入的值不对。",
    "Error: invalid input": "错误：请回答 y（是）或 n（否）。",
    "Press any key to continue...": "按任意键继续……",
    "Aborted!": "已中断。",
    "Couldn't detect Bash version, shell completion is not supported.": "认不出 Bash 版本，不能补全命令。",
    "Shell completion is not supported for Bash versions older than 4.4.": "Bash 低于 4.4，不能补全命令。",
}

# What a value is called in help pages and in “不是……”; click puts these into its messages untranslated.
_TYPE_NAMES = {
    "StringParamType": "文字",
    "IntParamType": "整数",
    "IntRange": "整数",
    "FloatParamType": "数",
    "FloatRange": "数",
    "BoolParamType": "是或否",
    "Choice": "选项",
    "DateTime": "时间",
    "File": "文件",
}


def translate(message: str) -> str:
    """Return click's message in Chinese; one that has no translation stays as it is."""
    return MESSAGES.get(message, message)


def translate_plural(one: str, many: str, count: int) -> str:
    """Return click's message for ``count`` things in Chinese."""
    return translate(one if count == 1 else many)


def speak_chinese() -> None:
    """Make this process's click speak Chinese, whatever the locale; repeating is harmless."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            names = vars(module)
            if "_" in names:
                names["_"] = translate
            if "ngettext" in names:
                names["ngettext"] = translate_plural
    for type_name, chinese in _TYPE_NAMES.items():
        getattr(click.types, type_name).name = chinese


speak_chinese()
