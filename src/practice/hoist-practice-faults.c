/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What shall go wrong, and when: a list of rules in JSON, asked once for each request. */
#include "hoist-practice-faults.h"

#include "hoist-practice-services.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* In the order of HoistPracticeFaultKind: name, where it strikes if not told, how often. */
static const struct {
  const char *name;
  HoistPracticeMoment at;
  gint64 times;
} kinds[] = {
  { "reset", HOIST_PRACTICE_BEFORE_BODY, 1 },      { "stall", HOIST_PRACTICE_BEFORE_BODY, 1 },
  { "slow", HOIST_PRACTICE_MID_BODY, 1 },          { "delay", HOIST_PRACTICE_BEFORE_BODY, 1 },
  { "status", HOIST_PRACTICE_AFTER_BODY, 1 },      { "early", HOIST_PRACTICE_BEFORE_BODY, 1 },
  { "drop-reply", HOIST_PRACTICE_AFTER_STORE, 1 }, { "truncate", HOIST_PRACTICE_AFTER_STORE, 1 },
  { "garbage", HOIST_PRACTICE_AFTER_STORE, 1 },    { "flip", HOIST_PRACTICE_AFTER_STORE, 1 },
  { "refuse", HOIST_PRACTICE_BEFORE_BODY, 1 },     { "code", HOIST_PRACTICE_AFTER_BODY, 1 },
  { "clock", HOIST_PRACTICE_BEFORE_BODY, -1 },     { "vary", HOIST_PRACTICE_BEFORE_BODY, -1 },
  { "no-rates", HOIST_PRACTICE_BEFORE_BODY, -1 },
};

static const char *const moments[] = { "before-body", "mid-body", "after-body", "after-store" };

static void
fault_clear (gpointer data)
{
  HoistPracticeFault *fault = data;

  g_free (fault->service);
  g_free (fault->call);
  g_strfreev (fault->headers);
  g_free (fault->body);
  g_free (fault->code);
  g_strfreev (fault->as);
}

static void
fault_unref (gpointer data)
{
  g_rc_box_release_full (data, fault_clear);
}

static gboolean
fail (GError **error, const char *what, const char *name)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a fault's %s: %s", what, name);
  return FALSE;
}

static gboolean
read_kind (HoistPracticeFault *fault, JsonObject *object, GError **error)
{
  const char *name = json_object_get_string_member_with_default (object, "fault", "");

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0) {
      fault->kind = (HoistPracticeFaultKind) i;
      fault->at = kinds[i].at;
      fault->times = kinds[i].times;
      return TRUE;
    }
  return fail (error, "kind is not known", name);
}

static gboolean
read_moment (HoistPracticeFault *fault, const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    if (g_strcmp0 (moments[i], name) == 0) {
      fault->at = (HoistPracticeMoment) i;
      return TRUE;
    }
  return fail (error, "“at” is not known", name != NULL ? name : "null");
}

static gboolean
read_headers (HoistPracticeFault *fault, JsonNode *node, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "member has the wrong type", "headers");
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_string (value) == NULL)
      return fail (error, "header is not a text", name);
    g_strv_builder_add_many (builder, name, json_node_get_string (value), NULL);
  }
  g_strfreev (fault->headers);
  fault->headers = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_names (HoistPracticeFault *fault, JsonNode *node, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *name = json_array_get_element (array, i);

    if (!JSON_NODE_HOLDS_VALUE (name) || json_node_get_string (name) == NULL)
      return fail (error, "variation is not a text", "as");
    if (!hoist_practice_is_variation (json_node_get_string (name)))
      return fail (error, "variation is not known", json_node_get_string (name));
    g_strv_builder_add (builder, json_node_get_string (name));
  }
  if (array == NULL)
    return fail (error, "member has the wrong type", "as");
  fault->as = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_number (HoistPracticeFault *fault, const char *name, JsonNode *node, GError **error)
{
  const struct {
    const char *name;
    gint64 *number;
  } numbers[] = {
    { "nth", &fault->nth },
    { "times", &fault->times },
    { "bytes", &fault->bytes },
    { "delay_ms", &fault->delay_ms },
    { "canRetry", &fault->can_retry },
    { "seconds", &fault->seconds },
  };
  gint64 number = json_node_get_int (node);

  if (json_node_get_value_type (node) != G_TYPE_INT64)
    return fail (error, "member has the wrong type", name);
  if (strcmp (name, "status") == 0) {
    fault->status = (guint) CLAMP (number, 100, 999);
    return TRUE;
  }
  if (strcmp (name, "code") == 0) {
    g_free (fault->code);
    fault->code = g_strdup_printf ("%" G_GINT64_FORMAT, number);
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strcmp (numbers[i].name, name) == 0) {
      *numbers[i].number = number;
      return TRUE;
    }
  return fail (error, "member is not known", name);
}

static gboolean
read_text (HoistPracticeFault *fault, const char *name, const char *text, GError **error)
{
  if (strcmp (name, "fault") == 0)
    return TRUE;
  if (strcmp (name, "at") == 0)
    return read_moment (fault, text, error);
  if (strcmp (name, "service") == 0)
    fault->service = g_strcmp0 (text, "*") != 0 ? g_strdup (text) : NULL;
  else if (strcmp (name, "call") == 0)
    fault->call = g_strcmp0 (text, "*") != 0 ? g_strdup (text) : NULL;
  else if (strcmp (name, "body") == 0)
    fault->body = g_strdup (text);
  else if (strcmp (name, "code") == 0)
    fault->code = g_strdup (text);
  else
    return fail (error, "member is not known or has the wrong type", name);
  return TRUE;
}

