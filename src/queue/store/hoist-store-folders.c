/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What services call the folders that uploads lie in. */
#include "hoist-store-folders.h"

/**
 * hoist_store_folders_find:
 * @id: (out) (transfer full) (nullable): %NULL where nothing is known
 */
gboolean
hoist_store_folders_find (HoistSql *sql,
                          const char *account,
                          const char *parent,
                          const char *name,
                          char **id,
                          GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (
      sql, "SELECT id FROM folder WHERE account = ?1 AND parent = ?2 AND name = ?3", error);
  HoistSqlStep step = HOIST_SQL_FAILED;

  *id = NULL;
  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, account);
  hoist_sql_bind_text (statement, 2, parent);
  hoist_sql_bind_text (statement, 3, name);
  step = hoist_sql_step (sql, statement, error);
  if (step == HOIST_SQL_ROW && !hoist_sql_get_text (statement, 0, id))
    g_debug ("a folder's row makes no sense");
  hoist_sql_reset (statement);
  return step != HOIST_SQL_FAILED;
}

/**
 * hoist_store_folders_keep:
 *
 * Remembers a folder. Of an account that was removed meanwhile nothing is kept.
 */
gboolean
hoist_store_folders_keep (HoistSql *sql,
                          const char *account,
                          const char *parent,
                          const char *name,
                          const char *id,
                          GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (
      sql,
      "INSERT OR REPLACE INTO folder (account, parent, name, id) SELECT ?1, ?2, ?3, ?4"
      " WHERE EXISTS (SELECT 1 FROM account WHERE id = ?1)",
      error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, account);
  hoist_sql_bind_text (statement, 2, parent);
  hoist_sql_bind_text (statement, 3, name);
  hoist_sql_bind_text (statement, 4, id);
  return hoist_sql_do (sql, statement, error);
}

/**
 * hoist_store_folders_forget:
 *
 * Forgets all folders of an account.
 */
gboolean
hoist_store_folders_forget (HoistSql *sql, const char *account, GError **error)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql, "DELETE FROM folder WHERE account = ?1", error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, account);
  return hoist_sql_do (sql, statement, error);
}
