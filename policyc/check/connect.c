/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Connections: every statement is spread over its pairs of domains; the pairs are sorted, and those of the
 * same two domains become one connection. Takes n log n steps for n pairs.
 */
#include <stdlib.h>
#include <string.h>
#include "lang/suggest.h"
#include "policyc/check/identity.h"
#include "policyc/check/relations.h"

/* A `connect`, or what a service serves by one name. */
struct statement {
    struct rule *rule;
    struct identity identity;
    struct ends ends;
    unsigned int means; /* enum blob_means */
    bool both;
    bool is_new;                    /* says something that no earlier one does */
    bool is_refused;                /* was reported */
    const struct statement *before; /* one that connects two of its domains already */
};

struct statements {
    struct statement *list;
    size_t count;
    uint64_t pairs;
};

/* What a statement says of two domains. */
struct pair {
    uint32_t low, high;
    uint32_t statement;
    uint16_t forward, backward;
};

static const struct {
    const char *word;
    enum blob_means means;
} means_words[] = {
    {"grant", BLOB_GRANT}, {"event", BLOB_EVENT}, {"argo", BLOB_ARGO}, {"foreign", BLOB_FOREIGN}};

#define MEANS (sizeof(means_words) / sizeof(*means_words))

static void report_unknown_means(struct model *model, const struct ast_name *name)
{
    struct suggestion suggestion = {.word = name->text};
    for (size_t i = 0; i < MEANS; i++)
        suggest(&suggestion, means_words[i].word);
    struct diagnostic *d =
        report(findings(model), XP0241, name->span, "there is no means called `%s`", name->text);
    if (suggestion.best) {
        report_help(findings(model), d, "did you mean `%s`?", suggestion.best);
        report_fix(findings(model), d, name->span, "%s", suggestion.best);
    } else if (strcmp(name->text, "network") == 0) {
        report_help(findings(model), d,
                    "packets have a statement of their own: `network one -> one tcp 443`");
    } else {
        report_help(findings(model), d, "domains reach each other by grant, event, argo or foreign");
    }
}

unsigned int check_means(struct model *model, const struct ast_names *names)
{
    const struct ast_name *first[MEANS] = {NULL};
    unsigned int means = 0;
    for (const struct ast_name *name = names->first; name; name = name->next) {
        size_t i = 0;
        while (i < MEANS && strcmp(name->text, means_words[i].word) != 0)
            i++;
        if (i == MEANS) {
            report_unknown_means(model, name);
        } else if (first[i]) {
            report_repeated_name(model, name, first[i]);
        } else {
            first[i] = name;
            means |= means_words[i].means;
        }
    }
    return means;
}

/* Adds the statement unless something is wrong with it. */
static void add_statement(struct model *model, struct statements *statements,
                          const struct statement *statement)
{
    struct statement *copy = &statements->list[statements->count];
    *copy = *statement;
    copy->identity = identity_of(model->compilation, statement->rule->place);
    if (check_ends(model, &copy->ends) && copy->means &&
        check_pairs(model, &copy->ends, copy->rule->place, 1, &statements->pairs))
        statements->count++;
}

static void add_connects(struct model *model, struct statements *statements, struct rule *rules)
{
    for (const struct ast_connect *source = model->compilation->ast.connects; source; source = source->next) {
        *rules = (struct rule){.effect = BLOB_CONNECT, .place = source->span};
        struct statement statement = {.rule = rules++,
                                      .ends = {.left = source->left, .right = source->right},
                                      .means = check_means(model, &source->means),
                                      .both = source->both};
        add_statement(model, statements, &statement);
    }
}

static void add_serves(struct model *model, struct statements *statements)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        struct domain *domain = &model->domains[i];
        if (!domain->service || !domain->service->clients.count)
            continue;
        const struct ast_name *name = find_attribute(domain, AST_SERVES)->values.first;
        for (; name; name = name->next) {
            struct statement statement = {.rule = &domain->service->serves,
                                          .ends = {.left = domain->source->name, .right = name},
                                          .means = BLOB_GRANT | BLOB_EVENT,
                                          .both = true};
            add_statement(model, statements, &statement);
        }
    }
}

/* So that of several statements the one that comes first in the blob is the connection's. */
static int compare_statements(const void *left, const void *right)
{
    const struct statement *a = left;
    const struct statement *b = right;
    int order = identity_order(&a->identity, &b->identity);
    return order ? order : order_of_places(&a->ends.right->span, &b->ends.right->span);
}

/* They mostly are: a policy without services, annotations and imports says them in their order. */
static bool are_sorted(const struct statements *statements)
{
    for (size_t i = 1; i < statements->count; i++)
        if (compare_statements(&statements->list[i - 1], &statements->list[i]) > 0)
            return false;
    return true;
}

