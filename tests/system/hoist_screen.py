# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user without eyes and one with a keyboard do: reads the window through AT-SPI, presses its
buttons and keys."""
import json
import pathlib
import re
import subprocess
import time

from hoist_system import Failure, expect, wait_until

SYSTEM_PYTHON = "/usr/bin/python3"
HERE = pathlib.Path(__file__).resolve().parent
BUTTONS = {"button", "toggle button", "menu item", "radio menu item", "check menu item", "check box", "switch", "page tab"}

CONTROLS = BUTTONS | {"entry", "text", "password text", "combo box", "list item", "slider", "spin button", "link",
                      "progress bar", "radio button", "list", "frame", "dialog"}
ENTRIES = {"text", "entry", "password text"}
# what is spoken of though the keyboard does not go there
PLACES = {"frame", "dialog", "progress bar"}
CLASS_NAME = re.compile(r"(Gtk|Adw|Hoist)[A-Z]\w*")


def xdotool(*arguments):
    done = subprocess.run(["xdotool", *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def clean(name):
    """GTK 4.8 joins what names a button twice, as “_Add Add” or “More More”: once is enough."""
    words = name.replace("\u00a0", " ")
    for at in range(len(words) // 2 - 2, len(words) // 2 + 3):
        if words[at:at + 1] == " " and words[:at].replace("_", "") == words[at + 1:]:
            return words[at + 1:]
    return words


class Screen:
    """The windows of one application."""

    def __init__(self, application):
        self.application = application
        self.reader = None

    def ask(self, **wish):
        if self.reader is None or self.reader.poll() is not None:
            self.reader = self.application.home.start(
                SYSTEM_PYTHON, HERE / "accessible_tree.py", self.application.pid(), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=self.application.home.open_log("reader"), text=True, env=self.application.env)
        self.reader.stdin.write(json.dumps(wish) + "\n")
        self.reader.stdin.flush()
        line = self.reader.stdout.readline()
        return json.loads(line) if line else None

    def close(self):
        if self.reader is not None:
            self.reader.kill()
            self.reader.wait()
            self.reader = None

    def tree(self):
        found = self.ask(do="tree") or []
        for node in found:
            node["name"] = clean(node["name"])
        return found

    def nodes(self, name=None, roles=None, contains=None, under=None):
        return [node for node in self.tree()
                if (name is None or node["name"] == name) and (roles is None or node["role"] in roles)
                and (contains is None or contains in node["name"])
                and (under is None or node["path"][:len(under)] == under)]

    def find(self, seconds=20, **what):
        """The last of these nodes: what opened last stands last."""
        return wait_until(lambda: self.nodes(**what), seconds, f"{what} on the screen; it shows {self}")[-1]

    def rows(self):
        return self.nodes(roles={"list item"})

    def row(self, name):
        found = [row for row in self.rows() if row["name"].startswith(name)]
        return found[0] if found else None

    def wait_for_row(self, name, *words, seconds=30):
        """The row of a file, when the reader says these words of it."""
        def probe():
            row = self.row(name)
            return row if row and all(word in row["name"] for word in words) else None
        try:
            return wait_until(probe, seconds, f"the row {name} to say {words}")
        except Failure as failure:
            raise Failure(f"{failure}; rows: {[row['name'] for row in self.rows()]}") from None

    def act(self, node, action="click"):
        return bool(self.ask(do="act", ref=node["ref"], name=action))

    def press(self, name, under=None, seconds=20):
        """A button or an entry of a menu by its name."""
        def probe():
            for node in reversed(self.nodes(name=name, roles=BUTTONS, under=under)):
                if "sensitive" in node["states"] and self.act(node):
                    return True
            return False
        wait_until(probe, seconds, f"a button “{name}”; the window shows {self}")

    def click(self, node):
        """With the pointer, into its middle; it has to be in sight in the window on top."""
        lines = xdotool("getactivewindow", "getwindowgeometry", "--shell").split("\n")
        at = {key: int(value) for key, value in (line.split("=") for line in lines if "=" in line)}
        x, y, width, height = self.ask(do="place", ref=node["ref"])
        xdotool("mousemove", "--sync", at["X"] + x + width // 2, at["Y"] + y + height // 2, "click", 1)

    def drag(self, node, target):
        """With the pointer, from the middle of one onto the upper half of another. Not close to its edge:
        the places that GTK 4.18 tells lack the padding around, and are some 16 pixels too high."""
        at = self.application.geometry()
        x, y, width, height = self.ask(do="place", ref=node["ref"])
        from_x, from_y = at["X"] + x + width // 2, at["Y"] + y + height // 2
        _, y, _, height = self.ask(do="place", ref=target["ref"])
        to_x, to_y = from_x, at["Y"] + y + height // 2 - 8
        gesture = ["mousemove", "--sync", from_x, from_y, "mousedown", 1]
        steps = 12
        for step in range(1, steps + 1):
            gesture += ["mousemove", to_x, from_y + (to_y - from_y) * step // steps, "sleep", "0.03"]
        for wiggle in (2, 4, 0):
            gesture += ["mousemove", to_x + wiggle, to_y, "sleep", "0.1"]
        xdotool(*gesture, "mouseup", 1)

    def order(self, *names):
        """Of these rows, from top to bottom."""
        return [name for row in self.rows() for name in names if row["name"].startswith(name)]

    def wait_for_order(self, *names):
        wait_until(lambda: self.order(*names) == list(names), 20, f"the order {names}; the window shows {self}")

    def activate(self):
        xdotool("windowactivate", "--sync", self.application.window)

    def key(self, *keys):
        xdotool("key", "--clearmodifiers", *keys)

    def write(self, text):
        xdotool("type", "--clearmodifiers", "--delay", 1, text)

    def fill(self, name, text):
        """Writes a text into an entry, in place of what is there."""
        self.click(self.find(name=name, roles=ENTRIES))
        self.key("ctrl+a")
        self.write(text)

    def focused(self):
        found = self.ask(do="focused") or []
        for node in found:
            node["name"] = clean(node["name"])
        return found

    def step(self, key):
        """Presses a key that moves the keyboard on, and sees it move; at an end it may stay."""
        before = {node["ref"] for node in self.focused()}
        self.key(key)
        deadline = time.monotonic() + 1
        while {node["ref"] for node in self.focused()} == before and time.monotonic() < deadline:
            pass

    def step_until(self, key, probe, what, most=40):
        """Goes on with the key until the probe finds something."""
        seen = []
        self.tree()
        for _ in range(most):
            found = probe()
            if found:
                return found
            seen += [f"{node['role']} “{node['name']}”" for node in self.focused()]
            self.step(key)
        raise Failure(f"{key} does not come to {what}; it came to {seen}")

    def tab_to(self, key="Tab", most=40, **what):
        """Goes on with the key until such a node has the keyboard."""
        def probe():
            return next((node for node in self.focused() if all(node[field] == value for field, value in what.items())),
                        None)
        return self.step_until(key, probe, what, most)

    def inside(self, node):
        """What has the keyboard and lies in this node, or is it."""
        return [one for one in self.focused() if node["ref"] in one["around"]]

    def tab_to_row(self, name, key="Tab", most=40):
        """Until a row, or a button in it, has the keyboard."""
        def probe():
            row = self.row(name)
            return row if row and self.inside(row) else None
        return self.step_until(key, probe, f"the row {name}", most)

    def tab_to_entry(self, name):
        """The text of an entry row. GTK 4.8 does not tell when it has the keyboard: the way goes by the
        button behind it, and back."""
        row = self.find(name=name, roles=ENTRIES)
        self.step_until("Tab", lambda: self.inside(row), f"the row “{name}”")
        self.step_until("shift+Tab", lambda: not [one for one in self.inside(row) if one["ref"] != row["ref"]],
                        f"the entry “{name}”")

    def write_into(self, name, text):
        """By keys alone."""
        self.tab_to_entry(name)
        self.key("ctrl+a")
        self.write(text)

    def unnamed(self):
        """Controls that a screen reader would call by the name of their class, or not at all, with
        what they lie in."""
        nodes = self.tree()
        names = {tuple(node["path"]): node["name"] for node in nodes}
        found = []
        for node in nodes:
            if not ({"focusable"} & set(node["states"]) or node["role"] in PLACES):
                continue
            if node["role"] in CONTROLS and (not node["name"] or CLASS_NAME.fullmatch(node["name"])):
                around = [names.get(tuple(node["path"][:depth]), "") for depth in range(len(node["path"]))]
                found.append((node, around))
        return found

    def toasts(self):
        return [node["name"] for node in self.tree() if node["role"] == "label"]

    def wait_for_text(self, text, seconds=20):
        """A label that has these words, wherever it is."""
        return self.find(seconds, contains=text)

    def __str__(self):
        return ", ".join(f"{node['role']} “{node['name']}”" for node in self.tree()
                         if node["name"] and node["role"] not in ("panel", "filler", "separator"))[:1500]


__all__ = ["SYSTEM_PYTHON", "Screen", "expect", "xdotool"]
