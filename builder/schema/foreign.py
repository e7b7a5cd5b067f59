"""What other programs call our fields, and fields of theirs that this site has no use for.

Who moves in from Hugo, Hexo, Jekyll or the system of an office brings its words along. The nearest spelling among our
names says nothing of what they mean: ``aliases`` are old addresses there, and a ``draft`` is no date.
"""

from __future__ import annotations

from dataclasses import dataclass

from builder.schema.fields import Declared
from builder.wording import Words

CALLED = Words("本站把它写作“{zh}”。", "Here it is called “{key}”.")
THEMES = Words(
    "本站把它写作“{zh}”，只能填 site.yaml 的词表里有的；没有合适的，请删去这一行。",
    "Here it is called “{key}” and takes what the vocabulary in site.yaml lists; if nothing fits, remove this line.",
)
DRAFT = Words(
    "草稿写成“状态: 草稿”；已经写好、可以发布的，请删去这一行。",
    "Write “status: draft” for a draft; if it is finished and may be published, remove this line.",
)
OLD = Words(
    "旧网址写在“原地址”里，如“原地址: cases/old-name.html”；另外的名称写在“别名”里。",
    "Old addresses belong into “moved_from”, such as “moved_from: cases/old-name.html”, other names into "
    "“also_known_as”.",
)
ADDRESS = Words(
    "网址由“编号”决定，如“编号: my-post”；要让旧网址继续有效，请写在“原地址”里，如“原地址: cases/old-name.html”。",
    "The address follows from the id, such as “id: my-post”; for an old address to go on working, write it into "
    "“moved_from”, such as “moved_from: cases/old-name.html”.",
)
PLACE = Words(
    "在哪个阵地、哪个地区，写在“阵地”“地区”里；网页的旧地址写在“原地址”里，如“原地址: cases/old-name.html”。",
    "Write where it is into “stations” and “region”, and an old address of the page into “moved_from”, such as "
    "“moved_from: cases/old-name.html”.",
)
PICTURE = Words(
    "列表和分享时用的是正文里的第一张图片：请写在正文里，如“![图上是什么](图片.jpg)”，再删去这一行。",
    "Lists and shares show the first picture of the text: put it there, as in “![what it shows](picture.jpg)”, and "
    "remove this line.",
)
MOMENT = Words("日期写在“日期”里，时刻写在“时间”里。", "Write the day into “date” and the time of day into “time”.")
UNUSED = Words("本站用不着这一项，请删去这一行。", "This site has no use for it; remove this line.")


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words of others, as ``_plain`` leaves them, for the field ``attribute``; ``""``: for types of any fields."""

    words: str
    attribute: str
    hint: Words


_TAGS = "tag tags category categories keyword keywords 标签 分类 栏目 关键词 关键字"
_MOMENT = "发布时间 发布日期 发表时间 发布于 publishdate pubdate publisheddate datetime created createdat createtime"
_WRITER = "编辑 责任编辑 责编 供稿 供稿人 撰稿 撰稿人 记者 通讯员 署名 writer byline"
_PICTURES = (
    "cover image images img thumbnail thumb banner featuredimage coverimage topimg 封面 封面图 图片 配图 头图 题图"
)
_PLUMBING = (
    "updated lastmod lastmodified modified modifieddate updatetime toc weight order comment comments layout type top "
    "sticky pin lang language math mathjax katex template menu series copyright sitemap cascade outputs markup "
    "更新时间 更新日期 修改时间 置顶 排序 权重 评论 目录"
)

# The first row of a word whose field the type has is taken.
_TABLE = (
    Foreign("draft published 草稿 是否草稿", "", DRAFT),
    Foreign(_TAGS, "themes", THEMES),
    Foreign("category categories 分类 类型", "kind_of", CALLED),
    Foreign("description excerpt abstract desc intro 描述 简介 导语 导读 概要 内容提要", "summary", CALLED),
    Foreign("alias aliases redirectfrom 旧网址 旧地址 原网址 原链接", "", OLD),
    Foreign("link href 链接", "url", CALLED),
    Foreign("地址 address", "stations", PLACE),
    Foreign("slug permalink url link abbrlink 网址 链接 路径", "", ADDRESS),
    Foreign(_PICTURES, "", PICTURE),
    Foreign(_WRITER + " authors", "author", CALLED),
    Foreign(_WRITER, "authors", CALLED),
    Foreign(_MOMENT, "time", MOMENT),
    Foreign(_MOMENT, "date", CALLED),
    Foreign(_TAGS, "", UNUSED),
    Foreign(_PLUMBING, "", UNUSED),
)
_ROWS = [(frozenset(row.words.split()), row) for row in _TABLE]


def hint_for(cls: type[Declared], key: str) -> Words | None:
    """What to write in a record of type ``cls`` for the field that others call ``key``; None for no word of theirs."""
    word = _plain(key)
    known = cls.declared
    row = next((row for words, row in _ROWS if word in words and (not row.attribute or row.attribute in known)), None)
    if row is None:
        return None
    if not row.attribute:
        return row.hint
    spec = known[row.attribute]
    return row.hint.filled(zh=spec.words.zh, key=spec.key)


def _plain(key: str) -> str:
    """``publishDate``, ``publish_date`` and ``publish-date`` as one."""
    return key.strip().lower().translate({ord(sign): None for sign in "_- "})
