/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of what people type into a service's fields. */
#include "hoist-field.h"

#include "hoist-error.h"
#include "hoist-read.h"

#include "hoist-config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Far above any key, token or address; a pasted file is not one. */
#define MAX_LENGTH (64 * 1024)

/**
 * hoist_field_find:
 * @fields: (array length=n_fields) (nullable): a service's fields
 * @id: what is looked for
 *
 * Returns: (nullable): the field
 */
const HoistField *
hoist_field_find (const HoistField *fields, guint n_fields, const char *id)
{
  for (guint i = 0; i < n_fields; i++) {
    if (g_strcmp0 (fields[i].id, id) == 0)
      return &fields[i];
  }
  return NULL;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
has_space_or_control (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar character = g_utf8_get_char (text);

    if (g_unichar_isspace (character) || g_unichar_iscntrl (character))
      return TRUE;
  }
  return FALSE;
}

/**
 * hoist_field_is_named:
 * @sentence: in the user's language
 *
 * Sentences about a setting quote its label, each language with marks of its own.
 *
 * Returns: whether @sentence is about this field
 */
gboolean
hoist_field_is_named (const HoistField *self, const char *sentence)
{
  const char *label = g_dgettext (GETTEXT_PACKAGE, self->label);

  for (const char *at = strstr (sentence, label); at != NULL; at = strstr (at + 1, label)) {
    gunichar before = at > sentence ? g_utf8_get_char (g_utf8_prev_char (at)) : ' ';
    gunichar after = g_utf8_get_char (at + strlen (label));

    if (g_unichar_ispunct (before) && g_unichar_ispunct (after))
      return TRUE;
  }
  return FALSE;
}

/* Names in ASCII, as DNS has them, and IP addresses; GUri alone takes nearly everything. */
static gboolean
is_host (const char *host)
{
  for (; *host != '\0'; host++) {
    if (!g_ascii_isalnum (*host) && strchr ("-._:", *host) == NULL)
      return FALSE;
  }
  return TRUE;
}

/**
 * hoist_field_check_address:
 * @address: an address that somebody typed or a service sent
 *
 * Takes https addresses, and http only on this computer itself (127.0.0.0/8, ::1, localhost): keys
 * and files travel there. Refuses a user name or password in it, and a part behind "#". Fails with
 * %HOIST_ERROR_PROTOCOL and never repeats the address, for it may hold a secret.
 *
 * Returns: whether it may be used
 */
gboolean
hoist_field_check_address (const char *address, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *host = NULL;

  g_return_val_if_fail (address != NULL, FALSE);

  if (g_utf8_validate (address, -1, NULL) && !has_space_or_control (address) &&
      strchr (address, '\\') == NULL)
    uri = g_uri_parse (address, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || !is_host (host) || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("This is not an address. Enter one that begins with “https://”, "
                            "without a user name."));
    return FALSE;
  }
  if (strcmp (g_uri_get_scheme (uri), "https") == 0 ||
      (strcmp (g_uri_get_scheme (uri), "http") == 0 && is_loopback (host)))
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                       _ ("This address is not safe, for others could read what is sent. Enter "
                          "one that begins with “https://”."));
  return FALSE;
}

static gboolean
refuse (GError **error, char *message)
{
  g_autofree char *owned = message;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED, owned);
  return FALSE;
}

static gboolean
check_choice (const HoistField *self, const char *value, GError **error)
{
  g_autofree char *all = NULL;

  if (self->choices != NULL && g_strv_contains (self->choices, value))
    return TRUE;

  all = self->choices != NULL ? g_strjoinv (", ", (char **) self->choices) : g_strdup ("");
  return refuse (error, g_strdup_printf (_ ("“%s” must be one of: %s."), _ (self->label), all));
}

/* A line feed in a value would end up in a header or a signed text. */
static gboolean
check_text (const HoistField *self, const char *value, GError **error)
{
  for (const char *next = value; *next != '\0'; next = g_utf8_next_char (next)) {
    if (g_unichar_iscntrl (g_utf8_get_char (next)))
      return refuse (error, g_strdup_printf (_ ("“%s” must be one line of text without special "
                                                "characters. Enter it again."),
                                             _ (self->label)));
  }
  return TRUE;
}

static gboolean
check_length (const HoistField *self, const char *value, GError **error)
{
  if (self->max_length == 0 || g_utf8_strlen (value, -1) <= (glong) self->max_length)
    return TRUE;
  if (self->kind == HOIST_FIELD_LIST)
    return refuse (error, g_strdup_printf (_ ("In “%s” no word may have more than %u characters. "
                                              "Shorten them."),
                                           _ (self->label), self->max_length));
  return refuse (error, g_strdup_printf (_ ("“%s” may have at most %u characters. Shorten it."),
                                         _ (self->label), self->max_length));
}

