"""What happens to a site between two builds: each edit is drawn from a number, on the model and on the folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from builder.build import theme_home
from builder.schema import REGISTRY, fields_of
from tests import randomsite
from tests.randomsite import RandomSite

Edit = Callable[[RandomSite, Random], None]
Deed = Callable[[Path, Random], None]

THEME = theme_home()
TEMPLATES = sorted((THEME / "templates").rglob("*.html")) + sorted((THEME / "templates").glob("*.xml"))
SETTINGS: Mapping[str, Callable[[Random], object]] = {
    "name": randomsite.words, "short_name": randomsite.words, "description": randomsite.words,
    "notice": randomsite.words, "per_page": lambda r: r.randint(1, 5), "language": lambda r: r.choice(["zh-CN", "en"]),
    "url": lambda r: f"https://{r.choice(randomsite.LETTERS)}.example.cn/", "open_data": lambda r: r.random() < 0.5,
    "share": lambda r: r.random() < 0.5, "facet_lists": lambda r: r.random() < 0.5,
    "footer": lambda r: {"host": randomsite.words(r), "links": [{"title": randomsite.words(r), "href": "index.html"}]},
}  # fmt: skip


# Content


def body(site: RandomSite, r: Random) -> None:
    """Another text for a case."""
    _, _, fields = site.any_record(r, "case")
    fields["body"] = randomsite.body(site, r, "case")


def sentence(site: RandomSite, r: Random) -> None:
    """A sentence more somewhere."""
    found = [fields for records in site.records.values() for fields in records.values() if "body" in fields]
    fields = r.choice(found)
    fields["body"] += f"\n{randomsite.words(r)}。\n"


def name(site: RandomSite, r: Random) -> None:
    """Another name; sometimes the old one stands on as another name."""
    _, _, fields = site.any_record(r)
    key = "title" if "title" in fields else "name"
    old = fields[key]
    fields[key] = randomsite.words(r)
    if r.random() < 0.5:
        fields["also_known_as"] = [old]


def any_field(site: RandomSite, r: Random) -> None:
    """Any declared field of any record set to something else, or taken away."""
    kind, _, fields = site.any_record(r)
    specs = [spec for spec in fields_of(REGISTRY[kind]) if randomsite.changeable(kind, spec)]
    spec = r.choice(specs)
    if r.random() < 0.3 and not spec.required:
        fields.pop(spec.key, None)
        return
    found = randomsite.value(site, r, spec, kind)
    if found is not None:
        fields[spec.key] = found
    if kind == "figure":
        randomsite.amount(fields, r)


def letter(site: RandomSite, r: Random) -> None:
    """One letter for another in a text: the file is as long as before."""
    _, _, fields = site.any_record(r, "case")
    text = fields.get("body", "")
    places = [at for at, char in enumerate(text) if char in randomsite.LETTERS]
    if places:
        at = r.choice(places)
        fields["body"] = text[:at] + r.choice(randomsite.LETTERS) + text[at + 1 :]


def figure(site: RandomSite, r: Random) -> None:
    """A figure counted anew; texts that type its words follow, or keep the old words."""
    _, id_, fields = site.any_record(r, "figure")
    randomsite.amount(fields, r)
    if r.random() < 0.8:
        site.replace_everywhere(rf"\[\[figure:{id_}\|[^\]]*\]\]", f"[[figure:{id_}|{fields['words']}]]")


def add(site: RandomSite, r: Random) -> None:
    """A new record of any type."""
    randomsite.add(site, r, r.choice(list(site.records)))


def add_case(site: RandomSite, r: Random) -> None:
    randomsite.add(site, r, "case")


def delete(site: RandomSite, r: Random) -> None:
    """A record goes; mostly what names it is mended."""
    kind, id_, _ = site.any_record(r)
    del site.records[kind][id_]
    if r.random() < 0.9:
        _forget(site, id_)


def _forget(site: RandomSite, id_: str) -> None:
    site.replace_everywhere(rf"\[\[[^\]]*{id_}[^\]]*\]\]|\[[^\]]*\]\(/cases/{id_}\)", "那里")
    for records in site.records.values():
        for other, fields in records.items():
            records[other] = _without(fields, id_)


def _without(value: dict[str, object], id_: str) -> dict[str, object]:
    """The fields without every reference to ``id_``, in nested parts too."""
    found: dict[str, object] = {}
    for key, item in value.items():
        if isinstance(item, dict):
            found[key] = _without(item, id_)
        elif isinstance(item, list):
            kept = [_without(one, id_) if isinstance(one, dict) else one for one in item if one != id_]
            if kept:
                found[key] = kept
        elif item != id_:
            found[key] = item
    return found


def rename(site: RandomSite, r: Random) -> None:
    """Another id, so another address and another file; sometimes with a redirect from the old one."""
    kind, id_, _ = site.any_record(r)
    new = f"{kind}-{''.join(r.choices(randomsite.LETTERS, k=5))}"
    site.records[kind][new] = site.records[kind].pop(id_)
    site.replace_everywhere(rf"(?<![\w-]){id_}(?![\w-])", new)
    if r.random() < 0.5:
        site.records[kind][new]["moved_from"] = [f"{REGISTRY[kind].folder}/{id_}.html"]


def life(site: RandomSite, r: Random) -> None:
    """Draft, published, withdrawn, in any direction."""
    _, _, fields = site.any_record(r, *(("case",) if r.random() < 0.5 else ()))
    fields.pop("withdrawal", None)
    fields["status"] = r.choice(["draft", "published", "withdrawn"])
    if fields["status"] == "withdrawn":
        fields["withdrawal"] = {"date": "2025-01-02", "why": "失实"}


def move(site: RandomSite, r: Random) -> None:
    """A brand (or a region, or an organisation) under another parent, or under none."""
    kind, id_, fields = site.any_record(r, "brand", "region", "organisation")
    others = [other for other in site.ids(kind) if other != id_]
    fields.pop("parent", None)
    if others and r.random() < 0.8:
        fields["parent"] = r.choice(others)


def elsewhere(site: RandomSite, r: Random) -> None:
    """The file of a case in another folder, or that of a list: what its text names by its place is something else."""
    kind, id_, _ = site.any_record(r, *(("case",) if r.random() < 0.7 else ()))
    if kind != "page":
        site.moved ^= {id_ if kind == "case" else kind}


def day(site: RandomSite, r: Random) -> None:
    """A case that comes out on a later day, or did so on an earlier one."""
    _, _, fields = site.any_record(r, "case")
    fields["date"] = r.choice(["2018", "2025-06-20", "2026-02-01", randomsite.when(r)])


def order(site: RandomSite, r: Random) -> None:
    """The records of a file in another order."""
    kind = r.choice(list(site.records))
    found = list(site.records[kind].items())
    r.shuffle(found)
    site.records[kind] = dict(found)


def trailing(site: RandomSite, r: Random) -> None:
    """Blank lines at the end of a text, which show nowhere."""
    _, _, fields = site.any_record(r, "case", "page")
    fields["body"] = f"{fields.get('body', '')}\n\n\n"


# The site


def settings(site: RandomSite, r: Random) -> None:
    key = r.choice(sorted(SETTINGS))
    site.settings[key] = SETTINGS[key](r)


def vocabulary(site: RandomSite, r: Random) -> None:
    """A word of a vocabulary changes, or the order of its words."""
    entries = site.settings["vocabularies"][r.choice(sorted(randomsite.VOCABULARIES))]
    key = r.choice(sorted(entries))
    entries[key] = {"zh": randomsite.words(r), "en": randomsite.words(r)} if r.random() < 0.7 else entries.pop(key)


def template(site: RandomSite, r: Random) -> None:
    """A template of the site's own in place of the theme's: with a mark in a block or in a macro."""
    file = r.choice(TEMPLATES)
    text = file.read_text(encoding="utf-8")
    places = [found.end() for found in re.finditer(r"\{% (?:block|macro) [^%]*%\}\n", text)]
    if places:
        at = r.choice(places)
        text = f"{text[:at]}<p>{r.choice(randomsite.LETTERS)}</p>\n{text[at:]}"
    site.files[file.relative_to(THEME).as_posix()] = text.encode()


def partial(site: RandomSite, r: Random) -> None:
    """A part that the layout includes appears, changes, or vanishes together with the line that includes it."""
    layout, part = "templates/layout.html", "templates/parts/own.html"
    if layout in site.files and r.random() < 0.4:
        site.files.pop(part, None)
        del site.files[layout]
        return
    text, line = (THEME / layout).read_text(encoding="utf-8"), '{% include "parts/own.html" %}'
    over = f'{{% extends "theme/layout.html" %}}{{% block footer %}}{{{{ super() }}}}{line}{{% endblock %}}'
    site.files[layout] = r.choice([text.replace("</footer>", f"{line}</footer>"), over]).encode()
    site.files[part] = f"<p>{r.choice(randomsite.LETTERS)} {{{{ page.title }}}}</p>\n".encode()


def theirs_again(site: RandomSite, r: Random) -> None:
    """A file of the site's own goes, and the theme's is back."""
    own = [file for file in site.files if not file.startswith("content/")]
    if own:
        del site.files[r.choice(own)]


def interface(site: RandomSite, r: Random) -> None:
    """The site's own word for something in the interface."""
    key = r.choice(["skip", "nav: {menu", "record: {note", "footer: {feed", "list: {empty"])
    close = "}" if "{" in key else ""
    site.files["templates/words/zh-CN.yaml"] = f"{key}: {r.choice(randomsite.WORDS)}{close}\n".encode()


