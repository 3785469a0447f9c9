/* SPDX-License-Identifier: GPL-2.0-only */
/* The questions, as patterns of words; and the forms of an answer. */
#include "policyc/read/query.h"

#include <string.h>
#include "policyc/read/json_facts.h"
#include "policyc/read/query_parts.h"
#include "policyc/read/view.h"

/*
 * In capitals what a name stands for: END is a domain or `outside`. The first that fits is the question:
 * `who reaches whom` isn't about a domain called whom.
 */
static const struct pattern {
    const char *words;
    void (*answer)(struct query *query, const struct query_names *names);
} patterns[] = {
    {"who may delegate", query_delegation},
    {"who may OPERATION", query_who_may},
    {"who may OPERATION on DOMAIN", query_who_may_on},
    {"what may DOMAIN do", query_what_may},
    {"what may DOMAIN do on DOMAIN", query_what_may_on},
    {"what is limited", query_limits},
    {"who reaches whom", query_who_reaches_whom},
    {"who reaches DOMAIN", query_who_reaches},
    {"whom does DOMAIN reach", query_whom_reaches},
    {"what can flow from END to END", query_flow},
    {"who manages DOMAIN", query_managers},
    {"who serves DOMAIN", query_servers},
    {"which devices are assigned", query_devices},
};

#define PATTERNS (sizeof(patterns) / sizeof(patterns[0]))

void query_add(struct query *query, struct query_row row)
{
    if ((query->count & (query->count - 1)) == 0) {
        size_t bytes = query->count * sizeof(row);
        query->rows = arena_grow(query->lookup.arena, query->rows, bytes, bytes ? bytes * 2 : sizeof(row));
    }
    query->rows[query->count++] = row;
}

/* --- Questions --- */

/* The next word from `*at` on, in the arena; NULL: there is none. A question mark ends a question. */
static const char *next_word(struct arena *arena, const char **at)
{
    const char *word = *at + strspn(*at, " \t?");
    size_t length = strcspn(word, " \t?");
    *at = word + length;
    return length ? arena_text(arena, word, length) : NULL;
}

static bool is_place(const char *word)
{
    return strcmp(word, "DOMAIN") == 0 || strcmp(word, "END") == 0 || strcmp(word, "OPERATION") == 0;
}

/* Whether the question is of this form. */
static bool matches(struct arena *arena, const struct pattern *pattern, const char *question)
{
    const char *wanted, *given, *words = pattern->words;
    do {
        wanted = next_word(arena, &words);
        given = next_word(arena, &question);
        if (wanted && given && !is_place(wanted) && strcmp(wanted, given) != 0)
            return false;
    } while (wanted && given);
    return !wanted && !given;
}

static bool look_up(struct query *query, const struct pattern *pattern, const char *question,
                    struct query_names *names)
{
    struct lookup *lookup = &query->lookup;
    const char *wanted, *words = pattern->words;
    uint32_t *domain = names->domain;
    while ((wanted = next_word(lookup->arena, &words))) {
        const char *given = next_word(lookup->arena, &question);
        bool found = true;
        if (strcmp(wanted, "OPERATION") == 0)
            found = lookup_operations(lookup, given, names->operations);
        else if (strcmp(wanted, "END") == 0 && strcmp(given, "outside") == 0)
            *domain++ = BLOB_OUTSIDE;
        else if (is_place(wanted))
            found = (*domain++ = lookup_domain(lookup, given)) != BLOB_NONE;
        if (!found)
            return false;
    }
    return true;
}

bool query_ask(struct query *query, struct arena *arena, const struct msm_policy *policy,
               const char *question)
{
    struct query_names names = {.domain = {BLOB_NONE, BLOB_NONE}};
    *query = (struct query){.lookup = {.arena = arena, .policy = policy}};
    for (size_t i = 0; i < PATTERNS; i++) {
        if (!matches(arena, &patterns[i], question))
            continue;
        if (!look_up(query, &patterns[i], question, &names))
            return false;
        patterns[i].answer(query, &names);
        return true;
    }
    return false;
}

void query_list(FILE *out)
{
    for (size_t i = 0; i < PATTERNS; i++)
        fprintf(out, "  %s\n", patterns[i].words);
}

/* --- Answers --- */

void query_text(FILE *out, const struct query *query)
{
    const struct msm_policy *policy = query->lookup.policy;
    for (size_t i = 0; i < query->count; i++) {
        const struct query_row *row = &query->rows[i];
        fputs(row->subject, out);
        if (row->object && row->arrow)
            fprintf(out, " %s %s", row->arrow, row->object);
        if (row->what)
            fprintf(out, "  %s", row->what);
        if (row->object && !row->arrow)
            fprintf(out, " on %s", row->object);
        if (row->until_seal)
            fputs(", until the seal", out);
        if (row->rule != BLOB_NONE) {
            fputs("  ", out);
            view_print_place(out, policy, row->rule);
        }
        fputc('\n', out);
    }
    if (!query->count)
        fputs("none\n", out);
}

static void put_row(struct json *json, const struct msm_policy *policy, const struct query_row *row)
{
    json_object(json, NULL);
    json_fact_text(json, "subject", row->subject);
    json_fact_text(json, "relation", row->arrow);
    json_fact_text(json, "object", row->object);
    json_fact_text(json, "what", row->what);
    json_fact_text(json, "phase", row->until_seal ? "until seal" : "always");
    json_fact_rule(json, policy, row->rule);
    json_end(json);
}

void query_json(FILE *out, const struct query *query, const char *question)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    json_fact_text(&json, "question", question);
    json_array(&json, "answers");
    for (size_t i = 0; i < query->count; i++)
        put_row(&json, query->lookup.policy, &query->rows[i]);
    json_end(&json);
    json_end(&json);
}
