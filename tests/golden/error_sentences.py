#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every sentence that says that something went wrong or waits, collected from the source.

error_sentences.py            compares with error-sentences.txt and judges each sentence
error_sentences.py --write    writes error-sentences.txt anew: read what changed in it

A sentence counts when it is marked for translation in a function or table that also names an error
code or a reason, makes a GError, or shows a failure in the window. Each has to say what happened and
what can be done: a remedy, or that Hoist goes on by itself. What does not has its reason in
one-sided.txt.
"""
import difflib
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TABLE = HERE / "error-sentences.txt"
ONE_SIDED = HERE / "one-sided.txt"

# What makes a function or table one about errors.
ABOUT_ERRORS = re.compile(
    r"HOIST_ERROR\b|HOIST_ERROR_[A-Z]|HOIST_REASON_[A-Z]|g_set_error|g_error_new|g_printerr|printerr"
    r"|hoist_cli_(complain|fail|refuse)|\bcomplain \(|\brefuse \(|\bfail \(|SIGNAL_FAILED|add_trouble"
    r"|show_trouble|set_error|say_refused|hoist_closure_refused|HOIST_CLI_(USAGE|NO_ACCOUNT)")
MARK = re.compile(r"(?<![A-Za-z0-9_])(?:N?_|n?gettext|C_|g_dngettext) ?\(")
STRING = re.compile(r'"((?:\\.|[^"\\])*)"')
MACRO = re.compile(r"\s*(PRI[a-z]\d+|G_G[A-Z]+\d*_FORMAT)\s*")
COMMENT = re.compile(r'/\*.*?\*/|("(?:\\.|[^"\\\n])*")', re.S)

# What a person can do, or that nothing need be done. Words that begin the advice; a sentence may put
# it first or after a full stop, a colon, a semicolon, a comma or a dash.
VERBS = (
    "Add|Allow|Ask|Begin|Change|Charge|Check|Choose|Close|Connect|Copy|Do|Enter|Fill|Free|Give|Go|Install|"
    "Keep|Leave|Look|Make|Name|Open|Paste|Press|Put|Quit|Reach|Read|Remove|Rename|Repeat|Report|Restart|"
    "Retry|Save|See|Send|Set|Shorten|Show|Sign|Start|Stop|Switch|Take|Try|Turn|Unlock|Update|Upload|Use|"
    "Wait|Write|Find|Drop|Name|Select|Resume|Pause")
REMEDY = re.compile(
    rf"(?:^|[.:;,–?] |%s |\) |, then |, or |, and )(?:{VERBS}|{VERBS.lower()})\b"
    r"|Hoist (?:goes|tries|waits|begins|makes|sends|reads|gets|looks|announces|repeats|asks|starts)\b"
    r"|\b(?:goes|go) on\b|\bis sent again\b|\b(?:must|has to|have to) \b"
    r"|\bby itself\b|\btrying again\b|\bappear here\b|\bbegins when\b")


def get_layer(path):
    return path.relative_to(ROOT / "src").parts[0]


def list_files():
    """All but the practice service, which has no sentences for people."""
    return sorted(path for path in (ROOT / "src").glob("**/*.c") if get_layer(path) != "practice")


def split_definitions(text):
    """The functions and tables of a C file: what begins and ends in the first column."""
    start = 0
    for match in re.finditer(r"^\}[^\n]*;?\n", text, re.M):
        yield text[start:match.end()]
        start = match.end()
    yield text[start:]


def read_call(text, at):
    """The strings of a marked call that opens before at, parted at its commas, and its end."""
    depth, parts, current = 1, [], ""
    while at < len(text) and depth > 0:
        if match := STRING.match(text, at):
            current += match[1]
            at = match.end()
        elif match := MACRO.match(text, at):
            current += f"<{match[1]}>"
            at = match.end()
        else:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            if text[at] == "," and depth == 1:
                parts.append(current)
                current = ""
            at += 1
    parts.append(current)
    return [part for part in parts if part], at


def unescape(text):
    return text.replace('\\"', '"').replace("\\n", "").replace("\\\\", "\\")


def get_statement(text, begin, end):
    """What stands around a call up to the next ends of a statement or of an entry of a table."""
    left = max(text.rfind(mark, 0, begin) for mark in (";", "{", "}", "case "))
    rights = [at for at in (text.find(mark, end) for mark in (";", "{", "}")) if at >= 0]
    return text[left + 1:min(rights, default=len(text))]


def collect():
    """(layer, codes, sentence), each once."""
    found = {}
    for path in list_files():
        layer = get_layer(path)
        text = COMMENT.sub(lambda found: found[1] or " ", path.read_text(encoding="utf-8"))
        for definition in split_definitions(text):
            if not ABOUT_ERRORS.search(definition):
                continue
            for match in MARK.finditer(definition):
                parts, end = read_call(definition, match.end())
                statement = get_statement(definition, match.start(), end)
                codes = {code for code in re.findall(r"HOIST_ERROR_([A-Z_]+)", statement)}
                for part in parts:
                    found.setdefault((layer, unescape(part)), set()).update(codes)
    return sorted((layer, sentence, " ".join(sorted(codes))) for (layer, sentence), codes in found.items())


def write_table(rows):
    lines = ["# Every sentence about something that went wrong or waits: where it is from, the codes it comes",
             "# with (what happens next; - where the caller decides), the sentence.",
             "# Made by tests/golden/error_sentences.py --write; read what changed before committing it.", ""]
    lines += [f"{layer} | {codes or '-'} | {sentence}" for layer, sentence, codes in rows]
    return "\n".join(lines) + "\n"


def read_one_sided():
    """Sentence -> why it may leave out what happened or what to do."""
    reasons, reason = {}, None
    for line in ONE_SIDED.read_text(encoding="utf-8").split("\n"):
        if line.startswith("## "):
            reason = line[3:]
        elif line and not line.startswith("#"):
            reasons[line] = reason
    return reasons


def judge(sentence):
    """What the sentence leaves out, or nothing."""
    clauses = [part for part in re.split(r"[.:;,–?](?: |$)", sentence) if part.strip()]
    # "must be" is both: what is wrong, and how it is right
    if len(clauses) < 2 and not re.search(r"\bmust\b", sentence):
        return "it is one clause"
    if not REMEDY.search(sentence):
        return "it does not say what to do, or who does it"
    return None


def main():
    rows = collect()
    text = write_table(rows)
    if "--write" in sys.argv:
        TABLE.write_text(text, encoding="utf-8")
    allowed = read_one_sided()
    sentences = {sentence for _, sentence, _ in rows}
    complaints = [f"{layer}: {wrong}: {sentence}" for layer, sentence, _ in rows
                  if sentence not in allowed and (wrong := judge(sentence))]
    complaints += [f"one-sided.txt: no such sentence is in the source: {sentence}"
                   for sentence in allowed if sentence not in sentences]
    complaints += [f"one-sided.txt: not needed, the sentence says both: {sentence}"
                   for sentence in allowed if sentence in sentences and not judge(sentence)]
    before = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    if before != text:
        complaints += ["error-sentences.txt differs from the source; after reading the difference run "
                       "tests/golden/error_sentences.py --write",
                       *difflib.unified_diff(before.split("\n"), text.split("\n"), "table", "source", "", "", 0)]
    print("\n".join(complaints) or f"{len(rows)} sentences, {len(allowed)} of them one-sided for a reason")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
