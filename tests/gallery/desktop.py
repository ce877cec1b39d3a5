#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop around the application, played: what style the user likes, whether the network is
metered, whether the machine may sleep, a keyring that is empty or stays locked.

Run by the gallery on its own session bus, which stands in for the system bus too. Reads a line of JSON
from standard input and answers with one:
{"style": "dark"}        light, dark or contrast, told to all who listen
{"metered": true}        what the network costs
{"keyring": "locked"}    and it stays so; or "empty"
{"activate": "about", "parameter": "'a'"}  an action of the application's window"""
import json
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

PORTAL = """<node>
<interface name="org.freedesktop.portal.Settings">
  <method name="Read"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/></method>
  <method name="ReadAll"><arg type="as" direction="in"/><arg type="a{sa{sv}}" direction="out"/></method>
  <signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal>
  <property name="version" type="u" access="read"/>
</interface>
<interface name="org.freedesktop.portal.NetworkMonitor">
  <method name="GetStatus"><arg type="a{sv}" direction="out"/></method>
  <method name="GetAvailable"><arg type="b" direction="out"/></method>
  <method name="GetMetered"><arg type="b" direction="out"/></method>
  <method name="GetConnectivity"><arg type="u" direction="out"/></method>
  <method name="CanReach"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="b" direction="out"/></method>
  <signal name="changed"/>
  <property name="version" type="u" access="read"/>
</interface>
<interface name="org.freedesktop.portal.Inhibit">
  <method name="Inhibit"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="a{sv}" direction="in"/>
    <arg type="o" direction="out"/></method>
  <property name="version" type="u" access="read"/>
</interface>
<interface name="org.freedesktop.portal.ProxyResolver">
  <method name="Lookup"><arg type="s" direction="in"/><arg type="as" direction="out"/></method>
  <property name="version" type="u" access="read"/>
</interface>
</node>"""
REQUEST = """<node><interface name="org.freedesktop.portal.Request"><method name="Close"/></interface></node>"""
LOGIN = """<node><interface name="org.freedesktop.login1.Manager">
  <method name="CanSuspend"><arg type="s" direction="out"/></method>
</interface></node>"""
KEYRING = """<node>
<interface name="org.freedesktop.Secret.Service">
  <method name="OpenSession"><arg type="s" direction="in"/><arg type="v" direction="in"/>
    <arg type="v" direction="out"/><arg type="o" direction="out"/></method>
  <method name="SearchItems"><arg type="a{ss}" direction="in"/><arg type="ao" direction="out"/>
    <arg type="ao" direction="out"/></method>
  <method name="Unlock"><arg type="ao" direction="in"/><arg type="ao" direction="out"/>
    <arg type="o" direction="out"/></method>
  <property name="Collections" type="ao" access="read"/>
</interface></node>"""
ITEMS = """<node><interface name="org.freedesktop.Secret.Item">
  <property name="Locked" type="b" access="read"/>
  <property name="Attributes" type="a{ss}" access="read"/>
  <property name="Label" type="s" access="read"/>
</interface></node>"""
PROMPTS = """<node><interface name="org.freedesktop.Secret.Prompt">
  <method name="Prompt"><arg type="s" direction="in"/></method>
  <method name="Dismiss"/>
  <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
</interface></node>"""

APPLICATION = "io.github.hoist_uploader.Hoist"
WINDOW_PATH = "/io/github/hoist_uploader/Hoist/window/1"
PORTAL_PATH = "/org/freedesktop/portal/desktop"
REQUEST_PATH = PORTAL_PATH + "/request/1"
SECRETS_PATH = "/org/freedesktop/secrets"
ITEM = SECRETS_PATH + "/collection/login/1"
PROMPT = SECRETS_PATH + "/prompt/1"
STYLES = {"light": (2, 0), "dark": (1, 0), "contrast": (2, 1)}


