#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application shows to assistive technology, and what that can do with it:
accessible_tree.py PID

Reads a line of JSON from standard input, answers with one:
{"do": "tree"}                            every node: ref, path, role, name, description, value, states
{"do": "focused"}                         what of that has the keyboard; in place of the path the refs around it
{"do": "act", "ref": R, "name": "click"}  does an action of the node; the answer tells whether it could
{"do": "place", "ref": R}                 x, y, width and height within the window

Names and states come in one call for all: asking each node costs seconds where a machine is slow.
"""
import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ROOT = "/org/a11y/atspi/accessible/root"
# of roles, before at-spi2-core 2.56
FORMER_NAMES = {"push button": "button"}
VALUED = {"progress bar", "slider", "spin button", "level bar"}
WINDOW = 1  # coordinates within it


def has_state(item, state):
    bits = item[9]
    return bool((bits[0] | bits[1] << 32 if len(bits) > 1 else bits[0]) >> int(state) & 1)


def list_around(known, item):
    """The refs of what a node lies in, itself first."""
    around = [item[0][1]]
    while around[-1] in known and known[around[-1]][2][1] not in around:
        around.append(known[around[-1]][2][1])
    return around


class Reader:
    def __init__(self, pid):
        self.pid = pid
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                                    Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.owner = None

    def call(self, owner, path, interface, method, arguments=None):
        return self.bus.call_sync(owner, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, 20000,
                                  None).unpack()

    def find_process(self, owner):
        """None for a program that has just gone: the registry names it a while longer."""
        try:
            return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                             "GetConnectionUnixProcessID", GLib.Variant("(s)", (owner,)))[0]
        except GLib.Error:
            return None

    def find(self):
        """The application's name on the bus, once it is there."""
        if self.owner is None:
            for owner, _ in self.call("org.a11y.atspi.Registry", ROOT, "org.a11y.atspi.Accessible", "GetChildren")[0]:
                if self.find_process(owner) == self.pid:
                    self.owner = owner
        return self.owner

    def get_value(self, ref):
        value = self.call(self.owner, ref, "org.freedesktop.DBus.Properties", "Get",
                          GLib.Variant("(ss)", ("org.a11y.atspi.Value", "CurrentValue")))[0]
        return round(value, 4)

    def describe(self, item, path):
        (_, ref), _, _, _, _, _, name, role, description, states = item
        role_name = Atspi.role_get_name(Atspi.Role(role))
        role_name = FORMER_NAMES.get(role_name, role_name)
        bits = states[0] | states[1] << 32 if len(states) > 1 else states[0]
        names = [Atspi.StateType(bit).value_nick for bit in range(44) if bits >> bit & 1]
        return {"ref": ref, "path": path, "role": role_name, "name": name, "description": description,
                "value": self.get_value(ref) if role_name in VALUED else None, "states": names}

    def list_items(self):
        """Role, name, states and how many children: of every node that GTK has told of so far."""
        items = self.call(self.find(), "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems")[0]
        return {item[0][1]: item for item in items}

    def tree(self):
        known = self.list_items()
        order = []

        def walk(ref, path):
            if ref in known and known[ref][4] == 0 and path:
                return
            children = self.call(self.owner, ref, "org.a11y.atspi.Accessible", "GetChildren")[0]
            for number, (_, child) in enumerate(children):
                order.append((child, path + [number]))
                walk(child, path + [number])

        walk(ROOT, [])
        known = self.list_items()
        return [self.describe(known[ref], path) for ref, path in order if ref in known]

    def focused(self):
        """Of the nodes that a tree has shown so far: all their states come with one call."""
        known = self.list_items()
        return [{**self.describe(item, []), "around": list_around(known, item)} for item in known.values()
                if has_state(item, Atspi.StateType.FOCUSED)]

    def act(self, ref, name):
        count = self.call(self.owner, ref, "org.freedesktop.DBus.Properties", "Get",
                          GLib.Variant("(ss)", ("org.a11y.atspi.Action", "NActions")))[0]
        for index in range(count):
            number = GLib.Variant("(i)", (index,))
            if self.call(self.owner, ref, "org.a11y.atspi.Action", "GetName", number)[0] == name:
                return self.call(self.owner, ref, "org.a11y.atspi.Action", "DoAction", number)[0]
        return False

    def answer(self, wish):
        if self.find() is None:
            return None
        if wish["do"] == "tree":
            return self.tree()
        if wish["do"] == "focused":
            return self.focused()
        if wish["do"] == "act":
            return self.act(wish["ref"], wish["name"])
        return list(self.call(self.owner, wish["ref"], "org.a11y.atspi.Component", "GetExtents",
                              GLib.Variant("(u)", (WINDOW,)))[0])


def main():
    reader = Reader(int(sys.argv[1]))
    for line in sys.stdin:
        try:
            reply = reader.answer(json.loads(line))
        except GLib.Error as error:
            print(error.message, file=sys.stderr)
            reply = None
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
