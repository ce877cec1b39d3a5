# SPDX-License-Identifier: GPL-3.0-or-later
"""A Secret Service with one collection, which a test can lock, unlock and take away."""
import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  (the version comes first)

XML = """
<node>
<interface name='org.freedesktop.Secret.Service'>
  <method name='OpenSession'>
    <arg type='s' direction='in'/><arg type='v' direction='in'/>
    <arg type='v' direction='out'/><arg type='o' direction='out'/>
  </method>
  <method name='SearchItems'>
    <arg type='a{ss}' direction='in'/><arg type='ao' direction='out'/><arg type='ao' direction='out'/>
  </method>
  <method name='Unlock'>
    <arg type='ao' direction='in'/><arg type='ao' direction='out'/><arg type='o' direction='out'/>
  </method>
  <method name='GetSecrets'>
    <arg type='ao' direction='in'/><arg type='o' direction='in'/><arg type='a{o(oayays)}' direction='out'/>
  </method>
  <method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>
  <signal name='CollectionChanged'><arg type='o'/></signal>
  <property name='Collections' type='ao' access='read'/>
</interface>
<interface name='org.freedesktop.Secret.Collection'>
  <method name='CreateItem'>
    <arg type='a{sv}' direction='in'/><arg type='(oayays)' direction='in'/><arg type='b' direction='in'/>
    <arg type='o' direction='out'/><arg type='o' direction='out'/>
  </method>
  <property name='Label' type='s' access='read'/>
  <property name='Locked' type='b' access='read'/>
</interface>
<interface name='org.freedesktop.Secret.Item'>
  <method name='Delete'><arg type='o' direction='out'/></method>
  <property name='Attributes' type='a{ss}' access='read'/>
  <property name='Label' type='s' access='read'/>
  <property name='Locked' type='b' access='read'/>
  <property name='Created' type='t' access='read'/>
  <property name='Modified' type='t' access='read'/>
</interface>
<interface name='org.freedesktop.Secret.Prompt'>
  <method name='Prompt'><arg type='s' direction='in'/></method>
  <method name='Dismiss'/>
  <signal name='Completed'><arg type='b'/><arg type='v'/></signal>
</interface>
</node>"""
ROOT = "/org/freedesktop/secrets"
NAME = "org.freedesktop.secrets"
COLLECTION = f"{ROOT}/collection/login"


class Keyring:
    def __init__(self, loop, address):
        self.loop, self.items, self.is_locked, self.last, self.prompts = loop, {}, False, 0, 0
        self.interfaces = {one.name.rsplit(".", 1)[1]: one
                           for one in Gio.DBusNodeInfo.new_for_xml(XML).interfaces}
        self.bus = None
        loop.call(lambda: self._open(address))

    def _open(self, address):
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self._register(ROOT, "Service")
        for path in (COLLECTION, f"{ROOT}/aliases/default"):
            self._register(path, "Collection")
        self._ask_bus("RequestName", GLib.Variant("(su)", (NAME, 4)))

    def _ask_bus(self, method, parameters):
        self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                           parameters, None, Gio.DBusCallFlags.NONE, -1, None)

    def _register(self, path, interface):
        self.bus.register_object(path, self.interfaces[interface], self._on_call, self._on_get, None)

    def _on_get(self, bus, sender, path, interface, name):
        item = self.items.get(path, {"label": "Login", "attributes": {}})
        return {"Collections": GLib.Variant("ao", [COLLECTION]), "Label": GLib.Variant("s", item["label"]),
                "Locked": GLib.Variant("b", self.is_locked),
                "Attributes": GLib.Variant("a{ss}", item["attributes"]),
                "Created": GLib.Variant("t", 1), "Modified": GLib.Variant("t", 1)}[name]

    def _on_call(self, bus, sender, path, interface, method, parameters, invocation):
        if method == "OpenSession" and parameters.unpack()[0] != "plain":
            invocation.return_dbus_error("org.freedesktop.DBus.Error.NotSupported", "Only plain")
            return
        invocation.return_value(getattr(self, f"on_{method}")(path, *parameters.unpack()))
        if method == "Prompt":  # the user closes it
            self.prompts += 1
            bus.emit_signal(None, path, "org.freedesktop.Secret.Prompt", "Completed",
                            GLib.Variant("(bv)", (True, GLib.Variant("s", ""))))

    def on_OpenSession(self, path, algorithm, argument):
        return GLib.Variant("(vo)", (GLib.Variant("s", ""), f"{ROOT}/session/1"))

    def on_SearchItems(self, path, wanted):
        found = [one for one, item in self.items.items() if wanted.items() <= item["attributes"].items()]
        return GLib.Variant("(aoao)", ([], found) if self.is_locked else (found, []))

    def on_Unlock(self, path, objects):
        if not self.is_locked:
            return GLib.Variant("(aoo)", (objects, "/"))
        self.last += 1
        prompt = f"{ROOT}/prompt/{self.last}"
        self._register(prompt, "Prompt")
        return GLib.Variant("(aoo)", ([], prompt))

    def on_GetSecrets(self, path, objects, session):
        return GLib.Variant("(a{o(oayays)})", ({one: (session, b"", self.items[one]["secret"], "text/plain")
                                                for one in objects if not self.is_locked},))

    def on_ReadAlias(self, path, name):
        return GLib.Variant("(o)", (COLLECTION,))

    def on_CreateItem(self, path, properties, secret, does_replace):
        attributes = properties["org.freedesktop.Secret.Item.Attributes"]
        same = [one for one, item in self.items.items() if item["attributes"] == attributes]
        if not same:
            self.last += 1
            same = [f"{COLLECTION}/{self.last}"]
            self._register(same[0], "Item")
        self.items[same[0]] = {"attributes": attributes, "secret": bytes(secret[2]),
                               "label": properties.get("org.freedesktop.Secret.Item.Label", "")}
        return GLib.Variant("(oo)", (same[0], "/"))

    def on_Delete(self, path):
        self.items.pop(path, None)
        return GLib.Variant("(o)", ("/",))

    def on_Prompt(self, path, window):
        return None

    def on_Dismiss(self, path):
        return None

    def set_locked(self, is_locked):
        """And tells it, as GNOME Keyring does."""
        self.is_locked = is_locked
        self.loop.call(self._tell)

    def _tell(self):
        self.bus.emit_signal(None, COLLECTION, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                             GLib.Variant("(sa{sv}as)", ("org.freedesktop.Secret.Collection",
                                                         {"Locked": GLib.Variant("b", self.is_locked)}, [])))
        self.bus.emit_signal(None, ROOT, "org.freedesktop.Secret.Service", "CollectionChanged",
                             GLib.Variant("(o)", (COLLECTION,)))

    def go_away(self):
        self.loop.call(lambda: self._ask_bus("ReleaseName", GLib.Variant("(s)", (NAME,))))