class Desktop:
    def __init__(self):
        self.style = "light"
        self.is_metered = False
        self.keyring = "empty"
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.serve(PORTAL, PORTAL_PATH)
        self.serve(REQUEST, REQUEST_PATH)
        self.serve(LOGIN, "/org/freedesktop/login1")
        self.own("org.freedesktop.portal.Desktop")
        self.own("org.freedesktop.login1")
        self.serve(KEYRING, SECRETS_PATH)
        self.serve(ITEMS, ITEM)
        self.serve(PROMPTS, PROMPT)
        self.own("org.freedesktop.secrets")

    def own(self, name):
        answer = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                    "RequestName", GLib.Variant("(su)", (name, 4)), None, Gio.DBusCallFlags.NONE, -1,
                                    None).unpack()[0]
        if answer not in (1, 4):
            raise SystemExit(f"somebody else is {name} on this bus")

    def serve(self, description, path):
        for interface in Gio.DBusNodeInfo.new_for_xml(description).interfaces:
            self.bus.register_object(path, interface, self.on_call, self.on_get, None)

    def settings(self):
        scheme, contrast = STYLES[self.style]
        return {"org.freedesktop.appearance": {"color-scheme": GLib.Variant("u", scheme),
                                               "contrast": GLib.Variant("u", contrast)},
                "org.gnome.desktop.a11y.interface": {"high-contrast": GLib.Variant("b", contrast == 1)}}

    def on_get(self, bus, sender, path, interface, name):
        of_keyring = {"Collections": GLib.Variant("ao", []), "Locked": GLib.Variant("b", True),
                      "Attributes": GLib.Variant("a{ss}", {}), "Label": GLib.Variant("s", "Hoist")}
        if name in of_keyring:
            return of_keyring[name]
        # of the network monitor's, the third is the first that tells all at once
        return GLib.Variant("u", 3 if interface.endswith("NetworkMonitor") else 1)

    def on_call(self, bus, sender, path, interface, method, arguments, invocation):
        answer = getattr(self, f"do_{method}", None)
        if answer is None:
            invocation.return_dbus_error("org.freedesktop.DBus.Error.UnknownMethod", method)
        else:
            answer(invocation, *arguments.unpack())

    def do_ReadAll(self, invocation, namespaces):
        wanted = {name: keys for name, keys in self.settings().items()}
        invocation.return_value(GLib.Variant("(a{sa{sv}})", (wanted,)))

    def do_Read(self, invocation, namespace, key):
        value = self.settings().get(namespace, {}).get(key)
        if value is None:
            invocation.return_dbus_error("org.freedesktop.portal.Error.NotFound", "Requested setting not found")
        else:
            # the portal wraps twice
            invocation.return_value(GLib.Variant("(v)", (GLib.Variant("v", value),)))

    def do_GetStatus(self, invocation):
        status = {"available": GLib.Variant("b", True), "metered": GLib.Variant("b", self.is_metered),
                  "connectivity": GLib.Variant("u", 4)}
        invocation.return_value(GLib.Variant("(a{sv})", (status,)))

    def do_GetAvailable(self, invocation):
        invocation.return_value(GLib.Variant("(b)", (True,)))

    def do_GetMetered(self, invocation):
        invocation.return_value(GLib.Variant("(b)", (self.is_metered,)))

    def do_GetConnectivity(self, invocation):
        invocation.return_value(GLib.Variant("(u)", (4,)))

    def do_CanReach(self, invocation, host, port):
        invocation.return_value(GLib.Variant("(b)", (True,)))

    def do_Inhibit(self, invocation, window, flags, options):
        invocation.return_value(GLib.Variant("(o)", (REQUEST_PATH,)))

    def do_Close(self, invocation):
        invocation.return_value(None)

    def do_Lookup(self, invocation, address):
        invocation.return_value(GLib.Variant("(as)", (["direct://"],)))

    def do_CanSuspend(self, invocation):
        invocation.return_value(GLib.Variant("(s)", ("yes",)))

    # A keyring without anything of ours, or whose owner does not unlock it.

    def do_OpenSession(self, invocation, algorithm, value):
        if algorithm != "plain":
            invocation.return_dbus_error("org.freedesktop.DBus.Error.NotSupported", algorithm)
            return
        invocation.return_value(GLib.Variant("(vo)", (GLib.Variant("s", ""), SECRETS_PATH + "/session/1")))

    def do_SearchItems(self, invocation, attributes):
        invocation.return_value(GLib.Variant("(aoao)", ([], [ITEM] if self.keyring == "locked" else [])))

    def do_Unlock(self, invocation, paths):
        invocation.return_value(GLib.Variant("(aoo)", ([], PROMPT)))

    def do_Prompt(self, invocation, window):
        invocation.return_value(None)
        self.bus.emit_signal(None, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
                             GLib.Variant("(bv)", (True, GLib.Variant("ao", []))))

    def do_Dismiss(self, invocation):
        invocation.return_value(None)

    def change(self, wish):
        if "style" in wish:
            self.style = wish["style"]
            for namespace, keys in self.settings().items():
                for key, value in keys.items():
                    self.bus.emit_signal(None, PORTAL_PATH, "org.freedesktop.portal.Settings", "SettingChanged",
                                         GLib.Variant("(ssv)", (namespace, key, value)))
        if "metered" in wish:
            self.is_metered = wish["metered"]
            self.bus.emit_signal(None, PORTAL_PATH, "org.freedesktop.portal.NetworkMonitor", "changed", None)
        if "activate" in wish:
            text = wish.get("parameter")
            parameters = [GLib.Variant.parse(None, text)] if text else []
            self.bus.call_sync(APPLICATION, WINDOW_PATH, "org.gtk.Actions", "Activate",
                               GLib.Variant("(sava{sv})", (wish["activate"], parameters, {})), None,
                               Gio.DBusCallFlags.NONE, 10000, None)
        if "keyring" in wish:
            self.keyring = wish["keyring"]

    def on_line(self, channel, condition):
        line = sys.stdin.readline()
        if not line:
            self.loop.quit()
            return False
        answer = {}
        try:
            self.change(json.loads(line))
            self.bus.flush_sync()
        except GLib.Error as error:  # an application that is gone: the scene fails, and not the whole tour
            answer["error"] = error.message
        print(json.dumps(answer), flush=True)
        return True

    def run(self):
        self.loop = GLib.MainLoop()
        GLib.io_add_watch(GLib.IOChannel.unix_new(0), GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP,
                          self.on_line)
        print("{}", flush=True)
        self.loop.run()


if __name__ == "__main__":
    Desktop().run()
