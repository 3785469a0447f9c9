/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-audit used and exposed: who used a service domain, or a version of one, and when. */
#include "runtime/audit/command.h"
#include "runtime/audit/times.h"
#include "lang/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct question {
    const char *columns;
    const char *order;
    void (*show)(const struct command *command, const struct store_value *row);
};

enum { ARGUMENTS = 4 };

/* The span that is asked about. */
static void set_span(const struct command *command, struct store_argument arguments[ARGUMENTS])
{
    arguments[0] = (struct store_argument){.text = command->component};
    arguments[1] = (struct store_argument){.number = command->from == INT64_MIN ? 0 : command->from};
    arguments[2] = (struct store_argument){.number = command->to == INT64_MAX ? times_now() : command->to};
    arguments[3] = (struct store_argument){.text = command->version};
}

static void compose(const struct question *question, const struct command *command, char *sql, size_t size)
{
    snprintf(
        sql, size,
        "SELECT %s FROM usage\n WHERE service = $1 AND since < $3 AND (until IS NULL OR until > $2)%s\n %s",
        question->columns, command->version ? " AND version = $4" : "", question->order);
}

static void print_literal(const struct store_argument *argument)
{
    if (!argument->text) {
        printf("%" PRId64, argument->number);
        return;
    }
    putchar('\'');
    for (const char *at = argument->text; *at; at++)
        printf(*at == '\'' ? "''" : "%c", *at);
    putchar('\'');
}

/* The query with its values, as both databases' own tools take it. */
static void print_sql(const char *sql, const struct store_argument *arguments)
{
    for (; *sql; sql++)
        if (*sql == '$')
            print_literal(&arguments[*++sql - '1']);
        else
            putchar(*sql);
    puts(";");
}

struct answer {
    const struct question *question;
    const struct command *command;
    uint64_t rows;
};

static bool show_row(void *context, const struct store_value *row, unsigned int columns)
{
    struct answer *answer = context;
    (void)columns;
    answer->question->show(answer->command, row);
    answer->rows++;
    return !ferror(stdout);
}

static bool read_gap(void *context, const struct store_value *row, unsigned int columns)
{
    (void)columns;
    *(int64_t *)context = row[0].number;
    return true;
}

/* An answer is only as whole as the records of its time are. */
static enum store_result warn_of_gaps(struct store *store, const struct store_argument *arguments)
{
    int64_t gaps = 0;
    enum store_result result =
        store_query(store,
                    "SELECT count(*) FROM record WHERE kind >= 256 AND kind IN (257, 263)"
                    " AND time >= $1 AND since <= $2",
                    arguments + 1, 2, read_gap, &gaps);
    if (gaps)
        complain("records of that time are incomplete in %" PRId64 " place%s, so that the answer may be: see"
                 " `xenon-audit list --kind lost` and `--kind unread`",
                 gaps, gaps == 1 ? "" : "s");
    return result;
}

static enum audit_exit ask(const struct question *question, const struct command *command)
{
    struct store_argument arguments[ARGUMENTS];
    struct answer answer = {.question = question, .command = command};
    char sql[1024];
    if (!command->component)
        return complain("--component NAME says which service domain is meant");
    set_span(command, arguments);
    compose(question, command, sql, sizeof(sql));
    if (command->sql) {
        print_sql(sql, arguments);
        return AUDIT_DONE;
    }
    struct store *store = open_or_complain(command, STORE_READ);
    if (!store)
        return AUDIT_ABSENT;
    enum store_result result =
        store_query(store, sql, arguments, command->version ? 4 : 3, show_row, &answer);
    if (result == STORE_DONE)
        result = warn_of_gaps(store, arguments);
    if (result == STORE_DONE && answer.rows == 0 && !command->json)
        puts("none");
    enum audit_exit status = end_with(store, result);
    store_close(store);
    return status;
}

static void date_json(struct json *json, const char *key, const struct store_value *time)
{
    char text[TIMES_TEXT];
    if (time->null)
        json_null(json, key);
    else
        json_string(json, key, times_utc(time->number, text), sizeof(text));
}

static void text_json(struct json *json, const char *key, const struct store_value *value)
{
    json_string(json, key, value->text, strlen(value->text));
}

static void used_json(const struct store_value *row)
{
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    text_json(&json, "client", &row[0]);
    json_integer(&json, "client_domid", row[1].number);
    text_json(&json, "service", &row[2]);
    json_integer(&json, "service_domid", row[3].number);
    text_json(&json, "version", &row[4]);
    date_json(&json, "since", &row[5]);
    date_json(&json, "until", &row[6]);
    json_integer(&json, "boot", row[7].number);
    json_end(&json);
}

static void show_used(const struct command *command, const struct store_value *row)
{
    char since[TIMES_TEXT], until[TIMES_TEXT];
    if (command->json) {
        used_json(row);
        return;
    }
    printf("%s (%" PRId64 ")  used %s (%" PRId64 ")%s%s  %s to %s\n", row[0].text, row[1].number, row[2].text,
           row[3].number, row[4].text[0] ? " version " : "", row[4].text, times_local(row[5].number, since),
           row[6].null ? "now" : times_local(row[6].number, until));
}

static void exposed_json(const struct store_value *row)
{
    struct json json;
    json_start(&json, stdout);
    json_object(&json, NULL);
    text_json(&json, "client", &row[0]);
    date_json(&json, "first", &row[1]);
    date_json(&json, "last", &row[2]);
    json_integer(&json, "times", row[3].number);
    json_end(&json);
}

static void show_exposed(const struct command *command, const struct store_value *row)
{
    char first[TIMES_TEXT], last[TIMES_TEXT];
    if (command->json)
        exposed_json(row);
    else
        printf("%s  %s to %s, %" PRId64 " time%s\n", row[0].text, times_local(row[1].number, first),
               times_local(row[2].number, last), row[3].number, row[3].number == 1 ? "" : "s");
}

enum audit_exit verb_used(const struct command *command)
{
    static const struct question question = {
        "client, client_domid, service, domid, version, since, until, boot",
        "ORDER BY since, link",
        show_used,
    };
    return ask(&question, command);
}

enum audit_exit verb_exposed(const struct command *command)
{
    static const struct question question = {
        "client, min(CASE WHEN since > $2 THEN since ELSE $2 END) AS first,\n"
        " max(CASE WHEN until < $3 THEN until ELSE $3 END) AS last, count(*)",
        "GROUP BY client ORDER BY first, client",
        show_exposed,
    };
    return ask(&question, command);
}
