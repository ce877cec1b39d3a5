#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints role and name of everything an application shows to assistive technology:
accessible_names.py PID"""
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def walk(node, depth):
    if node is None or depth > 40:
        return
    try:
        name, role = node.get_name(), node.get_role_name()
        count = node.get_child_count()
    except GLib.Error:
        return
    if name:
        print(f"{role}\t{name}")
    for index in range(min(count, 200)):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            continue
        walk(child, depth + 1)


def main():
    wanted = int(sys.argv[1])
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is not None and application.get_process_id() == wanted:
            walk(application, 0)


if __name__ == "__main__":
    main()
