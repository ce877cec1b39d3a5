// SPDX-License-Identifier: GPL-3.0-or-later
// An upload with the core of the vendor's own Node SDK: an independent client of the practice
// service. Reads its job as JSON from stdin, writes what came back as one last line of JSON to
// stdout, where the SDK's log goes too.
"use strict";

const fs = require("fs");
const http = require("http");
const crypto = require("crypto");
const { BasicCredentials } = require("@huaweicloud/huaweicloud-sdk-core");
const { ClientBuilder } = require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder");

const job = JSON.parse(fs.readFileSync(0, "utf8"));

function makeClient(accessKey, secretKey, securityToken) {
  const credential = new BasicCredentials()
    .withAk(accessKey)
    .withSk(secretKey)
    .withProjectId(job.project);
  if (securityToken) credential.withSecurityToken(securityToken);
  return new ClientBuilder((hcClient) => hcClient, "BasicCredentials")
    .withEndpoint(job.endpoint)
    .withCredential(credential)
    .build();
}

async function call(client, method, path, { data, query, id } = {}) {
  const options = {
    method,
    url: `/v1/{project_id}/${path}`,
    contentType: "application/json",
    queryParams: query || {},
    pathParams: { id },
    headers: {},
  };
  if (data) options.data = data;
  return client.sendRequest(options);
}

// With Node's own HTTP: the store is no part of the SDK's core.
function put(url, bytes, headers) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: "PUT", headers }, (reply) => {
      let body = "";
      reply.on("data", (chunk) => (body += chunk));
      reply.on("end", () => resolve({ status: reply.statusCode, etag: reply.headers.etag, body }));
    });
    request.on("error", reject);
    request.setHeader("Content-Length", bytes.length);
    request.end(bytes);
  });
}

async function caught(promise) {
  try {
    await promise;
    return null;
  } catch (error) {
    return {
      name: error.constructor.name,
      status: error.httpStatusCode,
      code: error.errorCode,
      message: error.errorMsg,
      request: error.requestId,
    };
  }
}

async function upload(client, result) {
  const bytes = fs.readFileSync(job.path);
  const md5 = crypto.createHash("md5").update(bytes).digest("base64");
  const asset = await call(client, "POST", "digital-assets", {
    data: { asset_name: job.name, asset_type: "VIDEO" },
  });
  const file = await call(client, "POST", "files", {
    data: {
      file_name: "clip.mp4",
      file_md5: md5,
      file_size: bytes.length,
      file_type: "mp4",
      asset_id: asset.asset_id,
      asset_file_category: "MAIN",
    },
  });
  result.put = await put(file.upload_url, bytes, {
    "Content-Type": "video/mp4",
    "Content-MD5": md5,
  });
  result.complete = await call(client, "POST", "files/{id}/complete", {
    id: file.file_id,
    data: { state: "CREATED" },
  });
  result.show = await call(client, "GET", "digital-assets/{id}", { id: asset.asset_id });
  result.asset = asset.asset_id;
  result.file = file.file_id;
}

async function main() {
  const client = makeClient(job.access_key, job.secret_key, job.security_token);
  const result = {};

  await upload(client, result);
  result.list = await call(client, "GET", "digital-assets", {
    query: { limit: 10, offset: 0, name: job.name, asset_type: "VIDEO,IMAGE" },
  });
  result.again = await caught(
    call(client, "POST", "digital-assets", { data: { asset_name: job.name, asset_type: "VIDEO" } })
  );
  result.stored = await (await fetch(`${job.endpoint}/practice/files`)).json();
  result.remove = await call(client, "DELETE", "files/{id}", { id: result.file });
  result.gone = await caught(call(client, "DELETE", "files/{id}", { id: result.file }));
  result.wrong = await caught(
    call(makeClient(job.access_key, `${job.secret_key}x`, job.security_token), "GET", "digital-assets")
  );
  process.stdout.write(`\n${JSON.stringify(result)}\n`);
}

main().catch((error) => {
  process.stderr.write(`${error.stack || JSON.stringify(error)}\n`);
  process.exit(1);
});
