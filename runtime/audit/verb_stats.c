/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-audit stats: how many records of which domain. */
#include "runtime/audit/command.h"
#include "runtime/audit/show.h"
#include "runtime/audit/times.h"
#include "lang/json.h"

#include <inttypes.h>
#include <string.h>

static void print_row(const char *label, const char *kind, const struct store_value *row)
{
    char first[TIMES_TEXT], last[TIMES_TEXT];
    printf("%-24s %-12s %10" PRId64 " %12" PRId64 "  %s  %s\n", label[0] ? label : "-", kind, row[2].number,
           row[3].number, times_local(row[4].number, first), times_local(row[5].number, last));
}

static void print_row_json(const char *label, const char *kind, const struct store_value *row)
{
    char time[TIMES_TEXT];
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    json_string(&json, "domain", label, strlen(label));
    json_string(&json, "kind", kind, strlen(kind));
    json_integer(&json, "records", row[2].number);
    json_integer(&json, "count", row[3].number);
    json_string(&json, "first", times_utc(row[4].number, time), TIMES_TEXT);
    json_string(&json, "last", times_utc(row[5].number, time), TIMES_TEXT);
    json_end(&json);
}

static bool show_row(void *context, const struct store_value *row, unsigned int columns)
{
    const struct command *command = context;
    const char *kind = show_kind(row[1].number);
    (void)columns;
    (command->json ? print_row_json : print_row)(row[0].text, kind ? kind : "unknown", row);
    return !ferror(stdout);
}

enum audit_exit verb_stats(const struct command *command)
{
    struct store *store = open_or_complain(command, STORE_READ);
    if (!store)
        return AUDIT_ABSENT;
    if (!command->json)
        printf("%-24s %-12s %10s %12s  %-23s  %s\n", "domain", "kind", "records", "stand for", "first",
               "last");
    struct command copy = *command;
    enum store_result result =
        store_query(store,
                    "SELECT label, kind, count(*), sum(count), min(time), max(time) FROM record"
                    " GROUP BY label, kind ORDER BY label, kind",
                    NULL, 0, show_row, &copy);
    enum audit_exit status = end_with(store, result);
    store_close(store);
    return status;
}
