#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application shows to assistive technology, and what that can do with it:
accessible_tree.py PID

Reads a line of JSON from standard input, answers with one:
{"do": "tree"}                                 every node: path, role, name, description, value, states
{"do": "act", "path": [0, 1], "name": "click"} does an action of the node; the answer tells whether it could
{"do": "place", "path": [0, 1]}                x, y, width and height within the window
{"do": "focus", "path": [0, 1]}                gives the keyboard to the node
"""
import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

DEPTH = 60
VALUED = {"progress bar", "slider", "spin button", "level bar"}


def find_application(pid):
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        try:
            if application is not None and application.get_process_id() == pid:
                return application
        except GLib.Error:
            continue
    return None


def describe(node, path):
    role = node.get_role_name()
    value = None
    if role in VALUED and node.get_value_iface() is not None:
        value = round(node.get_value_iface().get_current_value(), 4)
    states = [state.value_nick for state in node.get_state_set().get_states()]
    return {"path": path, "role": role, "name": node.get_name(), "description": node.get_description(),
            "value": value, "states": states}


def walk(node, path, found):
    try:
        found.append(describe(node, path))
        count = node.get_child_count()
    except GLib.Error:  # it went away meanwhile
        return
    if len(path) > DEPTH:
        return
    for index in range(count):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            continue
        if child is not None:
            walk(child, path + [index], found)


def follow(node, path):
    for index in path:
        node = node.get_child_at_index(index)
        if node is None:
            return None
    return node


def act(node, name):
    actions = node.get_action_iface()
    for index in range(actions.get_n_actions() if actions else 0):
        if actions.get_action_name(index) == name:
            return actions.do_action(index)
    return False


def answer(pid, wish):
    application = find_application(pid)
    if application is None:
        return None
    application.clear_cache()
    if wish["do"] == "tree":
        found = []
        walk(application, [], found)
        return found
    node = follow(application, wish["path"])
    if node is None:
        return None
    if wish["do"] == "act":
        return act(node, wish["name"])
    if wish["do"] == "focus":
        return node.get_component_iface().grab_focus()
    place = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    return [place.x, place.y, place.width, place.height]


def main():
    pid = int(sys.argv[1])
    for line in sys.stdin:
        try:
            reply = answer(pid, json.loads(line))
        except GLib.Error:
            reply = None
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