/**
 * hoist_field_split_list:
 * @value: (nullable): of a %HOIST_FIELD_LIST
 *
 * Returns: (transfer full): the texts in it, without blanks around them and without empty ones
 */
char **
hoist_field_split_list (const char *value)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GString) list = g_string_new (value);
  g_auto (GStrv) all = NULL;

  /* who types in Chinese types this comma */
  g_string_replace (list, "，", ",", 0);
  all = g_strsplit (list->str, ",", -1);
  for (guint i = 0; all[i] != NULL; i++) {
    if (*g_strstrip (all[i]) != '\0')
      g_strv_builder_add (words, all[i]);
  }
  return g_strv_builder_end (words);
}

static gboolean
check_list (const HoistField *self, const char *value, GError **error)
{
  g_auto (GStrv) words = hoist_field_split_list (value);
  guint n_words = g_strv_length (words);

  for (guint i = 0; i < n_words; i++) {
    if (!check_length (self, words[i], error))
      return FALSE;
  }
  if (self->max_count == 0 || n_words <= self->max_count)
    return TRUE;
  return refuse (error, g_strdup_printf (_ ("“%s” takes at most %u words, and there are %u. Leave "
                                            "some out."),
                                         _ (self->label), self->max_count, n_words));
}

static gboolean
check_ending (const HoistField *self, const char *value, GError **error)
{
  const char *ending = *value == '.' ? value + 1 : value;

  for (const char *next = ending; *next != '\0'; next++) {
    if (!g_ascii_isalnum (*next))
      ending = "";
  }
  if (*ending != '\0')
    return TRUE;
  return refuse (error, g_strdup_printf (_ ("“%s” must be a file’s ending such as “mp4”: letters "
                                            "and digits only."),
                                         _ (self->label)));
}

static gboolean
check_limits (const HoistField *self, const char *value, GError **error)
{
  if (self->kind == HOIST_FIELD_LIST)
    return check_list (self, value, error);
  return check_length (self, value, error) &&
         ((self->flags & HOIST_FIELD_ENDING) == 0 || check_ending (self, value, error));
}

static gboolean
check_address (const HoistField *self, const char *value, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (hoist_field_check_address (value, &reason))
    return TRUE;

  /* Translators: the name of a setting, and a sentence about its value */
  g_set_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL, _ ("“%s”: %s"), _ (self->label),
               reason->message);
  return FALSE;
}

/**
 * hoist_field_check:
 * @value: (nullable): what was typed; %NULL and "" mean nothing
 *
 * Checks one value by its field's kind. Fails with %HOIST_ERROR_REFUSED, or %HOIST_ERROR_PROTOCOL
 * for an address, and a sentence that names the field and never the value, which may be secret.
 *
 * Returns: whether it may be used
 */
gboolean
hoist_field_check (const HoistField *self, const char *value, GError **error)
{
  guint64 number = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (value == NULL || *value == '\0') {
    if ((self->flags & HOIST_FIELD_REQUIRED) == 0)
      return TRUE;
    return refuse (error, g_strdup_printf (_ ("“%s” is missing. Enter it in the account’s "
                                              "settings."),
                                           _ (self->label)));
  }
  if (strlen (value) > MAX_LENGTH || !g_utf8_validate (value, -1, NULL))
    return refuse (error, g_strdup_printf (_ ("“%s” is too long or not text. Enter it again."),
                                           _ (self->label)));
  if (!check_text (self, value, error))
    return FALSE;

  switch (self->kind) {
  case HOIST_FIELD_ADDRESS:
    return check_address (self, value, error);
  case HOIST_FIELD_NUMBER:
    if (strspn (value, "0123456789") == strlen (value) && hoist_read_parse_uint (value, &number) &&
        number <= G_MAXINT64)
      return TRUE;
    return refuse (error, g_strdup_printf (_ ("“%s” must be a whole number."), _ (self->label)));
  case HOIST_FIELD_SWITCH:
    if (strcmp (value, "0") == 0 || strcmp (value, "1") == 0)
      return TRUE;
    return refuse (error,
                   g_strdup_printf (_ ("“%s” must be 1 for on or 0 for off."), _ (self->label)));
  case HOIST_FIELD_CHOICE:
    return check_choice (self, value, error);
  case HOIST_FIELD_TEXT:
  case HOIST_FIELD_LIST:
  default:
    return check_limits (self, value, error);
  }
}
