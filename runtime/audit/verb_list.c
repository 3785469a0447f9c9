/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-audit list, tail and export: the records. */
#include "runtime/audit/command.h"
#include "runtime/audit/show.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LOOK = 250 }; /* ms between looks of who follows */

struct listing {
    void (*show)(FILE *out, const struct entry *entry);
    int64_t last; /* the record that was shown last */
};

static bool show_row(void *context, const struct store_value *row, unsigned int columns)
{
    struct listing *listing = context;
    struct entry entry;
    (void)columns;
    store_entry(&entry, row);
    listing->show(stdout, &entry);
    listing->last = entry.id;
    return !ferror(stdout);
}

struct selection {
    char sql[1024];
    size_t length;
    struct store_argument arguments[8];
    unsigned int count;
};

/* Adds a condition on the next argument. */
static void select_by(struct selection *selection, const char *condition, struct store_argument argument)
{
    size_t room = sizeof(selection->sql) - selection->length;
    selection->arguments[selection->count++] = argument;
    selection->length += (size_t)snprintf(selection->sql + selection->length, room, " AND %s $%u", condition,
                                          selection->count);
}

/* Conditions are only there where they are asked for, so that the database may use its indices. */
static void start_selection(struct selection *selection, const struct command *command)
{
    selection->count = 0;
    selection->length = (size_t)snprintf(selection->sql, sizeof(selection->sql),
                                         "SELECT %s FROM record WHERE true", entry_columns);
    if (command->domain)
        select_by(selection, "label =", (struct store_argument){.text = command->domain});
    if (command->kind >= 0)
        select_by(selection, "kind =", (struct store_argument){.number = command->kind});
    if (command->from != INT64_MIN)
        select_by(selection, "time >=", (struct store_argument){.number = command->from});
    if (command->to != INT64_MAX)
        select_by(selection, "time <", (struct store_argument){.number = command->to});
}

static enum store_result show_selection(struct store *store, struct selection *selection, const char *order,
                                        struct listing *listing)
{
    snprintf(selection->sql + selection->length, sizeof(selection->sql) - selection->length, " %s", order);
    return store_query(store, selection->sql, selection->arguments, selection->count, show_row, listing);
}

static void choose_form(const struct command *command, struct listing *listing)
{
    listing->show = command->csv ? show_csv : command->json ? show_json : show_text;
    if (command->csv)
        show_csv_head(stdout);
}

enum audit_exit verb_list(const struct command *command)
{
    struct listing listing = {.last = 0};
    struct selection selection;
    struct store *store = open_or_complain(command, STORE_READ);
    if (!store)
        return AUDIT_ABSENT;
    choose_form(command, &listing);
    start_selection(&selection, command);
    enum audit_exit status = end_with(store, show_selection(store, &selection, "ORDER BY id", &listing));
    store_close(store);
    return status;
}

static bool read_number(void *context, const struct store_value *row, unsigned int columns)
{
    (void)columns;
    *(int64_t *)context = row[0].number;
    return true;
}

/* Behind which record the last ones begin. */
static enum store_result find_start(struct store *store, const struct command *command, int64_t *after)
{
    struct selection selection;
    start_selection(&selection, command);
    struct store_argument last = {.number = command->last};
    selection.arguments[selection.count++] = last;
    char sql[1400];
    snprintf(sql, sizeof(sql), "SELECT min(id) - 1 FROM (%s ORDER BY id DESC LIMIT $%u) AS newest",
             selection.sql, selection.count);
    return store_query(store, sql, selection.arguments, selection.count, read_number, after);
}

/* Waits a while. Returns false when nobody reads our output any longer. */
static bool rest(void)
{
    struct pollfd reader = {.fd = STDOUT_FILENO};
    return poll(&reader, 1, LOOK) <= 0;
}

static enum store_result show_new(struct store *store, const struct command *command, struct listing *listing)
{
    struct selection selection;
    start_selection(&selection, command);
    select_by(&selection, "id >", (struct store_argument){.number = listing->last});
    return show_selection(store, &selection, "ORDER BY id", listing);
}

enum audit_exit verb_tail(const struct command *command)
{
    struct listing listing = {.last = 0};
    struct store *store = open_or_complain(command, STORE_READ);
    if (!store)
        return AUDIT_ABSENT;
    choose_form(command, &listing);
    enum store_result result = find_start(store, command, &listing.last);
    if (result == STORE_DONE)
        result = show_new(store, command, &listing);
    while (command->follow && result == STORE_DONE && !fflush(stdout) && rest())
        result = show_new(store, command, &listing);
    enum audit_exit status = end_with(store, result);
    store_close(store);
    return status;
}

enum audit_exit verb_export(const struct command *command)
{
    if (command->csv == command->json)
        return complain("export: either --csv or --json");
    return verb_list(command);
}