def static(site: RandomSite, r: Random) -> None:
    """A static file in place of the theme's, or at the top of the site."""
    name = r.choice(["css/site.css", "icons/favicon.svg", "files/a.pdf", "root/verify.txt", "root/b/c.bin"])
    site.files[f"static/{name}"] = f"/* {r.choice(randomsite.LETTERS)} */".encode()


def image(site: RandomSite, r: Random) -> None:
    """Other bytes under the name of a picture."""
    name = r.choice([file for file in site.files if file.startswith("content/")])
    site.files[name] = randomsite.picture(r, name)


EDITS: Mapping[str, Edit] = {
    edit.__name__: edit
    for edit in (
        body, sentence, letter, name, any_field, figure, add, add_case, delete, rename, life, move,
        elsewhere, day, order, trailing, settings, vocabulary, template, partial, theirs_again, interface, static,
        image,
    )
}  # fmt: skip


# The folders beside the content


def lose_output(root: Path, r: Random) -> None:
    shutil.rmtree(root / "public", ignore_errors=True)


def tamper_output(root: Path, r: Random) -> None:
    """Files of the built site deleted, edited in disguise (as long and as old as before), put where none belong."""
    files = _files(root / "public")
    for path in r.sample(files, min(3, len(files))):
        if path.name != ".xianfeng.json":
            if r.random() < 0.5:
                path.unlink()
            else:
                times = path.stat()
                path.write_bytes(path.read_bytes()[:-1] + b"#")
                os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    if files:
        (root / "public" / "stray.txt").write_text("stray", encoding="utf-8")


