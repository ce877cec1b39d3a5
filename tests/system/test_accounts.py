#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every service's settings on the command line: documented, refused when they are wrong before
anything is asked of the service, and tested against it."""
import json

from hoist_system import SECRET_NAMES, SERVICES, Practice, expect, expect_equal, make_file, run_tests

PLANTED = "planted7Secret2Kq9"

# design section 6; a service may have more
SETTINGS = {
    "tencent-vod": "endpoint secret-id secret-key region method part-size tags class-id transcode "
                   "screenshot watermark file-type",
    "alibaba-pds": "endpoint drive-id parent-file-id client-id access-token refresh-token api-key "
                   "name-policy rapid-upload",
    "huawei-metastudio": "endpoint iam-endpoint region project-id access-key secret-key "
                         "security-token user domain password asset-type app-user-id "
                         "auto-meta-analysis",
    "xvid-mediahub": "endpoint client-id client-secret access-token pipeline-id folder",
}

SECRETS = {
    "tencent-vod": {"secret-key"},
    "alibaba-pds": {"access-token", "refresh-token", "api-key"},
    "huawei-metastudio": {"secret-key", "security-token", "password"},
    "xvid-mediahub": {"client-secret", "access-token"},
}

# what no setting of a kind takes
WRONG_KINDS = {
    "address": ["nonsense", "http://example.org/", "ftp://127.0.0.1/", "https://user:word@example.org/",
                "https://exa mple.org/"],
    "number": ["many", "-1", "1.5", "99999999999999999999999"],
    "switch": ["maybe", "2"],
    "choice": ["nonsense"],
    "text": ["two\nlines", "x" * 100000],
    "list": ["two\nlines"],
}

# what only that service knows to be wrong
WRONG_SETTINGS = [
    ("tencent-vod", "secret-id", ""),
    ("alibaba-pds", "endpoint", ""),
    ("alibaba-pds", "endpoint", "https://example.org/?x=1"),
    ("alibaba-pds", "part-size", "12"),
    ("alibaba-pds", "part-size", "5368709121"),
    ("huawei-metastudio", "region", "CN North"),
    ("huawei-metastudio", "region", "cn/north"),
    ("huawei-metastudio", "project-id", "a/b"),
    ("huawei-metastudio", "access-key", "a,b"),
    ("huawei-metastudio", "access-key", ""),
    ("huawei-metastudio", "app-user-id", "用户"),
    ("huawei-metastudio", "user", "somebody"),
    ("huawei-metastudio", "large-file-from", "5368709122"),
    ("huawei-metastudio", "part-size", "102399"),
    ("xvid-mediahub", "endpoint", "https://example.org/?x=1"),
    ("xvid-mediahub", "pipeline-id", ""),
    ("xvid-mediahub", "folder", "films/../2026"),
    ("xvid-mediahub", "chunk-size", "5242879"),
    ("xvid-mediahub", "chunk-key", ".part"),
    ("xvid-mediahub", "chunk-key", "%d%d"),
]

# settings in place of the practice service's, secrets, and the setting that the sentence names
WRONG_SECRETS = [
    ("alibaba-pds", {"client-id": ""}, {"refresh-token": PLANTED}, "client-id"),
    ("huawei-metastudio", {}, {"secret-key": PLANTED, "password": PLANTED}, "password"),
    ("huawei-metastudio", {"access-key": ""}, {"secret-key": PLANTED}, "access-key"),
    ("xvid-mediahub", {"client-id": ""}, {"client-secret": PLANTED}, "client-id"),
    ("tencent-vod", {}, {"secret-key": PLANTED + "\x07"}, "secret-key"),
    ("xvid-mediahub", {}, {"client-secret": PLANTED + "\x07"}, "client-secret"),
]

# settings in place of the practice service's, secrets likewise, and what the sentence names
REFUSED = [
    ("tencent-vod", {}, {"secret-key": PLANTED}, "SecretKey"),
    ("tencent-vod", {"secret-id": "nobody"}, {}, "SecretId"),
    ("alibaba-pds", {}, {"access-token": PLANTED, "refresh-token": PLANTED}, "Refresh token"),
    ("alibaba-pds", {}, {"access-token": "", "refresh-token": "", "api-key": "uk-" + PLANTED},
     "API key"),
    ("alibaba-pds", {"drive-id": "77"}, {}, "Drive"),
    ("huawei-metastudio", {}, {"secret-key": PLANTED}, "keys"),
    ("huawei-metastudio", {"access-key": "NOBODY"}, {}, "keys"),
    ("huawei-metastudio", {"access-key": "", "project-id": "", "user": "practice-user",
                           "domain": "practice-account"},
     {"secret-key": "", "password": PLANTED}, "password"),
    ("huawei-metastudio", {"project-id": "ffffffffffffffffffffffffffffffff"}, {}, "Project ID"),
    ("xvid-mediahub", {}, {"client-secret": PLANTED}, "Client secret"),
    ("xvid-mediahub", {"client-id": "nobody"}, {}, "Client ID"),
    ("xvid-mediahub", {}, {"client-secret": "", "access-token": PLANTED}, "access token"),
    ("xvid-mediahub", {"pipeline-id": "nowhere"}, {}, "Pipeline"),
]

# ways in beside the one that the practice service tells
OTHER_WAYS = [
    ("alibaba-pds", {}, {"access-token": ""}),
    ("alibaba-pds", {"client-id": ""}, {"refresh-token": ""}),
    ("alibaba-pds", {"client-id": ""},
     {"access-token": "", "refresh-token": "", "api-key": "uk-PRACTICEonlyMADEUPkey0001"}),
    ("huawei-metastudio", {"project-id": ""}, {}),
    ("huawei-metastudio", {"access-key": "PRACTICETEMPORARY001"},
     {"secret-key": "PracticeTemporarySecretKey0123456789abcd",
      "security-token": "made-up-temporary-token=="}),
    ("huawei-metastudio", {"access-key": "", "project-id": "", "user": "practice-user",
                           "domain": "practice-account"},
     {"secret-key": "", "password": "Practice-Password-1"}),
]

WRONG_OPTIONS = [
    ("tencent-vod", "class-id", "many"),
    ("tencent-vod", "region", "bj"),
    ("alibaba-pds", "name-policy", "rename"),
    ("alibaba-pds", "part-size", "1048576"),
    ("huawei-metastudio", "asset-type", "FILM"),
    ("huawei-metastudio", "region", "cn-east-3"),
    ("xvid-mediahub", "multi-chunk", "maybe"),
    ("xvid-mediahub", "pipeline-id", "nowhere"),
]

# seen only with the file: the upload asks
ASKED_OPTIONS = [
    ("huawei-metastudio", "asset-type", "IMAGE", "Asset type"),
    ("xvid-mediahub", "folder", "../films", "Folder"),
]


def read_services(home):
    return {one["service"]: one for one in home.cli_json("services")}


def start_all(home):
    """A practice service each: nothing of one shows in the log of another."""
    return {service: Practice(home, service=service, storage=service) for service in SERVICES}


def write_settings(practice, changes):
    words = {**practice.settings, **changes}
    return [f"--set={key}={value}" for key, value in words.items() if key not in SECRET_NAMES]


def write_secrets(practice, changes):
    words = {key: value for key, value in practice.settings.items() if key in SECRET_NAMES}
    return "".join(f"{key}={value}\n" for key, value in {**words, **changes}.items())


def every_setting_is_documented(home):
    services = read_services(home)
    text = home.cli("services").stdout
    expect_equal(tuple(services), SERVICES, "services")
    for service, wanted in SETTINGS.items():
        expect(services[service]["name"] and services[service]["summary"], f"{service} has a name")
        settings = {one["key"]: one for one in services[service]["settings"]}
        expect_equal(set(wanted.split()) - set(settings), set(), f"{service}: settings not there")
        secret = {key for key, one in settings.items() if one["secret"]}
        expect_equal(secret, SECRETS[service], f"{service}: secret settings")
        for key, one in settings.items():
            where = f"{service} {key}: {one}"
            expect(one["label"] and one["help"].endswith("."), f"what it means: {where}")
            expect(one["kind"] in WRONG_KINDS and isinstance(one["per_upload"], bool), where)
            expect(one["default"] is None or isinstance(one["default"], str), where)
            expect(not one["secret"] or one["default"] is None, f"no default secret: {where}")
            expect(bool(one["choices"]) == (one["kind"] == "choice"), where)
            expect(one["kind"] != "choice" or one["default"] in one["choices"], where)
            expect(one["kind"] != "switch" or one["default"] in ("0", "1"), where)
            expect(key in text and one["help"] in text, f"the text has it: {where}")


def defaults_may_be_spelt_out(home):
    practices = start_all(home)
    for service, one in read_services(home).items():
        defaults = {setting["key"]: setting["default"] for setting in one["settings"]
                    if setting["default"] is not None}
        words = {**defaults, **{key: value for key, value in practices[service].settings.items()
                                if key not in SECRET_NAMES}}
        home.cli("account", "add", service, service,
                 *[f"--set={key}={value}" for key, value in words.items()])
        expect_equal(practices[service].log(), [], f"requests to {service}")


def expect_refused(home, practice, arguments, secrets, key):
    done = home.cli("account", "add", practice.service, "Wrong", *arguments,
                    *(["--secrets-stdin"] if secrets else []), secrets=secrets, status=None)
    where = f"{practice.service} {key} {arguments[-1][:80]!r}: {done.stderr}"
    expect_equal(done.returncode, 2, f"exit status: {where}")
    expect(key in done.stderr, f"the sentence names the setting: {where}")
    expect(PLANTED not in done.stderr + done.stdout, f"a secret is repeated: {where}")


def wrong_settings_are_refused_by_name_before_any_request(home):
    home.open_keyring()
    practices = start_all(home)
    count = 0
    for service, one in read_services(home).items():
        cases = [(setting["key"], value) for setting in one["settings"] if not setting["secret"]
                 for value in WRONG_KINDS[setting["kind"]]]
        cases += [(key, value) for where, key, value in WRONG_SETTINGS if where == service]
        cases += [("nonsense", "1")]
        for key, value in cases:
            expect_refused(home, practices[service],
                           [*write_settings(practices[service], {}), f"--set={key}={value}"], None, key)
            count += 1
        for key in SECRETS[service]:
            expect_refused(home, practices[service],
                           [*write_settings(practices[service], {}), f"--set={key}={PLANTED}"], None, key)
    for service, changes, secrets, key in WRONG_SECRETS:
        clean = {name: "" for name in SECRETS[service] if name in practices[service].settings}
        expect_refused(home, practices[service], write_settings(practices[service], changes),
                       write_secrets(practices[service], {**clean, **secrets}), key)
    expect(count > 100, f"{count} cases")
    expect_equal(home.cli_json("account", "list"), [], "accounts after the refusals")
    for practice in practices.values():
        expect_equal(practice.log(), [], f"requests to {practice.service}")


def missing_settings_are_named(home):
    for service, one in read_services(home).items():
        for setting in one["settings"]:
            if not setting["required"] or setting["secret"] or setting["default"] is not None:
                continue
            given = [f"--set={other['key']}=https://example.org" for other in one["settings"]
                     if other["key"] == "endpoint" != setting["key"]]
            done = home.cli("account", "add", service, "Short", *given, status=2)
            expect(setting["key"] in done.stderr, f"{service} {setting['key']}: {done.stderr}")


def wrong_options_of_one_upload_are_refused_before_any_request(home):
    home.open_keyring()
    practices = start_all(home)
    path = make_file(home.path / "clip.mp4", 1000)
    for practice in practices.values():
        home.add_account(practice, practice.service)
    for service, key, value in WRONG_OPTIONS:
        done = home.cli("upload", "--account", service, f"--set={key}={value}", path, status=2)
        expect(key in done.stderr, f"{service} {key}: {done.stderr}")
    expect_equal(home.cli_json("list"), [], "uploads")
    for service, key, value, word in ASKED_OPTIONS:
        upload = home.start_upload(practices[service], path,
                                   arguments=["--account", service, f"--set={key}={value}"])
        result = upload.finish(30, status=1)
        expect_equal((result["state"], result["reason"]), ("attention", "refused"), f"{service} {key}")
        expect(word in result["message"], f"{service} {key}: {result}")
    for practice in practices.values():
        expect_equal(practice.log(), [], f"requests to {practice.service}")


def run_account_test(home, practice, number, settings, secrets):
    name = f"{practice.service} {number}"
    home.cli("account", "add", practice.service, name, *write_settings(practice, settings),
             "--secrets-stdin", secrets=write_secrets(practice, secrets))
    before = len(practice.log())
    done = home.cli("account", "test", name, "--json", status=None)
    expect(PLANTED not in done.stdout + done.stderr, f"{name}: a secret is shown")
    return done.returncode, json.loads(done.stdout), practice.log()[before:]


def good_accounts_are_let_in(home):
    home.open_keyring()
    practices = start_all(home)
    cases = [(service, {}, {}) for service in SERVICES] + OTHER_WAYS
    for number, (service, settings, secrets) in enumerate(cases):
        status, answer, calls = run_account_test(home, practices[service], number, settings, secrets)
        expect_equal((status, answer["ok"], answer["message"]), (0, True, None),
                     f"{service} {settings} {secrets}")
        expect(calls, f"{service} was asked")
        # a test leaves nothing there
        expect_equal(practices[service].files(), [], f"files at {service}")


def refused_accounts_say_what_is_wrong(home):
    home.open_keyring()
    practices = start_all(home)
    for number, (service, settings, secrets, word) in enumerate(REFUSED):
        status, answer, calls = run_account_test(home, practices[service], number, settings, secrets)
        where = f"{service} {settings} {secrets}: {answer}"
        expect_equal((status, answer["ok"]), (1, False), where)
        expect(word in answer["message"], f"it says {word}: {where}")
        refused = [entry for entry in calls if (entry["status"] or 0) >= 400]
        # a service locks a key after a few wrong tries
        expect(len(calls) <= 2 and len(refused) <= 2, f"{len(calls)} calls: {where}")


if __name__ == "__main__":
    run_tests([
        every_setting_is_documented,
        defaults_may_be_spelt_out,
        wrong_settings_are_refused_by_name_before_any_request,
        missing_settings_are_named,
        wrong_options_of_one_upload_are_refused_before_any_request,
        good_accounts_are_let_in,
        refused_accounts_say_what_is_wrong,
    ])
