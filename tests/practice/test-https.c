/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice server over https, with a certificate that nobody should trust. */
#include "practice-client.h"

/* For 127.0.0.1, signed by itself, made for this test only. */
static const char certificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBkTCCATagAwIBAgIUTq6l9Ed5fhpnbNMsLC8McVIeSHwwCgYIKoZIzj0EAwIw\n"
    "FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMTAyNDIxMFoYDzIxMjYxMDI4\n"
    "MDI0MjEwWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO\n"
    "PQMBBwNCAAS3GjtR5LJAMZKuJX0KZ5rpRU7HQ3vf3Zf/DXODOwbk+fp5UZiNSCBu\n"
    "lMb4KjWSOwZDd4014QDXk8yESb/vHFDao2QwYjAdBgNVHQ4EFgQU6dmCq6ih0Bks\n"
    "+81XhIiu4ydY6Y4wHwYDVR0jBBgwFoAU6dmCq6ih0Bks+81XhIiu4ydY6Y4wDwYD\n"
    "VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0kAMEYC\n"
    "IQCGZTYr29c8qeGm+60H7ljlx7C/rkMyv4GwTvEvn4pXogIhAJGsj6FFf9bgHiYN\n"
    "UMteBhySHBk98oGIr31xrmeGpUAP\n"
    "-----END CERTIFICATE-----\n";

static const char key[] = "-----BEGIN PRIVATE KEY-----\n"
                          "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwSyS6xLPj8UwIZAd\n"
                          "Ff2wc5fW73pOLyFF3U5YSXf0Ay6hRANCAAS3GjtR5LJAMZKuJX0KZ5rpRU7HQ3vf\n"
                          "3Zf/DXODOwbk+fp5UZiNSCBulMb4KjWSOwZDd4014QDXk8yESb/vHFDa\n"
                          "-----END PRIVATE KEY-----\n";

#ifdef __SANITIZE_ADDRESS__
int __lsan_is_turned_off (void);

/* The leak checker of gcc 12 crashes when it looks into the threads that TLS handshakes leave. */
int
__lsan_is_turned_off (void)
{
  return 1;
}
#endif

static gboolean
on_accept_certificate (GTlsConnection *connection,
                       GTlsCertificate *peer,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  *(GTlsCertificateFlags *) user_data = errors;
  return TRUE;
}

static void
start_tls (Practice *practice, Line *line, GTlsCertificateFlags *errors)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("127.0.0.1", practice->port);
  GIOStream *tls = NULL;

  line_open (line, practice);
  tls = g_tls_client_connection_new (G_IO_STREAM (line->stream), identity, NULL);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept_certificate), errors);
  g_assert_true (g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL));
  g_object_set_data_full (G_OBJECT (line->stream), "tls", tls, g_object_unref);
}

static char *
write_file (Practice *practice, const char *name, const char *text)
{
  char *path = g_build_filename (practice->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* An honest client refuses this certificate; who looks away gets a real answer. */
static void
test_https (void)
{
  Practice practice = { .folder = g_dir_make_tmp ("hoist-test-XXXXXX", NULL) };
  g_autofree char *certificate_path = write_file (&practice, "certificate.pem", certificate);
  g_autofree char *key_path = write_file (&practice, "key.pem", key);
  GTlsCertificateFlags errors = 0;
  g_autoptr (GPtrArray) params = NULL;
  g_autofree char *target = NULL, *request = NULL;
  Line line = { 0 };
  GIOStream *tls = NULL;
  char answer[4096] = { 0 };

  practice.options.certificate = certificate_path;
  practice.options.key = key_path;
  practice_start (&practice);
  start_tls (&practice, &line, &errors);
  g_assert_cmpint (errors & G_TLS_CERTIFICATE_UNKNOWN_CA, !=, 0);
  tls = g_object_get_data (G_OBJECT (line.stream), "tls");
  params = params_new_init (&practice, VECTOR_SHA1, VECTOR_SIZE, MIB);
  target = params_write (params, "GET", "/v2/index.php");
  request =
      g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", target, practice.port);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (tls), request,
                                            strlen (request), NULL, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (tls), answer,
                                        sizeof answer - 1, NULL, NULL),
                   >, 0);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 OK"));
  line_close (&line);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/https/serves", test_https);
  return g_test_run ();
}
