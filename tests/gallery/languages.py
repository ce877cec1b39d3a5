# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages that pictures are made in: those of po/LINGUAS, and one that is written from right to
left, made from the English texts by putting Hebrew letters in place of the Latin ones. What stays
Latin in its pictures was not marked for translation."""
import gettext
import re
import shutil
import subprocess

from hoist_languages import make_locale
from hoist_system import BUILD, SOURCE

PSEUDO = "he"
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
                        "אבגדהוזחטיכלמנסעפצקרשתוקסזאבגדהוזחטיכלמנסעפצקרשתוקסז")
# what a program reads, not a person: formats, markup, addresses, names of fields
KEPT = re.compile(r"%\d*\$?[-+ #0']*\d*(?:\.\d+)?(?:hh|h|ll|l|z)?[a-zA-Z%]|%\w+|<[^>]*>|&\w+;|https?://\S+|\{\w+\}")


def write_in_hebrew(text):
    parts, at = [], 0
    for match in KEPT.finditer(text):
        parts += [text[at:match.start()].replace("_", "").translate(LETTERS), match[0]]
        at = match.end()
    return "".join(parts) + text[at:].replace("_", "").translate(LETTERS)


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def unquote(lines):
    joined = "".join(line.strip()[1:-1] for line in lines.strip().split("\n"))
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), joined)


def translate_entry(block):
    """A block of a template, with its translation."""
    found = {name: unquote(lines) for name, lines in
             re.findall(r'^(msgctxt|msgid|msgid_plural) ((?:".*"\n)+)', block, re.M)}
    if not found.get("msgid"):
        return None
    lines = [f"{name} {quote(found[name])}" for name in ("msgctxt", "msgid", "msgid_plural") if name in found]
    if "msgid_plural" in found:
        lines += [f"msgstr[0] {quote(write_in_hebrew(found['msgid']))}",
                  f"msgstr[1] {quote(write_in_hebrew(found['msgid_plural']))}"]
    else:
        lines.append(f"msgstr {quote(write_in_hebrew(found['msgid']))}")
    return "\n".join(lines)


def make_pseudo(folder):
    """A catalogue of all texts in the sources, as it is installed."""
    template = folder / "hoist.pot"
    subprocess.run(["xgettext", "--from-code=UTF-8", "--add-comments", "--keyword=_", "--keyword=N_",
                    "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=g_dngettext:2,3", "--keyword=g_dgettext:2",
                    "--keyword=g_dpgettext2:2c,3", "--no-location", "--no-wrap", "--directory", SOURCE,
                    "--files-from", SOURCE / "po" / "POTFILES.in", "--output", template], check=True)
    header = ('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n'
              'Plural-Forms: nplurals=2; plural=(n != 1);\\n"')
    entries = [translate_entry(block + "\n") for block in template.read_text(encoding="utf-8").split("\n\n")]
    target = folder / PSEUDO / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    source = folder / f"{PSEUDO}.po"
    source.write_text("\n\n".join([header, *[entry for entry in entries if entry]]) + "\n", encoding="utf-8")
    subprocess.run(["msgfmt", "--output-file", target / "hoist.mo", source], check=True)


class Language:
    """What the programs are told of it, and the words that stand on their buttons."""

    def __init__(self, code):
        self.code = code
        self.env = {"LANGUAGE": code}
        if not code:
            return
        texts = BUILD / "gallery"
        texts.mkdir(exist_ok=True)
        if code == PSEUDO:
            make_pseudo(texts)
        else:
            (texts / code).mkdir(exist_ok=True)
            shutil.copytree(BUILD / "po" / code, texts / code, dirs_exist_ok=True)
        self.env.update(make_locale(texts / "locale", code), HOIST_LOCALE_DIR=str(texts))
        self.texts = gettext.translation("hoist", texts, [code])

    def say(self, text):
        """As it is on the screen: translated, without the mark of its key."""
        return (self.texts.gettext(text) if self.code else text).replace("_", "").replace("\u00a0", " ")


__all__ = ["PSEUDO", "Language"]