static struct statements collect_statements(struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    size_t connects = 0;
    size_t serves = 0;
    for (const struct ast_connect *source = model->compilation->ast.connects; source; source = source->next)
        connects++;
    for (size_t i = 0; i < model->domain_count; i++) {
        const struct domain *domain = &model->domains[i];
        if (!domain->service || !domain->service->clients.count)
            continue;
        const struct ast_name *name = find_attribute(domain, AST_SERVES)->values.first;
        for (; name; name = name->next)
            serves++;
    }
    struct statements statements = {.list = arena_array(arena, connects + serves, sizeof(*statements.list))};
    add_connects(model, &statements, arena_array(arena, connects, sizeof(struct rule)));
    add_serves(model, &statements);
    if (!are_sorted(&statements))
        qsort(statements.list, statements.count, sizeof(*statements.list), compare_statements);
    return statements;
}

static struct pair make_pair(const struct statement *statement, uint32_t from, uint32_t to)
{
    uint16_t means = (uint16_t)statement->means;
    uint16_t back = statement->both || from == to ? means : 0;
    if (from <= to)
        return (struct pair){.low = from, .high = to, .forward = means, .backward = back};
    return (struct pair){.low = to, .high = from, .forward = back, .backward = means};
}

static size_t spread(const struct model *model, const struct statements *statements, struct pair *pairs)
{
    size_t count = 0;
    for (uint32_t i = 0; i < statements->count; i++) {
        const struct ends *ends = &statements->list[i].ends;
        for (size_t a = 0; a < ends->from.count; a++)
            for (size_t b = 0; b < ends->to.count; b++) {
                if (!ends_pair(model, ends->from.list[a], ends->to.list[b]))
                    continue;
                pairs[count] = make_pair(&statements->list[i], ends->from.list[a], ends->to.list[b]);
                pairs[count++].statement = i;
            }
    }
    return count;
}

static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left;
    const struct pair *b = right;
    uint64_t x = (uint64_t)a->low << 32 | a->high;
    uint64_t y = (uint64_t)b->low << 32 | b->high;
    if (x != y)
        return x < y ? -1 : 1;
    return a->statement < b->statement ? -1 : a->statement > b->statement;
}

/* Joins the pairs of two domains from `pairs` on. Returns how many there are. */
static size_t join_pairs(struct statements *statements, const struct pair *pairs, size_t count,
                         struct connection *connection)
{
    struct statement *first = &statements->list[pairs->statement];
    *connection = (struct connection){.rule = first->rule, .low = pairs->low, .high = pairs->high};
    size_t i = 0;
    for (; i < count && pairs[i].low == pairs->low && pairs[i].high == pairs->high; i++) {
        struct statement *statement = &statements->list[pairs[i].statement];
        if (pairs[i].forward & ~connection->forward || pairs[i].backward & ~connection->backward)
            statement->is_new = true;
        else if (statement != first)
            statement->before = first;
        connection->forward |= pairs[i].forward;
        connection->backward |= pairs[i].backward;
    }
    return i;
}

/* One report a statement: a set with many domains would give as many. */
static void check_connection(struct model *model, const struct connection *connection,
                             struct statement *statement)
{
    if (!statement->is_refused)
        statement->is_refused =
            report_conflict(model, &statement->ends, connection->low, connection->high) ||
            report_tags(model, &statement->ends, connection->low, connection->high) ||
            report_strangers(model, &statement->ends, statement->rule, connection->low, connection->high);
}

static void join(struct model *model, struct statements *statements, const struct pair *pairs, size_t count)
{
    size_t different = 0;
    for (size_t i = 0; i < count; i++)
        different += !i || pairs[i].low != pairs[i - 1].low || pairs[i].high != pairs[i - 1].high;
    model->connections = arena_array(&model->compilation->arena, different, sizeof(*model->connections));
    for (size_t i = 0; i < count;) {
        struct connection *connection = &model->connections[model->connection_count++];
        struct statement *first = &statements->list[pairs[i].statement];
        i += join_pairs(statements, &pairs[i], count - i, connection);
        check_connection(model, connection, first);
    }
}

static void report_repetitions(struct model *model, const struct statements *statements)
{
    for (size_t i = 0; i < statements->count; i++) {
        const struct statement *statement = &statements->list[i];
        if (statement->is_new || !statement->before ||
            identity_order(&statement->identity, &statement->before->identity) == 0)
            continue;
        struct diagnostic *d = report(findings(model), XP0243, statement->ends.right->span,
                                      "`%s` and `%s` are connected like this already",
                                      statement->ends.left->text, statement->ends.right->text);
        report_note(findings(model), d, statement->before->rule->place, "said here");
    }
}

void check_connections(struct model *model)
{
    struct statements statements = collect_statements(model);
    struct pair *pairs = arena_array(&model->compilation->arena, statements.pairs, sizeof(*pairs));
    size_t count = spread(model, &statements, pairs);
    if (count)
        qsort(pairs, count, sizeof(*pairs), compare_pairs);
    join(model, &statements, pairs, count);
    report_repetitions(model, &statements);
}
