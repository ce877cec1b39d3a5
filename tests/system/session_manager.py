#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's session manager, as far as applications ask it not to let the machine sleep. Prints a
line for each call: “ready”, “inhibit COOKIE FLAGS REASON”, “uninhibit COOKIE”."""
from gi.repository import Gio, GLib

INTERFACE = """<node><interface name="org.gnome.SessionManager">
  <method name="Inhibit">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="u" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="Uninhibit"><arg type="u" direction="in"/></method>
</interface></node>"""


class Manager:
    def __init__(self):
        self.cookie = 0

    def on_call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        if method == "Inhibit":
            _application, _window, reason, flags = arguments.unpack()
            self.cookie += 1
            print(f"inhibit {self.cookie} {flags} {reason}", flush=True)
            invocation.return_value(GLib.Variant("(u)", (self.cookie,)))
        else:
            print(f"uninhibit {arguments.unpack()[0]}", flush=True)
            invocation.return_value(None)


def main():
    manager = Manager()
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    node = Gio.DBusNodeInfo.new_for_xml(INTERFACE)
    bus.register_object("/org/gnome/SessionManager", node.interfaces[0], manager.on_call)
    Gio.bus_own_name_on_connection(bus, "org.gnome.SessionManager", Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print("ready", flush=True), None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
