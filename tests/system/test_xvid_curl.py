#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The practice service's Xvid MediaHub with the curl command line: a client that knows nothing of us."""
import json
import pathlib
import subprocess

from hoist_system import (MIB, Practice, expect, expect_equal, make_file, make_sparse, need,
                          run_tests, wait_until)

KEY = "uploads%2Ftest.mp4"
POLICY_LIFE = 30 * 60
MOST_MEMORY = 64 * MIB


class Service:
    """The account, and one upload at a time."""

    def __init__(self, home, *arguments):
        need("curl")
        self.practice = Practice(home, *arguments)
        self.settings = self.practice.services["xvid-mediahub"]
        answer = self.curl(
            "--data-urlencode", "grant_type=client_credential",
            "--data-urlencode", f"client_id={self.settings['client-id']}",
            "--data-urlencode", f"client_secret={self.settings['client-secret']}",
            f"{self.settings['endpoint']}oauth2/token/")
        self.token = answer["access_token"]

    def run(self, *arguments):
        """Runs curl; returns the last status, its head and the body."""
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--include", "--noproxy", "*", "--max-time", "120",
             *arguments], capture_output=True, timeout=150)
        head, _, body = done.stdout.decode().partition("\r\n\r\n")
        if head.startswith("HTTP/1.1 100 "):
            head, _, body = body.partition("\r\n\r\n")
        expect(head.startswith("HTTP/1.1 "), f"curl got no answer: {done.stderr.decode()}")
        return int(head.split()[1]), head, body

    def curl(self, *arguments):
        status, _, body = self.run(*arguments)
        expect_equal(status, 200, f"status; {body}")
        return json.loads(body)

    def call(self, target, *arguments):
        return self.curl("-H", f"Authorization: Bearer {self.token}", *arguments,
                         self.settings["endpoint"] + target)

    def start(self):
        pipeline = self.settings["pipeline-id"]
        # as in the vendor's sample: no body, and so no Content-Length either
        self.upload = self.call(f"files/uploads/?object_key={KEY}&pipeline_id={pipeline}",
                                "-X", "POST")["upload"]
        self.fields = [f"{name}={value}" for name, value in self.upload["form_post_params"].items()]

    def form(self, path, fields=None):
        quoted = str(path).replace("\\", "\\\\").replace('"', '\\"')
        arguments = [item for field in (self.fields if fields is None else fields)
                     for item in ("-F", field)]
        return [*arguments, "-F", f'file=@"{quoted}"', self.upload["form_post_url"]]

    def finish(self):
        target = f"files/uploads/{self.upload['id']}"
        answer = self.call(target, "-X", "PUT", "-H", "Content-Type: application/json",
                           "-d", '{"upload":{"nb_chunks":1}}')
        expect_equal(answer["upload"]["status"], "COMPLETING", "status after finishing")
        wait_until(lambda: self.call(target)["upload"]["status"] == "COMPLETE", 60, "the end")
        return self.call(f"files/{self.upload['file']['id']}")["file"]


def a_form_with_the_file_last_is_stored(home):
    service = Service(home)
    path = make_file(home.path / 'Clip "été"; 50% \\ x.mp4', 3 * MIB + 1)
    service.start()
    status, head, body = service.run(*service.form(path))
    expect_equal(status, 201, f"status; {body}")
    file = service.finish()
    stored = service.practice.expect_stored(path)
    expect_equal(file["size"], 3 * MIB + 1, "size in the file's record")
    expect_equal(file["md5_checksum"], stored["md5"], "MD5 in the file's record")
    expect(f'"{file["md5_checksum"]}"' in head, f"the ETag is not the MD5: {head}")


def chunked_transfer_is_refused(home):
    service = Service(home)
    path = make_file(home.path / "clip.mp4", MIB)
    service.start()
    status, _, body = service.run("-H", "Transfer-Encoding: chunked", *service.form(path))
    expect_equal(status, 411, "status")
    expect("<Code>MissingContentLength</Code>" in body, body)
    status, _, body = service.run(*service.form(path))
    expect_equal(status, 201, f"status without it; {body}")


