/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain, and the border where foreign errors become ours. */
#include "hoist-error.h"

#include "hoist-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

typedef struct {
  gint64 wait_us; /* -1 for none */
} HoistErrorPrivate;

static void
hoist_error_private_init (HoistErrorPrivate *self)
{
  self->wait_us = -1;
}

static void
hoist_error_private_copy (const HoistErrorPrivate *source, HoistErrorPrivate *self)
{
  *self = *source;
}

static void
hoist_error_private_clear (HoistErrorPrivate *self)
{
}

G_DEFINE_EXTENDED_ERROR (HoistError, hoist_error)

/**
 * hoist_error_set_wait:
 * @error: of the %HOIST_ERROR domain
 * @wait_us: what the service asks for, in microseconds; -1 for nothing
 *
 * Lets a wait ride inside an error. Copies of the error keep it.
 */
void
hoist_error_set_wait (GError *error, gint64 wait_us)
{
  g_return_if_fail (error != NULL && error->domain == HOIST_ERROR);

  hoist_error_get_private (error)->wait_us = wait_us;
}

/**
 * hoist_error_get_wait:
 * @error: (nullable): any error
 *
 * Returns: the wait that a service asks for, in microseconds; -1 when it asks for none, and for
 *   errors of other domains
 */
gint64
hoist_error_get_wait (const GError *error)
{
  if (error == NULL || error->domain != HOIST_ERROR)
    return -1;
  return hoist_error_get_private (error)->wait_us;
}

/**
 * hoist_error_is_cancelled:
 * @error: (nullable): any error
 *
 * Returns: whether this is the user's or the program's own wish, which is never shown, logged as a
 *   warning or converted
 */
gboolean
hoist_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static GError *
make_file_error (HoistErrorCode code, const char *name)
{
  if (code == HOIST_ERROR_BUSY)
    return g_error_new_literal (HOIST_ERROR, code,
                                _ ("Too many files are open on this computer. Hoist tries again."));
  if (code == HOIST_ERROR_MISSING && name != NULL)
    return g_error_new (HOIST_ERROR, code,
                        _ ("“%s” is no longer where it was. Put it back, or choose it again."),
                        name);
  if (code == HOIST_ERROR_MISSING)
    return g_error_new_literal (
        HOIST_ERROR, code,
        _ ("The file is no longer where it was. Put it back, or choose it again."));
  if (code == HOIST_ERROR_DRIVE && name != NULL)
    return g_error_new (HOIST_ERROR, code,
                        _ ("The drive with “%s” cannot be read. Connect it again."), name);
  if (code == HOIST_ERROR_DRIVE)
    return g_error_new_literal (HOIST_ERROR, code,
                                _ ("The drive with the file cannot be read. Connect it again."));
  if (name != NULL)
    return g_error_new (HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                        _ ("“%s” cannot be opened. Allow reading it, then try again."), name);
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                              _ ("The file cannot be opened. Allow reading it, then try again."));
}

static HoistErrorCode
get_code_of_errno (int number)
{
  switch (number) {
  case ENOENT:
  case ENOTDIR:
    return HOIST_ERROR_MISSING;
  case EIO:
  case ENODEV:
  case ENXIO:
  case ENOMEDIUM:
  case ESTALE:
  case ENOTCONN:
  case ETIMEDOUT:
  case EHOSTDOWN:
  case EHOSTUNREACH:
    return HOIST_ERROR_DRIVE;
  case EMFILE:
  case ENFILE:
  case ENOMEM:
    return HOIST_ERROR_BUSY;
  default:
    return HOIST_ERROR_NO_ACCESS;
  }
}

static HoistErrorCode
get_code_of_file_error (const GError *foreign)
{
  /* GIO has no code of its own for EIO, ESTALE and ENOMEDIUM: they arrive as FAILED, and ENXIO as
   * NOT_REGULAR_FILE (g_io_error_from_errno() of GLib 2.74, tried). */
  static const struct {
    gint foreign;
    HoistErrorCode code;
  } codes[] = {
    { G_IO_ERROR_NOT_FOUND, HOIST_ERROR_MISSING },
    { G_IO_ERROR_NOT_DIRECTORY, HOIST_ERROR_MISSING },
    { G_IO_ERROR_FAILED, HOIST_ERROR_DRIVE },
    { G_IO_ERROR_NOT_REGULAR_FILE, HOIST_ERROR_DRIVE },
    { G_IO_ERROR_NO_SUCH_DEVICE, HOIST_ERROR_DRIVE },
    { G_IO_ERROR_NOT_MOUNTED, HOIST_ERROR_DRIVE },
    { G_IO_ERROR_NOT_CONNECTED, HOIST_ERROR_DRIVE },
    { G_IO_ERROR_TIMED_OUT, HOIST_ERROR_DRIVE },
    { G_IO_ERROR_HOST_NOT_FOUND, HOIST_ERROR_DRIVE },
    { G_IO_ERROR_HOST_UNREACHABLE, HOIST_ERROR_DRIVE },
    { G_IO_ERROR_NETWORK_UNREACHABLE, HOIST_ERROR_DRIVE },
    { G_IO_ERROR_TOO_MANY_OPEN_FILES, HOIST_ERROR_BUSY },
  };

  if (foreign->domain == G_FILE_ERROR) {
    if (foreign->code == G_FILE_ERROR_NOENT || foreign->code == G_FILE_ERROR_NOTDIR)
      return HOIST_ERROR_MISSING;
    if (foreign->code == G_FILE_ERROR_IO || foreign->code == G_FILE_ERROR_NODEV ||
        foreign->code == G_FILE_ERROR_NXIO)
      return HOIST_ERROR_DRIVE;
    return HOIST_ERROR_NO_ACCESS;
  }

  for (gsize i = 0; foreign->domain == G_IO_ERROR && i < G_N_ELEMENTS (codes); i++) {
    if (codes[i].foreign == foreign->code)
      return codes[i].code;
  }
  return HOIST_ERROR_NO_ACCESS;
}

