/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate authority and a server's certificate and key for tests; they protect nothing. */
#pragma once

#define TEST_AUTHORITY_PEM                                                                         \
  "-----BEGIN CERTIFICATE-----\n"                                                                  \
  "MIIBcTCCARegAwIBAgIBATAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRIb2lzdCB0\n"                             \
  "ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFow\n"                             \
  "HzEdMBsGA1UEAwwUSG9pc3QgdGVzdCBhdXRob3JpdHkwWTATBgcqhkjOPQIBBggq\n"                             \
  "hkjOPQMBBwNCAARgK4rSplx64+TISISSI3DW8wvqnK3twdA5Da5ZVaxHp1hPtkB9\n"                             \
  "twHS/y9h893wSn3P7OM8D6te/uAJUhcPP/puo0IwQDAPBgNVHRMBAf8EBTADAQH/\n"                             \
  "MA4GA1UdDwEB/wQEAwICBDAdBgNVHQ4EFgQUtz6MFjMkFjHbM0CUsdABm1u5Z/0w\n"                             \
  "CgYIKoZIzj0EAwIDSAAwRQIhAKCwf51bsNkprruwZ/UqP/QLaueZXURodyF1jypE\n"                             \
  "1S5fAiA7Fesn8QLPpmVz35ptp2V2uPQW+xEfPAItezMuAVLtOA==\n"                                         \
  "-----END CERTIFICATE-----\n"

#define TEST_SERVER_PEM                                                                            \
  "-----BEGIN CERTIFICATE-----\n"                                                                  \
  "MIIBsTCCAVegAwIBAgIBAjAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRIb2lzdCB0\n"                             \
  "ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFow\n"                             \
  "FDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n"                             \
  "RBoMxDqb27x9+HSv38T60789Oa7uhuhgxoiJRfXj8pIL8SvHYwnW6PojKNzhY74U\n"                             \
  "OHXL/MZvwKg4X4Oqi5EvrqOBjDCBiTAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8A\n"                             \
  "AAEwCQYDVR0TBAIwADALBgNVHQ8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwEw\n"                             \
  "HQYDVR0OBBYEFMXLv1bGVOw05CMRPNSSDCtv9MwFMB8GA1UdIwQYMBaAFLc+jBYz\n"                             \
  "JBYx2zNAlLHQAZtbuWf9MAoGCCqGSM49BAMCA0gAMEUCID+WhJmUxm+NXfIpc/9T\n"                             \
  "030zT/in7qBol0sn0335EcryAiEAwmjWpkVgAeIySescdzByq+KhZKFgDNBnXxZ1\n"                             \
  "nxM9ehI=\n"                                                                                     \
  "-----END CERTIFICATE-----\n"                                                                    \
  "-----BEGIN PRIVATE KEY-----\n"                                                                  \
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXAq/sQ5UDv1GMn8Y\n"                             \
  "FeB6dg2v/fifXqxWFGGlaysfDyehRANCAAREGgzEOpvbvH34dK/fxPrTvz05ru6G\n"                             \
  "6GDGiIlF9ePykgvxK8djCdbo+iMo3OFjvhQ4dcv8xm/AqDhfg6qLkS+u\n"                                     \
  "-----END PRIVATE KEY-----\n"
