"""Wrong use of the command line, answered in the reader's language. ``argparse`` speaks English only."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from builder.wording import Language, Words

HINT = Words("用 {prog} --help 看用法。", "See {prog} --help.")
_SAID: tuple[tuple[re.Pattern[str], Words], ...] = (
    (re.compile(r"unrecognized arguments: (.*)"), Words("不认识的参数：{0}。", "Unknown arguments: {0}.")),
    (re.compile(r"the following arguments are required: (.*)"), Words("缺少：{0}。", "Missing: {0}.")),
    (re.compile(r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)"),
     Words("{0} 不能是 {1}，可用：{2}。", "{0} cannot be {1}; choose from {2}.")),
    (re.compile(r"argument (.*?): invalid int value: '?(.*?)'?\Z"),
     Words("{0} 应是整数，不是 {1}。", "{0} is a number, not {1}.")),
    (re.compile(r"argument (.*?): invalid count value: '?(.*?)'?\Z"),
     Words("{0} 应是整数，不能小于 0，不是 {1}。", "{0} is a number, and not below 0, not {1}.")),
    (re.compile(r"argument (.*?): expected one argument"), Words("{0} 后面要写一个值。", "{0} wants a value.")),
    (re.compile(r"argument (.*?): ignored explicit argument (.*)"), Words("{0} 后面不写值。", "{0} takes no value.")),
    (re.compile(r"ambiguous option: (.*?) could match (.*)"), Words("{0} 可以是 {1}。", "{0} can be {1}.")),
)  # fmt: skip
_HELP = {  # the words of argparse itself
    "usage:": "用法：",
    "options:": "选项：",
    "positional arguments:": "参数：",
    "show this help message and exit": "显示用法",
    "show program's version number and exit": "显示版本",
}
OPTIONS_LATER = Words(
    "选项 {option} 要写在命令后面，如：xianfeng build --root 文件夹。",
    "The option {option} comes after the command, such as: xianfeng build --root DIR.",
)
OTHER = Words("命令写得不对。", "The command is not written correctly.")


def count(text: str) -> int:
    """A number of things, for argparse, which calls it by this name when it complains."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


class WrongUse(Exception):
    """A command line that cannot be understood; the text says what is wrong and where help is."""


class Parser(argparse.ArgumentParser):
    """Raises ``WrongUse`` instead of printing and leaving."""

    def __init__(self, language: Language, **more: Any) -> None:
        super().__init__(allow_abbrev=False, **more)
        self.language: Language = language

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """A command answers itself for what it does not know: argparse would leave that to the program, and so send
        people to the wrong help."""
        found, left = super().parse_known_args(args, namespace)
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}")
        return found, left

    def error(self, message: str) -> NoReturn:
        hint = HINT.in_(self.language, prog=self.prog)
        for pattern, words in _SAID:
            if found := pattern.search(message):
                text = words.in_(self.language)
                said = text.format(*(group.replace("'", "") for group in found.groups()))
                raise WrongUse(f"{said} {hint}")
        raise WrongUse(f"{OTHER.in_(self.language)} {hint}")

    def format_help(self) -> str:
        text = super().format_help()
        for english, chinese in _HELP.items() if self.language == "zh" else ():
            text = text.replace(english, chinese)
        return text