def put_back_output(root: Path, r: Random) -> None:
    """The built site as it was at the last such deed, as if it were in the repository; the present one is kept."""
    now, kept, older = root / "public", root / "kept", root / "older"
    if kept.exists():
        kept.rename(older)
    if now.exists():
        shutil.copytree(now, kept)
    if older.exists():
        shutil.rmtree(now, ignore_errors=True)
        shutil.copytree(older, now)
        shutil.rmtree(older)


def lose_results(root: Path, r: Random) -> None:
    """Some entries of the store are gone."""
    files = _files(root / "store")
    for path in r.sample(files, len(files) // 3):
        path.unlink()


def damage_store(root: Path, r: Random) -> None:
    """Some entries are cut short, have a bit turned, or stand under each other's names."""
    files = _files(root / "store")
    chosen = r.sample(files, min(len(files), 12))
    for path, other in zip(chosen[::2], chosen[1::2], strict=False):
        one, two = path.read_bytes(), other.read_bytes()
        match r.randrange(3):
            case 0:
                path.write_bytes(one[: r.randrange(len(one) + 1)])
            case 1 if one:
                at = r.randrange(len(one))
                path.write_bytes(one[:at] + bytes([one[at] ^ 1 << r.randrange(8)]) + one[at + 1 :])
            case _:
                path.write_bytes(two)
                other.write_bytes(one)


def lose_store(root: Path, r: Random) -> None:
    shutil.rmtree(root / "store", ignore_errors=True)


def clone(root: Path, r: Random) -> None:
    """Every file is a new one, as in a pipeline that has put back what it keeps: the store, the output or not."""
    if r.random() < 0.5:
        lose_output(root, r)
    for path in _files(root):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)


DEEDS: Mapping[str, Deed] = {
    deed.__name__: deed
    for deed in (lose_output, tamper_output, put_back_output, lose_results, damage_store, lose_store, clone)
}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