/**
 * hoist_error_new_from_file:
 * @foreign: what GIO or GLib said about a local file
 * @display_name: (nullable): the file's name for people
 *
 * Turns a file's error into ours: MISSING, NO_ACCESS, DRIVE, or BUSY when this computer has run
 * out of descriptors. Errors that are ours already, and a cancellation, are copied as they are.
 *
 * Returns: (transfer full): the error
 */
GError *
hoist_error_new_from_file (const GError *foreign, const char *display_name)
{
  g_return_val_if_fail (foreign != NULL, NULL);

  if (foreign->domain == HOIST_ERROR || hoist_error_is_cancelled (foreign))
    return g_error_copy (foreign);

  g_debug ("file error: %s %d: %s", g_quark_to_string (foreign->domain), foreign->code,
           foreign->message);
  return make_file_error (get_code_of_file_error (foreign), display_name);
}

/**
 * hoist_error_new_from_errno:
 * @number: errno after a call on a local file
 * @display_name: (nullable): the file's name for people
 *
 * As hoist_error_new_from_file(), for code that calls the system itself: an errno tells a pulled
 * drive more exactly than GIO's codes do.
 *
 * Returns: (transfer full): the error
 */
GError *
hoist_error_new_from_errno (int number, const char *display_name)
{
  g_debug ("file error: %s", g_strerror (number));
  return make_file_error (get_code_of_errno (number), display_name);
}

static GError *
make_tls_error (const GError *foreign, const char *host)
{
  if (foreign->code == G_TLS_ERROR_BAD_CERTIFICATE)
    return g_error_new (
        HOIST_ERROR, HOIST_ERROR_REFUSED,
        _ ("%s showed a certificate that cannot be trusted, so nothing was sent. Check the "
           "address and this computer’s clock, or ask whoever runs the service or your network."),
        host);
  if (foreign->code == G_TLS_ERROR_CERTIFICATE_REQUIRED)
    return g_error_new (HOIST_ERROR, HOIST_ERROR_REFUSED,
                        _ ("%s asks for a client certificate, which Hoist cannot show. Check the "
                           "address of the account."),
                        host);
  return g_error_new (HOIST_ERROR, HOIST_ERROR_OFFLINE,
                      _ ("No secure connection to %s could be made. If this network asks you to "
                         "sign in, open a web page and do so."),
                      host);
}

/* No sentence promises that Hoist goes on by itself: an upload does, and its row says so; a test of
 * an account, or the doctor, does not. */
static GError *
make_connection_error (int code, const char *host)
{
  g_autofree char *message = NULL;

  if (code == G_IO_ERROR_HOST_NOT_FOUND)
    message = g_strdup_printf (_ ("%s could not be found. Check the internet connection and the "
                                  "address of the account."),
                               host);
  else if (code == G_IO_ERROR_CONNECTION_REFUSED)
    message = g_strdup_printf (_ ("%s did not accept the connection. Check the address of the "
                                  "account."),
                               host);
  else if (code == G_IO_ERROR_HOST_UNREACHABLE || code == G_IO_ERROR_NETWORK_UNREACHABLE)
    message = g_strdup_printf (_ ("There is no way to %s. Check the internet connection."), host);
  else if (code == G_IO_ERROR_TIMED_OUT)
    message =
        g_strdup_printf (_ ("%s did not answer in time. Check the internet connection."), host);
  else if (code == G_IO_ERROR_PROXY_FAILED || code == G_IO_ERROR_PROXY_AUTH_FAILED ||
           code == G_IO_ERROR_PROXY_NEED_AUTH || code == G_IO_ERROR_PROXY_NOT_ALLOWED)
    message = g_strdup_printf (_ ("The proxy did not make a connection to %s. Check the proxy in "
                                  "the network settings."),
                               host);
  else
    message =
        g_strdup_printf (_ ("The connection to %s was lost. Check the internet connection."), host);
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_OFFLINE, message);
}

/**
 * hoist_error_new_from_network:
 * @foreign: what the network said
 * @host: the host that was asked; shown to people
 *
 * Turns an error of a connection into ours: REFUSED for a certificate that cannot be trusted (it
 * must not be tried for ever), else OFFLINE. Errors that are ours already, and a cancellation, are
 * copied as they are.
 *
 * Returns: (transfer full): the error
 */
GError *
hoist_error_new_from_network (const GError *foreign, const char *host)
{
  g_return_val_if_fail (foreign != NULL, NULL);
  g_return_val_if_fail (host != NULL, NULL);

  if (foreign->domain == HOIST_ERROR || hoist_error_is_cancelled (foreign))
    return g_error_copy (foreign);

  g_debug ("network error: %s %d: %s", g_quark_to_string (foreign->domain), foreign->code,
           foreign->message);
  if (foreign->domain == G_TLS_ERROR)
    return make_tls_error (foreign, host);
  if (foreign->domain == G_RESOLVER_ERROR)
    return make_connection_error (G_IO_ERROR_HOST_NOT_FOUND, host);
  if (foreign->domain == G_IO_ERROR)
    return make_connection_error (foreign->code, host);
  return make_connection_error (G_IO_ERROR_FAILED, host);
}
