/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt on paper. */
#include "hoist-config.h"

#include "hoist-receipt-print.h"

#include "hoist-details-text.h"

#include <glib/gi18n-lib.h>

#define FONT "Sans 10"

/* In points. */
#define MARGIN 54
#define LABEL_WIDTH 90
#define GAP 16

typedef struct {
  HoistReceipt *receipt; /* (owned) */
  PangoLayout *heading;  /* (owned) (nullable): on the first page */
  GPtrArray *blocks;     /* (owned) (nullable) (element-type PangoLayout): one an entry */
  GArray *first;         /* (owned) (nullable) (element-type guint): each page's first block */
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  hoist_receipt_free (self->receipt);
  g_clear_object (&self->heading);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->first, g_array_unref);
  g_free (self);
}

static PangoLayout *
make_layout (GtkPrintContext *context, const char *markup)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONT);
  g_autoptr (PangoTabArray) tabs = pango_tab_array_new (1, FALSE);
  double width = gtk_print_context_get_width (context);

  pango_tab_array_set_tab (tabs, 0, PANGO_TAB_LEFT, LABEL_WIDTH * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_tabs (layout, tabs);
  /* what does not fit into a line goes on below its beginning */
  pango_layout_set_indent (layout, -LABEL_WIDTH * PANGO_SCALE);
  pango_layout_set_spacing (layout, 2 * PANGO_SCALE);
  pango_layout_set_markup (layout, markup, -1);
  return layout;
}

static void
add_line (GString *markup, const char *label, const char *value)
{
  g_autofree char *line = NULL;

  if (value == NULL || *value == '\0')
    return;
  line = g_markup_printf_escaped ("\n<span alpha=\"60%%\">%s</span>\t%s", label, value);
  g_string_append (markup, line);
}

static void
add_line_taken (GString *markup, const char *label, char *value)
{
  add_line (markup, label, value);
  g_free (value);
}

static char *
write_entry (const HoistReceiptEntry *entry)
{
  g_autofree char *name = g_markup_printf_escaped ("<b>%s</b>", entry->name);
  GString *markup = g_string_new (name);

  add_line_taken (markup, _ ("Size"), hoist_details_text_size (entry->size));
  add_line (markup, _ ("Account"), entry->account);
  add_line (markup, _ ("Service"), entry->service_name);
  add_line (markup, _ ("ID"), entry->remote_id);
  add_line (markup, _ ("Link"), entry->link);
  add_line_taken (markup, _ ("Added"), hoist_details_text_time (entry->started_us));
  add_line_taken (markup, C_ ("time", "Finished"), hoist_details_text_time (entry->ended_us));
  add_line (markup, _ ("Proven By"), hoist_receipt_describe_proof (entry->proof));
  for (guint kind = HOIST_DIGEST_MD5; kind <= HOIST_DIGEST_CRC64; kind <<= 1)
    add_line_taken (markup, hoist_receipt_get_digest_name (kind),
                    hoist_receipt_dup_digest (&entry->digests, kind));
  return g_string_free (markup, FALSE);
}

static char *
write_heading (const HoistReceipt *receipt)
{
  g_autofree char *made = hoist_details_text_time (receipt->made_us);
  /* Translators: %s is a date and time */
  g_autofree char *when = g_strdup_printf (_ ("Made by Hoist, %s"), made);
  g_autofree char *count = g_strdup_printf (
      ngettext ("%u upload", "%u uploads", receipt->entries->len), receipt->entries->len);

  return g_markup_printf_escaped (
      "<span size=\"x-large\" weight=\"bold\">%s</span>\n<span alpha=\"60%%\">%s · %s</span>",
      _ ("Upload Receipt"), when, count);
}

static double
get_height (PangoLayout *layout)
{
  int height = 0;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

/* An entry is not torn apart, as long as it fits on a page at all. */
static void
paginate (Job *self, double height)
{
  double y = get_height (self->heading) + GAP;
  guint start = 0;

  g_array_append_val (self->first, start);
  for (guint i = 0; i < self->blocks->len; i++) {
    double needed = get_height (g_ptr_array_index (self->blocks, i)) + GAP;

    if (y + needed > height && i > start) {
      start = i;
      g_array_append_val (self->first, start);
      y = 0;
    }
    y += needed;
  }
}

static void
on_begin (GtkPrintOperation *operation, GtkPrintContext *context, gpointer data)
{
  Job *self = data;
  g_autofree char *heading = write_heading (self->receipt);

  g_clear_object (&self->heading);
  self->heading = make_layout (context, heading);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  self->blocks = g_ptr_array_new_with_free_func (g_object_unref);
  g_clear_pointer (&self->first, g_array_unref);
  self->first = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->receipt->entries->len; i++) {
    g_autofree char *markup = write_entry (g_ptr_array_index (self->receipt->entries, i));

    g_ptr_array_add (self->blocks, make_layout (context, markup));
  }
  paginate (self, gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation, (int) self->first->len);
}

static double
draw (cairo_t *cairo, PangoLayout *layout, double y)
{
  cairo_move_to (cairo, 0, y);
  pango_cairo_show_layout (cairo, layout);
  return y + get_height (layout) + GAP;
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  Job *self = data;
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  guint first = g_array_index (self->first, guint, page);
  guint end = (guint) page + 1 < self->first->len ? g_array_index (self->first, guint, page + 1)
                                                  : self->blocks->len;
  double y = 0;

  cairo_set_source_rgb (cairo, 0, 0, 0);
  if (page == 0)
    y = draw (cairo, self->heading, y);
  for (guint i = first; i < end; i++)
    y = draw (cairo, g_ptr_array_index (self->blocks, i), y);
}

static void
free_job_of_closure (gpointer data, GClosure *closure)
{
  job_free (data);
}

static GtkPageSetup *
make_page_setup (void)
{
  GtkPageSetup *setup = gtk_page_setup_new ();

  gtk_page_setup_set_top_margin (setup, MARGIN, GTK_UNIT_POINTS);
  gtk_page_setup_set_bottom_margin (setup, MARGIN, GTK_UNIT_POINTS);
  gtk_page_setup_set_left_margin (setup, MARGIN, GTK_UNIT_POINTS);
  gtk_page_setup_set_right_margin (setup, MARGIN, GTK_UNIT_POINTS);
  return setup;
}

/**
 * hoist_receipt_print_new:
 * @receipt: (transfer full): what is printed
 *
 * Returns: (transfer full): to be run
 */
GtkPrintOperation *
hoist_receipt_print_new (HoistReceipt *receipt)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = make_page_setup ();
  Job *job = g_new0 (Job, 1);

  job->receipt = receipt;
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, _ ("Upload Receipt"));
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "begin-print", G_CALLBACK (on_begin), job, free_job_of_closure,
                         0);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw), job);
  return operation;
}