static gboolean
read_member (HoistPracticeFault *fault, const char *name, JsonNode *node, GError **error)
{
  if (strcmp (name, "headers") == 0)
    return read_headers (fault, node, error);
  if (strcmp (name, "as") == 0)
    return read_names (fault, node, error);
  if (!JSON_NODE_HOLDS_VALUE (node))
    return fail (error, "member has the wrong type", name);
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return read_text (fault, name, json_node_get_string (node), error);
  if (strcmp (name, "reused") == 0 && json_node_get_value_type (node) == G_TYPE_BOOLEAN) {
    fault->reused = json_node_get_boolean (node);
    return TRUE;
  }
  return read_number (fault, name, node, error);
}

static gboolean
read_fault (GPtrArray *faults, JsonNode *node, GError **error)
{
  HoistPracticeFault *fault = g_rc_box_new0 (HoistPracticeFault);
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  g_ptr_array_add (faults, fault);
  fault->nth = 1;
  fault->bytes = -1;
  fault->delay_ms = -1;
  fault->can_retry = -1;
  fault->headers = g_new0 (char *, 1);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "rule is not an object", "[]");
  if (!read_kind (fault, json_node_get_object (node), error))
    return FALSE;
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!read_member (fault, name, value, error))
      return FALSE;
  return TRUE;
}

/**
 * hoist_practice_faults_parse:
 * @json: a list of rules, or one rule
 *
 * Fails with %G_IO_ERROR_INVALID_DATA or a JSON error when a rule cannot be understood; nothing in
 * it is passed over.
 *
 * Returns: (transfer full) (element-type HoistPracticeFault): the rules
 */
GPtrArray *
hoist_practice_faults_parse (const char *json, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (fault_unref);
  g_autoptr (JsonNode) root = json_from_string (json, error);
  JsonArray *array = NULL;

  if (root == NULL) {
    if (error != NULL && *error == NULL)
      fail (error, "list is empty", "nothing");
    return NULL;
  }
  if (!JSON_NODE_HOLDS_ARRAY (root))
    return read_fault (faults, root, error) ? g_steal_pointer (&faults) : NULL;
  array = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_fault (faults, json_array_get_element (array, i), error))
      return NULL;
  return g_steal_pointer (&faults);
}

static gboolean
matches (HoistPracticeFault *fault, const char *service, const char *call, gboolean is_reused)
{
  if (fault->service != NULL && g_strcmp0 (fault->service, service) != 0)
    return FALSE;
  if (fault->call != NULL && g_strcmp0 (fault->call, call) != 0)
    return FALSE;
  /* Connections are not requests: who means them names them. */
  if (fault->call == NULL && g_strcmp0 (call, "connect") == 0)
    return FALSE;
  return !fault->reused || is_reused;
}

static gboolean
is_due (HoistPracticeFault *fault)
{
  return fault->seen >= fault->nth && (fault->times < 0 || fault->fired < fault->times);
}

static void
fire (HoistPracticeFault *fault, HoistPracticeTrouble *trouble)
{
  if (fault->kind < HOIST_PRACTICE_FAULT_CLOCK && trouble->fault != NULL)
    return;
  fault->fired++;
  if (fault->kind == HOIST_PRACTICE_FAULT_CLOCK) {
    trouble->clock_s += fault->seconds;
  } else if (fault->kind == HOIST_PRACTICE_FAULT_VARY) {
    g_strfreev (trouble->vary);
    trouble->vary = g_strdupv (fault->as);
  } else if (fault->kind == HOIST_PRACTICE_FAULT_NO_RATES) {
    trouble->has_no_rates = TRUE;
  } else {
    trouble->fault = g_rc_box_acquire (fault);
  }
}

/**
 * hoist_practice_faults_pick:
 * @faults: (element-type HoistPracticeFault): the rules; they count
 * @service: (nullable): %NULL for a connection
 * @call: the name of the call, or "connect"
 * @trouble: (out): cleared with hoist_practice_trouble_clear()
 *
 * Says what goes wrong with one request. Every rule counts the requests that match it; of those
 * that are due the first one strikes and the others stay due.
 */
void
hoist_practice_faults_pick (GPtrArray *faults,
                            const char *service,
                            const char *call,
                            gboolean is_reused,
                            HoistPracticeTrouble *trouble)
{
  memset (trouble, 0, sizeof *trouble);
  for (guint i = 0; i < faults->len; i++) {
    HoistPracticeFault *fault = g_ptr_array_index (faults, i);

    if (!matches (fault, service, call, is_reused))
      continue;
    fault->seen++;
    if (is_due (fault))
      fire (fault, trouble);
  }
}

/**
 * hoist_practice_trouble_clear:
 *
 * Frees what hoist_practice_faults_pick() filled in.
 */
void
hoist_practice_trouble_clear (HoistPracticeTrouble *trouble)
{
  g_clear_pointer (&trouble->fault, fault_unref);
  g_clear_pointer (&trouble->vary, g_strfreev);
}

const char *
hoist_practice_fault_get_name (HoistPracticeFaultKind kind)
{
  return kinds[kind].name;
}