def wrong_forms_are_refused(home):
    service = Service(home)
    path = make_file(home.path / "clip.mp4", 1000)
    service.start()
    missing = [field for field in service.fields if not field.startswith("filename=")]
    status, _, body = service.run(*service.form(path, missing))
    expect_equal((status, "$filename" in body), (403, True), f"without an empty field; {body}")
    status, _, body = service.run(*service.form(path, [*service.fields, "Content-Type=video/mp4"]))
    expect_equal((status, "Extra input fields" in body), (403, True), f"with another field; {body}")
    status, _, body = service.run("-F", f"file=@{path}", *service.form(path)[:-3],
                                  service.upload["form_post_url"])
    expect_equal(status, 400, f"with the file first; {body}")
    status, _, body = service.run("-H", f"Authorization: Bearer {service.token}",
                                  *service.form(path))
    expect_equal(status, 400, f"with the token; {body}")


def an_expired_policy_ends_a_long_post_at_once(home):
    service = Service(home)
    path = make_sparse(home.path / "long.mp4", 1024 * MIB)
    service.start()
    service.practice.post("faults", [{"service": "xvid-mediahub", "call": "PostForm",
                                      "fault": "clock", "seconds": POLICY_LIFE + 1}])
    status, _, body = service.run(*service.form(path))
    expect_equal(status, 403, f"status; {body}")
    expect("Policy expired." in body, body)
    entry = service.practice.log("PostForm")[-1]
    expect_equal(entry["ended"], "early", "how it ended")
    expect(entry["received"] < 16 * MIB, f"{entry['received']} bytes were read")


def a_kill_in_the_middle_leaves_the_upload_to_be_posted_again(home):
    service = Service(home)
    path = make_file(home.path / "clip.mp4", 8 * MIB)
    service.start()
    curl = subprocess.Popen(["curl", "--silent", "--noproxy", "*", "--limit-rate", "1M",
                             *service.form(path)])
    home.processes.append(curl)
    wait_until(lambda: [entry for entry in service.practice.log("PostForm")
                        if entry["received"] > MIB], 30, "a part of the form")
    service.practice.process.kill()
    service.practice.process.wait(20)
    expect(curl.wait(30) != 0, "curl had an answer")
    service.practice.start()
    # the same token, the same form
    status, _, body = service.run(*service.form(path))
    expect_equal(status, 201, f"status; {body}")
    service.practice.process.kill()
    service.practice.process.wait(20)
    service.practice.start()
    expect_equal(service.finish()["size"], 8 * MIB, "size in the file's record")
    service.practice.expect_stored(path)


def memory_of(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().split("\n"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmHWM")


def a_large_file_takes_no_memory(home):
    service = Service(home, "--sink")
    path = make_sparse(home.path / "large.mp4", 1024 * MIB)
    service.start()
    status, _, body = service.run(*service.form(path))
    expect_equal(status, 201, f"status; {body}")
    expect_equal(service.finish()["size"], 1024 * MIB, "size in the file's record")
    most = memory_of(service.practice.process)
    expect(most < MOST_MEMORY, f"hoist-practice took {most} bytes")


def the_vendors_own_line_passes_only_when_lenient(home):
    line = '{ \\ \n "upload": { \\\n     "nb_chunks": 1, \\\n  } \\\n}'
    for arguments, wanted in ((), 400), (("--lenient",), 200):
        service = Service(home, *arguments)
        path = make_file(home.path / "clip.mp4", 1000)
        service.start()
        service.run(*service.form(path))
        status, _, body = service.run(
            "-X", "PUT", "-H", f"Authorization: Bearer {service.token}", "-H", "application/json",
            "-d", line, f"{service.settings['endpoint']}files/uploads/{service.upload['id']}"
            "?human=true&show_null=true")
        expect_equal(status, wanted, f"status with {arguments}; {body}")
        service.practice.stop()


run_tests([
    a_form_with_the_file_last_is_stored,
    chunked_transfer_is_refused,
    wrong_forms_are_refused,
    an_expired_policy_ends_a_long_post_at_once,
    a_kill_in_the_middle_leaves_the_upload_to_be_posted_again,
    a_large_file_takes_no_memory,
    the_vendors_own_line_passes_only_when_lenient,
])
